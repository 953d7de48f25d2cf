import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { machineFetch } from '../../shared/function-compute/machine-fetch.ts';

/** @param close whether nobody listens there any more */
async function serving(listener: RequestListener, { close = false } = {}): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  if (close) await new Promise((resolve) => server.close(resolve));
  return url;
}

/** What came, besides the headers that a client adds by itself. */
const echo: RequestListener = async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url, headers } = request;
  const [type, length, own] = ['content-type', 'content-length', 'x-own'].map((name) => headers[name]);
  response.writeHead(url === '/no' ? 404 : 200, {
    'X-Request-Id': 'r-1',
    link: ['<a>', '<b>'],
    'set-cookie': ['a=1', 'b=2'],
  });
  response.end(JSON.stringify({ method, url, type, length, own, body: Buffer.concat(chunks).toString('hex') }));
};

const FETCHES: [string, () => typeof fetch][] = [
  ["the platform's", () => fetch],
  ['ours', machineFetch],
];

describe.each(FETCHES)('%s fetch', (_whose, make) => {
  it.each<[string, string, RequestInit]>([
    ['a question', '/a?b=c%20d', { headers: { 'x-own': 'mine' } }],
    ['text', '/', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'ö' }],
    ['bytes', '/', { method: 'PUT', headers: [['x-own', 'mine']], body: new Uint8Array([0, 255]) }],
    ['nothing', '/no', { method: 'POST', headers: new Headers({ 'x-own': 'mine' }) }],
  ])('carries %s, and what is answered', async (_what, path, init) => {
    const url = await serving(echo);
    const answer = await make()(`${url}${path}`, init);
    const { status, ok, redirected, bodyUsed } = answer;
    expect({ status, ok, url: answer.url, redirected, bodyUsed }).toEqual({
      ...{ status: path === '/no' ? 404 : 200, ok: path !== '/no' },
      ...{ url: `${url}${path}`, redirected: false, bodyUsed: false },
    });
    const { headers } = answer;
    expect([headers.get('X-Request-ID'), headers.get('link'), headers.get('x-none'), headers.has('LINK')]).toEqual([
      ...['r-1', '<a>, <b>', null, true],
    ]);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(() => headers.set('x', 'y')).toThrow(TypeError);
    const again = await answer.clone().json();
    const body = typeof init.body === 'string' ? 'c3b6' : init.body ? '00ff' : '';
    expect(await answer.json()).toMatchObject({ method: init.method ?? 'GET', url: path, body });
    expect(again).toMatchObject({ body });
    await expect(answer.text()).rejects.toThrow(TypeError);
  });

  it('follows no redirect where it is told not to', async () => {
    const url = await serving((request, response) => {
      if (request.url === '/there') return response.end('followed');
      response.writeHead(302, { location: '/there' }).end('look there');
    });
    const answer = await make()(url, { redirect: 'manual' });
    expect([answer.status, await answer.text()]).toEqual([302, 'look there']);
    await expect(make()(url, { redirect: 'error' })).rejects.toThrow(TypeError);
  });

  it.each<[string, RequestListener]>([
    ['before it answers', (request) => request.socket.destroy()],
    [
      'in the middle of its answer',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half');
        setImmediate(() => response.destroy());
      },
    ],
  ])('says that a server hung up %s', async (_when, listener) => {
    const url = await serving(listener);
    const read = make()(url).then((answer) => answer.text());
    await expect(read).rejects.toThrow(TypeError);
  });

  it('says why nobody was reached', async () => {
    const url = await serving(() => {}, { close: true });
    await expect(make()(url)).rejects.toMatchObject({ name: 'TypeError', cause: { code: 'ECONNREFUSED' } });
  });

  it.each([
    ['before it asks', 0],
    ['while it waits', 1],
  ])('gives up with the reason of who told it to, %s', async (_when, asked) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const url = await serving(() => controller.abort(reason));
    if (asked === 0) controller.abort(reason);
    await expect(make()(url, { signal: controller.signal })).rejects.toBe(reason);
  });
});

it('keeps its connection from one call to the next', async () => {
  const ports = new Set<number | undefined>();
  const url = await serving((request, response) => {
    ports.add(request.socket.remotePort);
    response.end('{}');
  });
  const ask = machineFetch();
  for (let call = 0; call < 3; call += 1) await (await ask(url)).text();
  expect(ports.size).toBe(1);
});
