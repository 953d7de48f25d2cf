import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Readers } from '../../functions/provisioning-api/observe.ts';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { type Asked, apiRig } from './api-rig.ts';

const CHAT = readFileSync('examples/chat-public.yaml', 'utf8');
const HOUR_MS = 3_600_000;
const GATEWAY = '/v1/gateways/chat-prod';

/** A cloud that cannot be read: what is declared is taken all the same, without a plan. */
function unreadable(): Readers {
  const fail = () => {
    throw new CloudError({
      product: 'eas',
      action: 'ListGateway',
      code: 'X',
      status: 503,
      message: 'no',
      retryable: true,
    });
  };
  return { eas: fail, alb: fail, vpcOf: fail } as unknown as Readers;
}

function signal(): { given: Promise<void>; give: () => void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

async function rigWithAdmin(environment: Record<string, string> = {}) {
  const rig = apiRig(environment, { read: unreadable() });
  const { token } = await rig.key('admin');
  const yaml = { 'content-type': 'application/yaml' };
  const ask = (method: string, path: string, { headers, ...asked }: Asked = {}) =>
    rig.ask(method, path, { token, headers: { ...(asked.body === CHAT && yaml), ...headers }, ...asked });
  return {
    ...rig,
    ask,
    declare: (headers: Record<string, string> = {}, body = CHAT) =>
      ask('PUT', GATEWAY, { body, headers: { ...yaml, ...headers } }),
  };
}

describe('how often', () => {
  it('one caller may ask is told with each answer, and held to; others are not held up', async () => {
    const rig = apiRig({ TORII_REQUESTS_PER_MINUTE: '3' });
    const [one, other] = [await rig.key('viewer'), await rig.key('viewer')];
    const ask = (token: string) => rig.ask('GET', '/v1/gateways', { token });
    const first = await ask(one.token);
    expect(first.headers.get('ratelimit-policy')).toBe('"caller";q=3;w=60');
    expect(first.headers.get('ratelimit')).toBe('"caller";r=2;t=0');
    await ask(one.token);
    await ask(one.token);
    const { status, headers, body } = await ask(one.token);
    expect([status, body.reason, headers.get('retry-after')]).toEqual([429, 'TooManyRequests', '20']);
    expect((await ask(other.token)).status).toBe(200);
    rig.clock.at += 20_000;
    expect((await ask(one.token)).status).toBe(200);
  });

  it('an address may fail to log in is bounded, also for the right key; other addresses are not held up', async () => {
    const rig = apiRig();
    const { token } = await rig.key('viewer');
    const from = '2001:db8::1';
    for (let count = 0; count < 10; count += 1) await rig.ask('GET', '/v1/gateways', { token: 'guess', from });
    const { status, headers, body } = await rig.ask('GET', '/v1/gateways', { token, from: '2001:db8::2' });
    expect([status, body.reason]).toEqual([429, 'TooManyFailedLogins']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await rig.ask('GET', '/v1/gateways', { token, from: '203.0.113.9' })).status).toBe(200);
    rig.clock.at += 30_000;
    expect((await rig.ask('GET', '/v1/gateways', { token, from })).status).toBe(200);
  });
});

describe('the form of a request', () => {
  it.each<[string, string, string, Asked, number, string]>([
    ['a route that is not served', 'GET', '/v1/nothing', {}, 404, 'RouteNotFound'],
    ['a method that is not served', 'DELETE', '/v1/gateways', {}, 405, 'MethodNotAllowed'],
    ['half a percent sign', 'GET', '/v1/gateways/%E0%A4%A', {}, 400, 'RequestUnreadable'],
    ['a null in the path', 'GET', '/v1/gateways/a%00b', {}, 400, 'RequestUnreadable'],
    ['a slash in a name', 'GET', '/v1/gateways/..%2Fb', {}, 400, 'RequestUnreadable'],
    ['a line break in the query', 'GET', '/v1/gateways/a?region=a%0Ab', {}, 400, 'RequestUnreadable'],
    ['an endless address', 'GET', `/v1/gateways/${'a'.repeat(5000)}`, {}, 400, 'RequestUnreadable'],
    ['endless headers', 'GET', '/v1/gateways', { headers: { 'x-a': 'a'.repeat(40_000) } }, 400, 'RequestUnreadable'],
    [
      'a form',
      'POST',
      '/v1/capacity',
      { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'MediaTypeUnknown',
    ],
    [
      'plain text',
      'POST',
      '/v1/capacity',
      { body: '{}', headers: { 'content-type': 'text/plain' } },
      415,
      'MediaTypeUnknown',
    ],
    [
      'another charset',
      'POST',
      '/v1/capacity',
      { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
      415,
      'MediaTypeUnknown',
    ],
    ['a body over its limit', 'POST', '/v1/capacity', { body: ' '.repeat(16 * 1024 + 1) }, 413, 'TooLarge'],
    ['a declaration over its limit', 'PUT', GATEWAY, { body: ' '.repeat(256 * 1024 + 1) }, 413, 'TooLarge'],
    ['aliases that grow', 'PUT', GATEWAY, { body: 'a: &a [x]\nb: [*a, *a]' }, 400, 'Unreadable'],
    ['brackets without end', 'PUT', GATEWAY, { body: '['.repeat(50_000) }, 400, 'Unreadable'],
  ])('is judged: %s', async (_, method, path, asked, status, reason) => {
    const { ask } = await rigWithAdmin();
    const answer = await ask(method, path, asked);
    expect([answer.status, answer.body.reason]).toEqual([status, reason]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });

  it('names the methods that are served', async () => {
    const { ask } = await rigWithAdmin();
    expect((await ask('DELETE', '/v1/gateways')).headers.get('allow')).toBe('GET, HEAD');
    expect((await ask('OPTIONS', GATEWAY)).headers.get('allow')).toBe('GET, PUT, DELETE, HEAD');
  });

  it('is answered with headers that keep it from being shown or kept', async () => {
    const { ask } = await rigWithAdmin();
    for (const path of ['/v1/gateways', '/v1/nothing']) {
      const { headers } = await ask('GET', path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-request-id': 'request-1',
      });
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string) => ({
    token: undefined,
    headers: { origin, 'access-control-request-method': 'PUT' },
  });

  it('may not call, unless they are listed', async () => {
    const closed = apiRig();
    expect((await closed.ask('OPTIONS', GATEWAY, preflight('https://console.example.com'))).status).toBe(405);
    const rig = apiRig({ TORII_CORS_ORIGINS: 'https://console.example.com' });
    const asked = await rig.ask('OPTIONS', GATEWAY, preflight('https://console.example.com'));
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://console.example.com');
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization');
    const other = await rig.ask('OPTIONS', GATEWAY, preflight('https://console.example.com.evil.example'));
    expect([other.status, other.headers.get('access-control-allow-origin')]).toEqual([405, null]);
  });

  it.each(['*', 'console.example.com', 'https://console.example.com/'])('cannot be listed as %s', (origins) => {
    expect(() => apiRig({ TORII_CORS_ORIGINS: origins })).toThrow('TORII_CORS_ORIGINS');
  });
});

describe('a change that must not overwrite another one', () => {
  it('is refused where the declaration was changed since it was looked at', async () => {
    const { ask, declare } = await rigWithAdmin();
    const made = await declare({ 'if-none-match': '*' });
    expect(made.status).toBe(202);
    const tag = made.headers.get('etag') ?? '';
    expect(tag).toBe('"1.1"');
    expect((await declare({ 'if-none-match': '*' })).body.reason).toBe('ExistsAlready');
    const changed = await declare({ 'if-match': tag }, CHAT.replace('nodes: 2', 'nodes: 3'));
    expect([changed.status, changed.headers.get('etag')]).toEqual([202, '"2.2"']);
    const late = await declare({ 'if-match': tag }, CHAT.replace('nodes: 2', 'nodes: 4'));
    expect([late.status, late.body.reason]).toEqual([412, 'ChangedSince']);
    for (const [method, path, body] of [
      ['POST', `${GATEWAY}/mode`, { mode: 'paused' }],
      ['POST', `${GATEWAY}/approve`, { planHash: 'x' }],
      ['DELETE', GATEWAY, undefined],
    ] as const) {
      expect((await ask(method, path, { body, headers: { 'if-match': tag } })).status).toBe(412);
    }
    expect((await ask('GET', GATEWAY)).body).toMatchObject({ generation: 2, mode: 'enforce', deleting: false });
    expect(
      (await ask('POST', `${GATEWAY}/mode`, { body: { mode: 'paused' }, headers: { 'if-match': 'W/"2.2"' } })).status,
    ).toBe(412);
    // If-None-Match is compared weakly (RFC 9110, section 13.1.2).
    for (const [given, status] of [
      ['"2.2"', 412],
      ['"1.1", W/"2.2"', 412],
      ['"1.1"', 200],
    ] as const) {
      expect((await declare({ 'if-none-match': given }, CHAT.replace('nodes: 2', 'nodes: 3'))).status).toBe(status);
    }
    expect(
      (await ask('POST', `${GATEWAY}/mode`, { body: { mode: 'paused' }, headers: { 'if-match': '"2.2"' } })).status,
    ).toBe(202);
  });

  it.each([
    ['PUT', '/v1/issuers/mine', { directory: 'https://acme.example.net/dir' }],
    ['DELETE', '/v1/issuers/mine', undefined],
    ['PUT', '/v1/uploaded-certificates/mine', {}],
    ['DELETE', '/v1/uploaded-certificates/mine', undefined],
    ['POST', '/v1/api-keys', { name: 'ci', role: 'viewer' }],
    ['DELETE', '/v1/api-keys/000000000000', undefined],
    ['POST', '/v1/certificates/renew', { all: true }],
  ])('is not made on a condition that nobody looks at: %s %s', async (method, path, body) => {
    const { ask, store } = await rigWithAdmin();
    for (const header of ['if-match', 'if-none-match']) {
      const { status, body: problem } = await ask(method, path, { body, headers: { [header]: '"1.1"' } });
      expect([status, problem.reason]).toEqual([422, 'ConditionNotTaken']);
      expect(problem.detail.toLowerCase()).toContain(header);
    }
    expect(await store.list(ACCOUNT, 'issuer')).toEqual([]);
    expect(await store.list(ACCOUNT, 'api-key')).toHaveLength(1);
  });

  it('is refused where nothing is declared and something is asked for', async () => {
    const { declare } = await rigWithAdmin();
    expect((await declare({ 'if-match': '*' })).body.reason).toBe('ChangedSince');
  });

  it('needs no second answer where nothing has changed, and gets one as soon as a condition has', async () => {
    const { ask, declare, store } = await rigWithAdmin();
    await declare();
    const tag = (await ask('GET', GATEWAY)).headers.get('etag') ?? '';
    const again = await ask('GET', GATEWAY, { headers: { 'if-none-match': tag } });
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([304, undefined, tag]);
    const since = { type: 'GatewayRunning', status: 'True', reason: 'Running', message: 'it runs', since: 1 };
    const report = {
      generation: 1,
      settledAt: null,
      memory: {},
      intents: {},
      conditions: [since],
      blocked: [],
      kept: [],
      awaiting: [],
    };
    const key = { account: ACCOUNT, region: 'cn-beijing', kind: 'provisioning', name: 'chat-prod' } as const;
    await store.put(key, { body: report, dueAt: null }, 0);
    const other = await ask('GET', GATEWAY, { headers: { 'if-none-match': tag } });
    expect(other.status).toBe(200);
    // What changed is no change of the declaration: it may still be written over.
    expect((await declare({ 'if-match': tag }, CHAT.replace('nodes: 2', 'nodes: 3'))).status).toBe(202);
  });
});

describe('a request that is sent again with its Idempotency-Key', () => {
  const KEY = { 'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"' };

  it('is done once, and answered as before', async () => {
    const { declare, ask } = await rigWithAdmin();
    const first = await declare(KEY);
    await ask('DELETE', GATEWAY);
    const again = await declare(KEY);
    expect([again.status, again.body, again.headers.get('etag')]).toEqual([202, first.body, '"1.1"']);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await ask('GET', GATEWAY)).body.deleting).toBe(true);
  });

  it('is answered alike when it was refused', async () => {
    const { declare } = await rigWithAdmin();
    await declare();
    const refused = await declare({ ...KEY, 'if-none-match': '*' });
    const again = await declare({ ...KEY, 'if-none-match': '*' });
    expect([again.status, again.body]).toEqual([412, refused.body]);
  });

  it('may not be another request', async () => {
    const { declare } = await rigWithAdmin();
    await declare(KEY);
    const other = await declare(KEY, CHAT.replace('nodes: 2', 'nodes: 3'));
    expect([other.status, other.body.reason]).toEqual([422, 'IdempotencyKeyReused']);
  });

  it('is another request where another caller sends it', async () => {
    const rig = await rigWithAdmin();
    const other = await rig.key('admin');
    await rig.declare(KEY);
    const answer = await rig.ask('DELETE', GATEWAY, { token: other.token, headers: KEY });
    expect([answer.status, answer.body.deleting]).toEqual([202, true]);
  });

  it('waits while the first one is worked on, and is done where that was killed', async () => {
    const rig = await rigWithAdmin();
    const { store, clock, declare } = rig;
    const put = store.put.bind(store);
    const began = signal();
    const go = signal();
    store.put = async (key, ...rest) => {
      if (key.kind === 'declaration') {
        began.give();
        await go.given;
      }
      return put(key, ...rest);
    };
    const first = declare(KEY);
    await began.given;
    const meanwhile = await declare(KEY);
    expect([meanwhile.status, meanwhile.body.reason, meanwhile.headers.get('retry-after')]).toEqual([
      409,
      'RequestInProgress',
      '2',
    ]);
    go.give();
    expect((await first).status).toBe(202);

    const [begun] = await store.list<object>(ACCOUNT, 'idempotency');
    if (!begun) throw new Error('nothing was remembered');
    const { answer: _, ...open } = begun.body as { answer: unknown };
    await put(begun.key, { body: open, dueAt: null }, begun.version);
    clock.at += 121_000;
    expect((await declare(KEY)).status).toBe(200);
  });

  it('does not have a secret kept for it', async () => {
    const { ask, store } = await rigWithAdmin();
    const body = { name: 'ci', role: 'viewer' };
    const { token } = (await ask('POST', '/v1/api-keys', { body, headers: KEY })).body;
    const again = await ask('POST', '/v1/api-keys', { body, headers: KEY });
    expect([again.status, again.body.reason]).toEqual([409, 'AnswerNotRepeated']);
    expect(JSON.stringify(await store.list(ACCOUNT, 'idempotency'))).not.toContain(token.slice(-43));
    expect(await store.list(ACCOUNT, 'api-key')).toHaveLength(2);
  });

  it('is a new one after a day', async () => {
    const { declare, clock } = await rigWithAdmin();
    await declare(KEY);
    clock.at += 24 * HOUR_MS;
    const later = await declare(KEY);
    expect([later.status, later.headers.get('idempotent-replayed')]).toEqual([200, null]);
  });

  it('has its answer, and what is shown once, where the answer cannot be kept', async () => {
    const { ask, store, logged } = await rigWithAdmin();
    const { put } = store;
    store.put = async (key, document, version) => {
      if (key.kind === 'idempotency' && version > 0) throw new Error('no table');
      return put(key, document, version);
    };
    const made = await ask('POST', '/v1/api-keys', { body: { name: 'ci', role: 'viewer' }, headers: KEY });
    expect([made.status, made.body.token]).toEqual([201, expect.stringMatching(/^torii_/)]);
    expect(logged.join()).toContain('not kept for its Idempotency-Key');
    expect(logged.join()).not.toContain(made.body.token.slice(-43));
  });

  it('is looked for by its own name alone, however many others there are', async () => {
    const { declare, store } = await rigWithAdmin();
    store.heads = async (_, kind) => Promise.reject(new Error(`all of ${kind} are read`));
    store.list = ((list) => async (account, kind) => {
      if (kind === 'idempotency') throw new Error('all of them are read');
      return list(account, kind);
    })(store.list) as typeof store.list;
    expect((await declare(KEY)).status).toBe(202);
  });

  it.each(['""', 'a b', 'ü', 'x'.repeat(256)])('has a key that can be read: %s', async (key) => {
    const { declare } = await rigWithAdmin();
    expect((await declare({ 'idempotency-key': key })).body.reason).toBe('IdempotencyKeyInvalid');
  });
});

describe('a server inside', () => {
  it.each(['https://127.0.0.1/dir', 'https://[::ffff:10.0.0.1]/dir', 'https://2852039166/', 'https://localhost./dir'])(
    'is made known to nobody: %s',
    async (directory) => {
      const { ask } = await rigWithAdmin();
      const issuer = await ask('PUT', '/v1/issuers/mine', { body: { directory } });
      expect([issuer.status, issuer.body.reason]).toEqual([422, 'IssuerInvalid']);
      expect(issuer.body.detail).toContain('TORII_ALLOW_PRIVATE');
      const body = CHAT.replace(/certificate: .*/, `certificate: {acme: "${directory}"}`);
      const text =
        body === CHAT
          ? CHAT.replace(
              '- name: chat.example.com',
              `- name: chat.example.com\n      certificate: {acme: "${directory}"}`,
            )
          : body;
      const declared = await ask('PUT', GATEWAY, { body: text, headers: { 'content-type': 'application/yaml' } });
      expect([declared.status, declared.body.problems?.[0]?.field]).toEqual([422, 'spec.domains[0].certificate.acme']);
    },
  );

  it('may be called where whoever deploys Torii lists it', async () => {
    const { ask } = await rigWithAdmin({ TORII_ALLOW_PRIVATE: '10.0.0.0/8' });
    expect((await ask('PUT', '/v1/issuers/mine', { body: { directory: 'https://10.1.2.3/dir' } })).status).toBe(201);
  });
});
