import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { SignedRequest } from '../../local/runtime/http-trigger.ts';
import { readHttpEvent } from '../../shared/function-compute/http-event.ts';
import { onHttp, outcomes, START, TinyProjects } from './tiny-project.ts';

const projects = new TinyProjects();
afterEach(() => projects.close());

const api = (code: string, authType = 'anonymous', methods = ['GET', 'PUT', 'HEAD']) => ({
  api: { code, props: { triggers: [onHttp(authType, methods)] } },
});
const ECHO = "return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: event.toString() };";

describe('an HTTP trigger', () => {
  it('hands the request over as the documented event', async () => {
    const { runtime } = await projects.start(api(ECHO));

    const response = await fetch(`${runtime.url}/v1/gateways/chat%20prod?dry=1&tag=a&tag=b`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'x-two': 'b', 'user-agent': 'test/1' },
      body: '{"a":"ä"}',
    });

    const event = await response.json();
    expect(event).toMatchObject({
      version: 'v1',
      rawPath: '/v1/gateways/chat%20prod',
      headers: { 'Content-Type': 'application/json', 'X-Two': 'b' },
      queryParameters: { dry: '1', tag: 'a,b' },
      body: '{"a":"ä"}',
      isBase64Encoded: false,
      requestContext: {
        accountId: '1234567890123456',
        requestId: runtime.invocations[0]?.requestId,
        time: '2026-03-02T08:00:00Z',
        timeEpoch: String(START),
        http: {
          method: 'PUT',
          path: '/v1/gateways/chat prod',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test/1',
        },
      },
    });
    expect(response.headers.get('x-fc-request-id')).toBe(runtime.invocations[0]?.requestId);
    expect(runtime.invocations).toMatchObject([{ trigger: 'http', outcome: 'succeeded' }]);
  });

  it('hands over an event that our functions can read', async () => {
    const { runtime } = await projects.start(api(ECHO));
    const bytes = Buffer.from([0, 255, 254, 10]);

    const response = await fetch(`${runtime.url}/upload?x=1`, { method: 'PUT', body: bytes });
    const { request, context } = readHttpEvent(Buffer.from(await response.text()));

    expect(Buffer.from(await request.arrayBuffer())).toEqual(bytes);
    expect(new URL(request.url).pathname).toBe('/upload');
    expect(context.receivedAt).toBe(START);
  });

  it.each([
    ['a struct', "return { statusCode: 202, headers: { 'X-One': '1' }, body: 'text' };", 202, 'text'],
    ['base64', "return { statusCode: 200, isBase64Encoded: true, body: 'AAE=' };", 200, '\u0000\u0001'],
    ['another object', 'return { ok: true };', 200, '{"ok":true}'],
    ['a struct whose body is no text', 'return { statusCode: 500, body: {} };', 200, '{"statusCode":500,"body":{}}'],
    ['a text', "return 'hello';", 200, 'hello'],
    ['no content', 'return { statusCode: 204, headers: {}, body: "" };', 204, ''],
    ['bytes', "return Buffer.from('raw');", 200, 'raw'],
    ['nothing', '', 200, ''],
  ])('answers with %s', async (_case, code, status, body) => {
    const { runtime } = await projects.start(api(code));

    const response = await fetch(runtime.url);

    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
  });

  it('passes headers on, but not those of the platform and the connection', async () => {
    const { runtime } = await projects.start(
      api(
        "return { statusCode: 200, headers: { 'x-one': '1', 'x-fc-code': '2', Connection: 'close', 'set-cookie': 'a=b' }, body: 'x' };",
      ),
    );

    const { headers } = await fetch(runtime.url);

    expect(headers.get('x-one')).toBe('1');
    expect(headers.get('set-cookie')).toBe('a=b');
    expect(headers.has('x-fc-code')).toBe(false);
    expect(headers.get('connection')).not.toBe('close');
  });

  it('answers HEAD without a body', async () => {
    const { runtime } = await projects.start(api("return { statusCode: 200, headers: {}, body: 'four' };"));

    const response = await fetch(runtime.url, { method: 'HEAD' });

    expect(response.headers.get('content-length')).toBe('4');
    expect(await response.text()).toBe('');
  });

  it('refuses other methods without calling the function', async () => {
    const { runtime } = await projects.start(api(ECHO));

    const response = await fetch(runtime.url, { method: 'DELETE' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, PUT, HEAD');
    expect(runtime.invocations).toEqual([]);
  });

  it.each(['with its length told', 'in chunks'])('refuses a body over 32 MB, %s', async (how) => {
    const { runtime } = await projects.start(api(ECHO));
    const headers = how === 'in chunks' ? {} : { 'content-length': 32 * 1024 * 1024 + 1 };

    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(runtime.url, { method: 'PUT', headers }, (response) => {
        resolve(response.statusCode);
        response.resume();
        request.destroy();
      });
      let sent = 0;
      const send = () => {
        if (request.destroyed) return;
        if (sent > 32) request.end('x');
        else request.write(Buffer.alloc(1024 * 1024), send);
        sent += 1;
      };
      send();
      request.on('error', (error) => reject(error));
    });

    expect(status).toBe(413);
    expect(runtime.invocations).toEqual([]);
  });

  it('tells a failure without retrying', async () => {
    const { runtime, clock } = await projects.start(
      api("throw new TypeError('broken ' + context.credentials.accessKeySecret);"),
    );

    const response = await fetch(runtime.url);
    await clock.advanceBy(3600_000);

    expect(response.status).toBe(502);
    expect(response.headers.get('x-fc-error-type')).toBe('UnhandledInvocationError');
    expect(await response.json()).toEqual({ errorType: 'TypeError', errorMessage: 'broken ***' });
    expect(outcomes(runtime)).toEqual(['api failed']);
  });

  it('answers for a function that was killed or took too long', async () => {
    const { runtime, clock } = await projects.start(
      api("await deps.store.list('1', 'zones'); await deps.clock.sleep(100_000);"),
    );
    runtime.kill({ functionName: 'api', afterCalls: 1, when: 'before' });

    expect((await fetch(runtime.url)).status).toBe(502);

    const late = fetch(runtime.url);
    await untilTheFunctionSleeps(clock);
    await clock.advanceBy(60_000);
    expect((await late).status).toBe(504);
    expect(outcomes(runtime)).toEqual(['api killed', 'api timed-out']);
  });

  it('holds time while it answers, but not while the function sleeps', async () => {
    const { runtime, clock } = await projects.start(
      api('await deps.clock.sleep(5_000); return String(deps.clock.now());'),
    );

    const answer = fetch(runtime.url);
    await untilTheFunctionSleeps(clock);
    await clock.advanceBy(5_000);

    expect(Number(await (await answer).text())).toBe(START + 5_000);
    expect(clock.now()).toBe(START + 5_000);
  });

  it('answers 502 for headers that HTTP does not allow', async () => {
    const { runtime } = await projects.start(
      api("return { statusCode: 200, headers: { 'x-one': 'a\\nb' }, body: '' };"),
    );

    expect((await fetch(runtime.url)).status).toBe(502);
  });

  it('holds time until the client has the whole answer', async () => {
    const { runtime, clock } = await projects.start(api("return Buffer.alloc(32 * 1024 * 1024, 'x');"));
    const request = httpRequest(runtime.url).end();
    const [response] = await once(request, 'response');

    const advanced = clock.advanceBy(1_000);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(clock.now()).toBe(START);

    response.resume();
    await advanced;
    expect(clock.now()).toBe(START + 1_000);
  });

  it.each([
    ['while it sends', 'PUT'],
    ['while the function sleeps', 'GET'],
  ])('does not hold time for a client that hangs up %s', async (_case, method) => {
    const { runtime, clock } = await projects.start(api('await deps.clock.sleep(5_000);'));
    const request = httpRequest(runtime.url, { method, headers: method === 'PUT' ? { 'content-length': 10 } : {} });
    request.on('error', () => {});
    if (method === 'PUT') {
      request.write('half');
      await once(request, 'socket').then(([socket]) => socket.connecting && once(socket, 'connect'));
    } else {
      request.end();
      await untilTheFunctionSleeps(clock);
    }

    request.destroy();
    await clock.advanceBy(60_000);

    expect(outcomes(runtime)).toEqual(method === 'PUT' ? [] : ['api succeeded']);
  });

  it('is served alone', async () => {
    const { api: one } = api(ECHO);

    await expect(projects.start({ one, other: one })).rejects.toThrow('one, other');
  });

  it('is not served after the runtime is closed', async () => {
    const { runtime } = await projects.start(api(ECHO));
    await fetch(runtime.url);

    await runtime.close();

    await expect(fetch(runtime.url)).rejects.toThrow('fetch failed');
  });
});

describe('an HTTP trigger with authType function', () => {
  it('calls the function once the signature is verified over what was sent', async () => {
    const seen: SignedRequest[] = [];
    const { runtime } = await projects.start(api(ECHO, 'function'), {
      authorize: async (request) => {
        seen.push(request);
        return { ok: true };
      },
    });

    const response = await fetch(`${runtime.url}/a%2Fb?q=%27x%27`, {
      method: 'PUT',
      headers: { 'X-Acs-Date': 'd' },
      body: 'hi',
    });

    expect(response.status).toBe(200);
    expect(seen).toMatchObject([
      { method: 'PUT', target: '/a%2Fb?q=%27x%27', headers: { 'x-acs-date': 'd' }, body: Buffer.from('hi') },
    ]);
  });

  it('refuses with the verdict, without calling the function', async () => {
    const { runtime } = await projects.start(api(ECHO, 'function'), {
      authorize: async () => ({ ok: false, status: 403, code: 'SignatureDoesNotMatch', message: 'no' }),
    });

    const response = await fetch(runtime.url);

    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      Code: 'SignatureDoesNotMatch',
      Message: 'no',
      RequestId: response.headers.get('x-fc-request-id'),
    });
    expect(runtime.invocations).toEqual([]);
  });

  it('refuses everybody where nobody can verify', async () => {
    const { runtime } = await projects.start(api(ECHO, 'function'));

    expect((await fetch(runtime.url)).status).toBe(403);
    expect(runtime.invocations).toEqual([]);
  });
});

/** The timeout and the sleep are both on the clock. */
async function untilTheFunctionSleeps(clock: { nextDue(): number | undefined; now(): number; idle(): Promise<void> }) {
  while (clock.nextDue() === undefined) await new Promise((resolve) => setImmediate(resolve));
  await clock.idle();
}
