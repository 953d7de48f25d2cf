import { describe, expect, it } from 'vitest';
import { CallOutcomeUnknown, CloudError } from '../../shared/cloud/cloud-errors.ts';
import type { CloudRequest } from '../../shared/cloud/cloud-request.ts';
import { type CloudProduct, endpointResolver } from '../../shared/cloud/endpoints.ts';
import type { Reply } from './loopback-server.ts';
import { CREDENTIALS, rejectionOf, transportTo } from './transport-under-test.ts';

const READ: CloudRequest = {
  product: 'eas',
  version: '2021-07-01',
  action: 'DescribeGateway',
  style: 'ROA',
  method: 'GET',
  path: '/api/v2/gateways/cn-hangzhou/gw-1',
  region: 'cn-hangzhou',
  idempotent: true,
};
const CREATE: CloudRequest = {
  ...READ,
  action: 'CreateGateway',
  method: 'POST',
  path: '/api/v2/gateways',
  body: { Name: 'chat-prod' },
  idempotent: false,
};
const reading = (product: CloudProduct): CloudRequest => ({
  product,
  version: 'v',
  action: 'Describe',
  style: 'RPC',
  method: 'POST',
  path: '/',
  idempotent: true,
});

const refusal = (Code: string, status = 400): Reply => ({ status, body: { Code, Message: 'no', RequestId: 'r-1' } });
/** Answers these one after the other, then the last one for ever. */
const inTurn =
  (...replies: Reply[]) =>
  (_: unknown, count: number): Reply =>
    replies[Math.min(count, replies.length) - 1] ?? 'drop';
const DONE: Reply = { body: { RequestId: 'r-2', Status: 'Running' } };

describe('an answer', () => {
  it('is returned as the JSON object it is', async () => {
    const { transport } = await transportTo(() => DONE);
    await expect(transport.call(READ)).resolves.toEqual({ RequestId: 'r-2', Status: 'Running' });
  });

  it.each<[string, Reply]>([
    ['HTTP 204', { status: 204 }],
    ['an empty body', { status: 200 }],
  ])('without content is an empty object: %s', async (_name, reply) => {
    const { transport } = await transportTo(() => reply);
    await expect(transport.call(CREATE)).resolves.toEqual({});
  });

  it('keeps every digit of an id that a JavaScript number would round', async () => {
    const body = '{"OrderId":98987582437920968,"Id":896521,"Text":"x: 98987582437920968 \\" 1"}';
    const { transport } = await transportTo(() => ({ body }));
    await expect(transport.call(READ)).resolves.toEqual({
      OrderId: '98987582437920968',
      Id: 896521,
      Text: 'x: 98987582437920968 " 1',
    });
  });
});

describe('a refusal that may pass', () => {
  const passing: [CloudProduct, string, number][] = [
    ['eas', 'Throttling', 400],
    ['eas', 'Throttling.User', 400],
    ['vpc', 'Throttling.DeepPageSkip', 400],
    ['vpc', 'Rejected.Throttling', 400],
    ['eas', 'ServiceUnavailable', 503],
    ['eas', 'InternalError', 500],
    ['alidns', 'InternalError', 400],
    ['cas', 'SystemBusy', 400],
    ['eas', 'SomethingNew', 502],
    ['eas', 'SignatureNonceUsed', 400],
    ['alidns', 'LastOperationNotFinished', 400],
    ['alidns', 'DnsSystemBusyness', 400],
    ['alidns', 'RecordForbidden.DNSChange', 400],
    ['cas', 'FlowControlError', 400],
  ];
  it.each(passing)('is tried again: %s %s (%i)', async (product, code, status) => {
    const { transport, server, waits } = await transportTo(inTurn(refusal(code, status), DONE));
    await expect(transport.call(reading(product))).resolves.toMatchObject({ Status: 'Running' });
    expect(server.received).toHaveLength(2);
    expect(waits).toHaveLength(1);
  });

  const final: [CloudProduct, string, number][] = [
    ['eas', 'InvalidService.NotFound', 404],
    ['eas', 'Forbidden.RAM', 403],
    ['alidns', 'DomainRecordDuplicate', 400],
    ['alidns', 'DomainRecordConflict', 400],
    ['cas', 'NotFound', 400],
    // Codes of one product mean nothing in another.
    ['eas', 'LastOperationNotFinished', 400],
    ['vpc', 'FlowControlError', 400],
  ];
  it.each(final)('is told from one that stays: %s %s (%i) is asked once', async (product, code, status) => {
    const { transport, server } = await transportTo(() => refusal(code, status));
    expect(await rejectionOf(transport.call(reading(product)))).toMatchObject({ code, status, retryable: false });
    expect(server.received).toHaveLength(1);
  });

  it('is tried four times, with waits that grow, and then reported as retryable', async () => {
    const { transport, server, waits } = await transportTo(() => refusal('Throttling.User'));
    const error = await rejectionOf(transport.call(READ));
    expect(error).toBeInstanceOf(CloudError);
    expect(error).toMatchObject({ code: 'Throttling.User', retryable: true, requestId: 'r-1' });
    expect(server.received).toHaveLength(4);
    expect(waits).toEqual([375, 750, 1500]);
  });

  it('waits seconds for another write to the same domain', async () => {
    const { transport, waits } = await transportTo(() => refusal('LastOperationNotFinished'));
    await rejectionOf(transport.call(reading('alidns')));
    expect(waits).toEqual([2250, 4500, 7500]);
  });

  it.each([
    [0, 250],
    [0.999, 500],
  ])('is spread by chance: at %d the first wait is %i ms', async (random, wait) => {
    const { transport, waits } = await transportTo(inTurn(refusal('Throttling'), DONE), { random: () => random });
    await transport.call(READ);
    expect(waits).toEqual([wait]);
  });

  it('waits exactly as long as the cloud asks', async () => {
    const reply = { ...(refusal('Throttling.Api') as object), headers: { 'x-acs-retry-after': '700' } };
    const { transport, waits } = await transportTo(inTurn(reply, DONE));
    await transport.call(READ);
    expect(waits).toEqual([700]);
  });

  it('is handed back when the cloud asks for a longer wait than is worth sleeping', async () => {
    const reply = { ...(refusal('Throttling.Api') as object), headers: { 'x-acs-retry-after': '60000' } };
    const { transport, server, waits } = await transportTo(() => reply);
    const error = await rejectionOf(transport.call(READ));
    expect(error).toMatchObject({ retryable: true, retryAfterMs: 60000 });
    expect(server.received).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('is signed anew each time: another nonce, a later date, fresh credentials', async () => {
    let asked = 0;
    const { transport, server } = await transportTo(inTurn(refusal('Throttling'), DONE), {
      credentials: () => ({ ...CREDENTIALS, accessKeyId: `key-${++asked}` }),
    });
    await transport.call(READ);
    const header = (name: string) => server.received.map(({ headers }) => headers[name]);
    expect(header('x-acs-signature-nonce')).toEqual(['nonce-1', 'nonce-2']);
    expect(header('x-acs-date')).toEqual(['2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z']);
    expect(header('x-acs-accesskey-id')).toEqual(['key-1', 'key-2']);
    expect(new Set(header('authorization')).size).toBe(2);
  });
});

describe('a call that must not be made twice', () => {
  const unknown: [string, Reply, string][] = [
    ['the connection breaks', 'drop', 'UND_ERR_SOCKET'],
    ['the answer is cut short', 'cut', ''],
    ['the answer is not JSON', { body: '<html>' }, 'unreadable answer'],
    ['the product fails inside', refusal('InternalError', 500), 'InternalError'],
    ['the product is not available', refusal('ServiceUnavailable', 503), 'ServiceUnavailable'],
    ['something on the way fails', { status: 502, body: '<html>' }, 'HttpStatus502'],
    ['a copy of it arrived first', refusal('SignatureNonceUsed'), 'SignatureNonceUsed'],
  ];
  it.each(unknown)('is made once, and its outcome called unknown, when %s', async (_when, reply, why) => {
    const { transport, server } = await transportTo(inTurn(reply, DONE));
    const error = await rejectionOf(transport.call(CREATE));
    expect(error).toBeInstanceOf(CallOutcomeUnknown);
    expect(error).toMatchObject({ product: 'eas', action: 'CreateGateway', retryable: false });
    if (why) expect(error).toMatchObject({ why });
    expect(server.received).toHaveLength(1);
  });

  it.each(['Throttling.User', 'SystemBusy'])('is made again when it was refused undone: %s', async (code) => {
    const { transport, server } = await transportTo(inTurn(refusal(code), DONE));
    await expect(transport.call(CREATE)).resolves.toMatchObject({ Status: 'Running' });
    expect(server.received).toHaveLength(2);
  });

  it('is refused like any other when the cloud says why', async () => {
    const { transport } = await transportTo(() => refusal('InvalidParameter'));
    expect(await rejectionOf(transport.call(CREATE))).toMatchObject({ name: 'CloudError', code: 'InvalidParameter' });
  });
});

describe('a call that may be made twice', () => {
  it.each<[string, Reply]>([
    ['the connection breaks', 'drop'],
    ['the answer is not JSON', { body: '<html>' }],
    ['the answer is a list', { body: [1] }],
  ])('is made again when %s', async (_when, reply) => {
    const { transport, server } = await transportTo(inTurn(reply, reply, DONE));
    await expect(transport.call(READ)).resolves.toMatchObject({ Status: 'Running' });
    expect(server.received).toHaveLength(3);
  });

  it('ends as NoAnswer when there never is one', async () => {
    const { transport, server } = await transportTo(() => 'drop');
    expect(await rejectionOf(transport.call(READ))).toMatchObject({ code: 'NoAnswer', status: 0, retryable: true });
    expect(server.received).toHaveLength(4);
  });
});

describe('the deadline', () => {
  const reason = new Error('the function has to end');

  it('ends a call between two attempts', async () => {
    const deadline = new AbortController();
    const { transport, server } = await transportTo(() => refusal('Throttling'), {
      signal: deadline.signal,
      async sleep(_ms, signal) {
        deadline.abort(reason);
        signal?.throwIfAborted();
      },
    });
    expect(await rejectionOf(transport.call(CREATE))).toBe(reason);
    expect(server.received).toHaveLength(1);
  });

  it('sends nothing when it has passed', async () => {
    const { transport, server } = await transportTo(() => DONE, { signal: AbortSignal.abort(reason) });
    expect(await rejectionOf(transport.call(CREATE))).toBe(reason);
    expect(server.received).toEqual([]);
  });

  it('ends a read that is under way', async () => {
    const deadline = new AbortController();
    const { transport } = await transportTo(
      () => {
        deadline.abort(reason);
        return DONE;
      },
      { signal: deadline.signal },
    );
    expect(await rejectionOf(transport.call(READ))).toBe(reason);
  });

  it('leaves the outcome of a create that is under way unknown', async () => {
    const deadline = new AbortController();
    const { transport } = await transportTo(
      () => {
        deadline.abort(reason);
        return DONE;
      },
      { signal: deadline.signal },
    );
    const error = await rejectionOf(transport.call(CREATE));
    expect(error).toBeInstanceOf(CallOutcomeUnknown);
    expect(error).toMatchObject({ why: 'deadline' });
  });

  it('of one attempt ends that attempt only', async () => {
    const limits: AbortController[] = [];
    const { transport, server } = await transportTo(
      (_, count) => {
        if (count === 1) limits[0]?.abort(new DOMException('too slow', 'TimeoutError'));
        return DONE;
      },
      {
        attemptSignal: () => {
          const limit = new AbortController();
          limits.push(limit);
          return limit.signal;
        },
      },
    );
    await expect(transport.call(READ)).resolves.toMatchObject({ Status: 'Running' });
    expect(server.received).toHaveLength(2);
  });
});

describe('an error', () => {
  it.each<[string, Reply, object]>([
    [
      'in the gateway’s own words',
      { status: 404, body: { Code: 'InvalidGateway.NotFound', Message: 'not there', RequestId: 'r-9' } },
      { code: 'InvalidGateway.NotFound', status: 404, requestId: 'r-9' },
    ],
    [
      'in lower case',
      { status: 409, body: { code: 'Conflict', message: 'exists', requestId: 'r-8' } },
      { code: 'Conflict', status: 409, requestId: 'r-8' },
    ],
    [
      'that is not JSON keeps its status',
      { status: 431, body: '<html>', headers: { 'x-acs-request-id': 'r-7' } },
      { code: 'HttpStatus431', status: 431, requestId: 'r-7' },
    ],
    [
      'that is a redirect is not followed',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { code: 'HttpStatus302', status: 302 },
    ],
  ])('%s', async (_name, reply, expected) => {
    const { transport } = await transportTo(() => reply);
    const error = await rejectionOf(transport.call(READ));
    expect(error).toBeInstanceOf(CloudError);
    expect(error).toMatchObject({ product: 'eas', action: 'DescribeGateway', ...expected });
  });

  it('says which operation was refused and why, in one line', async () => {
    const { transport } = await transportTo(() => refusal('InvalidParameter'));
    expect(await rejectionOf(transport.call(READ))).toMatchObject({
      message: 'eas DescribeGateway was refused: InvalidParameter: no',
    });
  });

  it.each([
    ['Forbidden.RAM', /policy/],
    ['InvalidSecurityToken.Expired', /run out/],
    ['InvalidTimeStamp.Expired', /clock/],
    ['SignatureDoesNotMatch', /secret does not belong/],
  ])('tells the owner what to do about %s', async (code, hint) => {
    const { transport } = await transportTo(() => refusal(code));
    expect(await rejectionOf(transport.call(READ))).toMatchObject({ hint: expect.stringMatching(hint) });
  });
});

describe('what is sent', () => {
  it('puts parameters in the query, flat, and leaves out what is undefined', async () => {
    const { transport, server } = await transportTo(() => DONE);
    const query = {
      Tag: [{ Key: 'a', Value: '值 *' }, { Key: 'b' }],
      DryRun: false,
      TTL: 600,
      Line: undefined,
      X: null,
    };
    await transport.call({ ...reading('alidns'), query });
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      path: '/',
      query: { 'Tag.1.Key': 'a', 'Tag.1.Value': '值 *', 'Tag.2.Key': 'b', DryRun: 'false', TTL: '600' },
      body: '',
    });
    expect(server.received[0]?.headers).not.toHaveProperty('content-type');
    expect(server.received[0]?.headers['content-length']).toBe('0');
  });

  it('keeps a form out of the URL', async () => {
    const { transport, server } = await transportTo(() => DONE);
    await transport.call({ ...reading('cas'), form: { Name: 'a b', Key: 'x+y/z=' } });
    expect(server.received[0]).toMatchObject({ query: {}, body: 'Key=x%2By%2Fz%3D&Name=a%20b' });
    expect(server.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('sends text as it is and objects as JSON', async () => {
    const { transport, server } = await transportTo(() => DONE);
    await transport.call({ ...READ, method: 'PUT', body: '{ "a": 1.0 }' });
    await transport.call({ ...READ, method: 'PUT', body: { a: undefined, b: 1 } });
    expect(server.received.map(({ body }) => body)).toEqual(['{ "a": 1.0 }', '{"b":1}']);
    expect(server.received[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('never addresses another resource than it signed', async () => {
    const { transport, server } = await transportTo(() => DONE);
    const error = await rejectionOf(transport.call({ ...READ, path: '/api/v2/services/cn-hangzhou/..' }));
    expect(error).toBeInstanceOf(TypeError);
    expect(server.received).toEqual([]);
  });

  it('names the region where the address does not', async () => {
    const { transport, server } = await transportTo(() => DONE);
    await transport.call(CREATE);
    expect(server.received[0]?.headers).toMatchObject({
      'x-acs-region-id': 'cn-hangzhou',
      authorization: expect.stringContaining(';x-acs-region-id;'),
    });

    const sent: RequestInit[] = [];
    const real = await transportTo(() => DONE, {
      endpoint: endpointResolver(),
      fetch: async (_url, init) => {
        sent.push(init ?? {});
        return new Response('{}');
      },
    });
    await real.transport.call(CREATE);
    expect(sent[0]?.headers).not.toHaveProperty('x-acs-region-id');
  });
});
