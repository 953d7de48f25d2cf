import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newAccountKey } from '../../shared/acme/account-key.ts';
import { AcmeError, isReplacesRefused } from '../../shared/acme/acme-error.ts';
import { acmeClient } from '../../shared/acme/client.ts';
import { retryAfterMs } from '../../shared/acme/retry-after.ts';
import type { Reply } from './loopback-server.ts';
import {
  clientOf,
  NOW,
  orderBody,
  problem,
  type ScriptedAcmeServer,
  type ServerOptions,
  startAcmeServer,
} from './scripted-acme-server.ts';
import { rejectionOf } from './transport-under-test.ts';

async function server(options: ServerOptions): Promise<ScriptedAcmeServer> {
  const started = await startAcmeServer(options);
  onTestFinished(() => expect(started.faults).toEqual([]));
  return started;
}

const always = (reply: Reply) => server({ script: () => reply });
const showingAnOrder = () =>
  server({ script: (_, { url }) => ({ headers: { location: `${url}/order/1` }, body: orderBody(url) }) });

describe('Retry-After', () => {
  it.each([
    ['seconds', '120', 120_000],
    ['no wait at all', '0', 0],
    ['a date', 'Mon, 02 Mar 2026 08:01:00 GMT', 60_000],
    ['a date in the past', 'Mon, 02 Mar 2026 07:00:00 GMT', 0],
    ['a date of the older form', 'Monday, 02-Mar-26 08:00:30 GMT', 30_000],
    ['nothing readable', 'soon', undefined],
    ['a negative number', '-5', undefined],
    ['nothing', '', undefined],
  ])('that says %s', (_, text, expected) => {
    expect(retryAfterMs(new Headers({ 'retry-after': text }), NOW)).toBe(expected);
    expect(retryAfterMs(new Headers(), NOW)).toBeUndefined();
  });
});

describe('a refusal', () => {
  it.each<[string, Reply, Partial<AcmeError>]>([
    [
      'a rate limit',
      { ...problem(429, 'rateLimited', 'too many certificates'), headers: { 'retry-after': '3600' } },
      { code: 'rateLimited', status: 429, retryable: true, retryAfterMs: 3_600_000, detail: 'too many certificates' },
    ],
    [
      'a rate limit with another status',
      problem(403, 'rateLimited', 'too many'),
      { code: 'rateLimited', status: 403, retryable: true },
    ],
    ['too many requests, without a word', { status: 429, body: '' }, { code: 'HttpStatus429', retryable: true }],
    ['a page of a proxy', { status: 503, body: '<html>busy</html>' }, { code: 'HttpStatus503', retryable: true }],
    ['a broken server', problem(500, 'serverInternal', 'oops'), { code: 'serverInternal', retryable: true }],
    ['an order that is not ready', problem(403, 'orderNotReady', 'wait'), { code: 'orderNotReady', retryable: true }],
    ['what may not be', problem(403, 'unauthorized', 'no'), { code: 'unauthorized', status: 403, retryable: false }],
    [
      'an error type of the server’s own',
      { status: 400, body: { type: 'https://ca.example/errors/blocked', detail: 'no' } },
      { code: 'https://ca.example/errors/blocked', retryable: false },
    ],
    ['an unnamed error', { status: 400, body: { type: 'about:blank?<b>', detail: 'no' } }, { code: 'HttpStatus400' }],
    ['a list for an answer', { status: 400, body: [1, 2] }, { code: 'HttpStatus400', detail: '' }],
  ])('by %s is classified', async (_, reply, expected) => {
    const acme = await always(reply);
    const { client } = await clientOf(acme);
    const refusal = await rejectionOf(client.order(`${acme.url}/order/1`));
    expect(refusal).toBeInstanceOf(AcmeError);
    expect(refusal).toMatchObject({ action: 'order', ...expected });
    expect(acme.heard).toHaveLength(1);
  });

  it('names the names that it is about', async () => {
    const subproblems = [
      {
        type: 'urn:ietf:params:acme:error:rejectedIdentifier',
        detail: 'on a list',
        identifier: { type: 'dns', value: 'bank.example' },
      },
      { type: 7, detail: 'odd' },
    ];
    const acme = await always(problem(403, 'compound', 'some names failed.', { subproblems }));
    const { client } = await clientOf(acme);
    const refusal = (await rejectionOf(client.newOrder({ names: ['bank.example'] }))) as AcmeError;
    expect(refusal.subproblems).toEqual([
      { code: 'rejectedIdentifier', detail: 'on a list', name: 'bank.example' },
      { code: 'unspecified', detail: 'odd' },
    ]);
    expect(refusal.message).toContain('compound: some names failed.; bank.example: rejectedIdentifier: on a list');
  });

  it('of a hundred names stays readable', async () => {
    const one = {
      type: 'urn:ietf:params:acme:error:dns',
      detail: 'no record',
      identifier: { type: 'dns', value: 'x.example' },
    };
    const acme = await always(problem(400, 'compound', 'all failed', { subproblems: Array(100).fill(one) }));
    const { client } = await clientOf(acme);
    const refusal = (await rejectionOf(client.newOrder({ names: ['x.example'] }))) as AcmeError;
    expect(refusal.subproblems).toHaveLength(100);
    expect(refusal.message).toMatch(/x\.example: dns: no record; and 95 more$/);
  });

  it.each([
    ['userActionRequired', /visit the address/],
    ['externalAccountRequired', /EAB/],
    ['accountDoesNotExist', /registered anew/],
    ['rejectedIdentifier', /another CA/],
    ['caa', /CAA record/],
  ])('for %s says the way out', async (code, way) => {
    const acme = await always(problem(403, code, 'No.'));
    const { client } = await clientOf(acme);
    expect(await rejectionOf(client.order(`${acme.url}/order/1`))).toMatchObject({
      message: expect.stringMatching(way),
      hint: expect.stringMatching(way),
      retryable: false,
    });
  });

  it('that is long or has line ends stays one short line', async () => {
    const acme = await always(problem(400, 'malformed', `first\r\nsecond\u0000${'x'.repeat(10_000)}`));
    const { client } = await clientOf(acme);
    const { message } = (await rejectionOf(client.order(`${acme.url}/order/1`))) as Error;
    expect(message).toContain('first second');
    expect(message.length).toBeLessThan(700);
  });

  it('of what a new order replaces is recognised, and nothing else is', async () => {
    const refusals = [
      [409, 'alreadyReplaced', 'done before'],
      [409, 'conflict', 'certificate was already replaced by another order'],
      [400, 'malformed', "path of 'replaces' is no certificate"],
      [403, 'unauthorized', 'requester account did not request the certificate being replaced by this order'],
      [404, 'malformed', 'no certificate for this ARI CertID'],
      [429, 'rateLimited', 'too many orders that replace'],
      [403, 'rejectedIdentifier', 'not for this name'],
      [503, 'serverInternal', 'cannot look up what it replaces'],
    ] as const;
    const judged = [];
    for (const [status, code, detail] of refusals) {
      const acme = await always(problem(status, code, detail));
      const { client } = await clientOf(acme);
      judged.push(isReplacesRefused(await rejectionOf(client.newOrder({ names: ['a.example'], replaces: 'a.b' }))));
    }
    expect(judged).toEqual([true, true, true, true, true, false, false, false]);
    expect(isReplacesRefused(new Error('replaces'))).toBe(false);
    const acme = await always(problem(400, 'malformed', 'the path of what it replaces'));
    const { client } = await clientOf(acme);
    expect(isReplacesRefused(await rejectionOf(client.order(`${acme.url}/order/1`)))).toBe(false);
  });
});

describe('a lost answer', () => {
  const order = (url: string) => ({ url: `${url}/order/1`, finalize: `${url}/order/1/finalize` });

  it.each<[string, Reply, string | RegExp]>([
    ['the connection broke', 'drop', /^[A-Z_]+$|network error/],
    ['the answer was cut', 'cut', /^[A-Z_]+$|network error/],
    ['a proxy gave up', { status: 504, body: '<html>' }, 'HttpStatus504'],
    ['the server broke down', problem(500, 'serverInternal', 'oops'), 'HttpStatus500'],
    ['the answer makes no sense', { status: 201, body: '<html>' }, 'unusable answer'],
    ['the answer lacks its fields', { status: 201, headers: { location: '/order/1' }, body: {} }, 'unusable answer'],
  ])('of a new order or a finalisation leaves the outcome unknown (%s)', async (_, reply, why) => {
    const acme = await always(reply);
    const { client } = await clientOf(acme);
    for (const attempt of [
      () => client.newOrder({ names: ['example.com'] }),
      () => client.finalise(order(acme.url), Uint8Array.of(1)),
    ]) {
      expect(await rejectionOf(attempt())).toMatchObject({
        code: 'CallOutcomeUnknown',
        outcomeUnknown: true,
        retryable: false,
        why: expect.stringMatching(why),
      });
    }
    expect(acme.heard).toHaveLength(2);
  });

  it('of a new order whose address is missing leaves the outcome unknown', async () => {
    const acme = await server({ script: (_, { url }) => ({ status: 201, body: orderBody(url) }) });
    const { client } = await clientOf(acme);
    const unknown = await rejectionOf(client.newOrder({ names: ['example.com'] }));
    expect(unknown).toMatchObject({ code: 'CallOutcomeUnknown' });
  });

  it.each<[string, Reply, string]>([
    ['the connection broke', 'drop', 'AcmeUnreachable'],
    ['the answer was cut', 'cut', 'AcmeUnreachable'],
    ['the answer makes no sense', { body: '<html>' }, 'UnusableAnswer'],
    ['the answer lacks its fields', { body: { status: 'valid' } }, 'UnusableAnswer'],
    ['the status is nobody’s', { body: orderBody('', { status: 'odd' }) }, 'UnusableAnswer'],
  ])('of a reading may be asked for again (%s)', async (_, reply, code) => {
    const acme = await always(reply);
    const { client } = await clientOf(acme);
    expect(await rejectionOf(client.order(`${acme.url}/order/1`))).toMatchObject({ code, retryable: true });
  });

  it('of a new order that was too busy to be taken is a plain refusal', async () => {
    const acme = await always({ ...problem(503, 'rateLimited', 'busy'), headers: { 'retry-after': '9' } });
    const { client } = await clientOf(acme);
    expect(await rejectionOf(client.newOrder({ names: ['example.com'] }))).toMatchObject({
      code: 'rateLimited',
      retryable: true,
      retryAfterMs: 9_000,
    });
  });

  it('is none where nobody took the connection: nothing happened', async () => {
    const refused = () => Promise.reject(new TypeError('fetch failed', { cause: coded('ECONNREFUSED') }));
    const acme = await showingAnOrder();
    let reachable = true;
    const { client } = await clientOf(acme, { fetch: (...given) => (reachable ? fetch(...given) : refused()) });
    await client.order(`${acme.url}/order/1`);
    reachable = false;
    expect(await rejectionOf(client.newOrder({ names: ['example.com'] }))).toMatchObject({
      code: 'AcmeUnreachable',
      retryable: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('of the directory is asked for again by the next request', async () => {
    const acme = await showingAnOrder();
    let failures = 1;
    const { client } = await clientOf(acme, {
      fetch: (...given) => (failures-- > 0 ? Promise.reject(new TypeError('fetch failed')) : fetch(...given)),
    });
    expect(await rejectionOf(client.newOrder({ names: ['a.example'] }))).toMatchObject({ code: 'AcmeUnreachable' });
    expect(await client.newOrder({ names: ['a.example'] })).toMatchObject({ status: 'pending' });
  });

  it('behind a CA that is not trusted says what to do', async () => {
    const untrusted = new TypeError('fetch failed', { cause: coded('SELF_SIGNED_CERT_IN_CHAIN') });
    const acme = await server({});
    const { client } = await clientOf(acme, { fetch: () => Promise.reject(untrusted) });
    const refusal = await rejectionOf(client.directory());
    expect(refusal).toMatchObject({ code: 'AcmeUnreachable', hint: expect.stringContaining('private CA') });
  });
});

describe('the deadline', () => {
  it('ends a reading with its own reason', async () => {
    const acme = await showingAnOrder();
    const deadline = new AbortController();
    const { client } = await clientOf(acme, {
      signal: deadline.signal,
      fetch: (input, init) => {
        if (String(input).endsWith('/order/1')) deadline.abort(new Error('out of time'));
        return fetch(input, init);
      },
    });
    await expect(client.order(`${acme.url}/order/1`)).rejects.toThrow('out of time');
  });

  it('leaves a new order unknown that was on its way', async () => {
    const acme = await showingAnOrder();
    const deadline = new AbortController();
    let pass = true;
    const { client } = await clientOf(acme, {
      signal: deadline.signal,
      fetch: (input, init) => {
        if (pass) return fetch(input, init);
        deadline.abort(new Error('out of time'));
        return Promise.reject(deadline.signal.reason);
      },
    });
    await client.order(`${acme.url}/order/1`);
    pass = false;
    const unknown = await rejectionOf(client.newOrder({ names: ['example.com'] }));
    expect(unknown).toMatchObject({ code: 'CallOutcomeUnknown', why: 'deadline' });
    // It has passed: nothing is sent any more, so nothing is unknown.
    await expect(client.order(`${acme.url}/order/1`)).rejects.toThrow('out of time');
    await expect(client.newOrder({ names: ['example.com'] })).rejects.toThrow('out of time');
  });

  it('of one request is no deadline of all', async () => {
    const acme = await showingAnOrder();
    const { client } = await clientOf(acme, {
      attemptSignal: () => AbortSignal.abort(new DOMException('late', 'TimeoutError')),
    });
    expect(await rejectionOf(client.order(`${acme.url}/order/1`))).toMatchObject({
      code: 'AcmeUnreachable',
      retryable: true,
      message: expect.stringContaining('timeout'),
    });
  });
});

describe('an address', () => {
  it.each([
    ['plain HTTP elsewhere', 'http://ca.example/directory'],
    ['a loopback look-alike', 'http://127.0.0.1.ca.example/directory'],
    ['a password in it', 'https://me:secret-word@ca.example/directory'],
    ['another scheme', 'ftp://ca.example/directory'],
    ['no address', 'ca.example'],
  ])('with %s is refused before anything is sent', async (_, directoryUrl) => {
    const client = acmeClient({ directoryUrl, fetch: neverCalled, clock: { now: () => NOW } });
    const refusal = (await rejectionOf(client.directory())) as Error;
    expect(refusal).toMatchObject({ code: 'InsecureUrl', retryable: false });
    expect(refusal.message).not.toContain('secret-word');
  });

  it('of our own machine is not taken from a CA elsewhere', async () => {
    const asked: string[] = [];
    const client = acmeClient({
      directoryUrl: 'https://ca.example/directory',
      clock: { now: () => NOW },
      account: { privateKeyPem: newAccountKey(), url: 'https://ca.example/account/1' },
      fetch: async (input) => {
        asked.push(String(input));
        const directory = { newNonce: 'http://127.0.0.1/n', newAccount: 'https://ca.example/a', newOrder: 'x' };
        return Response.json(directory);
      },
    });
    expect(await rejectionOf(client.order('https://ca.example/order/1'))).toMatchObject({ code: 'InsecureUrl' });
    expect(asked).toEqual(['https://ca.example/directory']);
  });

  it('that redirects is not followed', async () => {
    const acme = await always({ status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } });
    const { client } = await clientOf(acme);
    expect(await rejectionOf(client.order(`${acme.url}/order/1`))).toMatchObject({
      code: 'HttpStatus302',
      retryable: false,
      hint: expect.stringContaining('Redirects'),
    });
  });
});

describe('secrets', () => {
  it('are in no address and in no error, whatever goes wrong', async () => {
    const hmacKey = Buffer.from('the key of the external account').toString('base64url');
    const echo = await server({
      script: ({ received }) => ({ status: 400, body: { type: 'malformed', detail: received.path } }),
    });
    const replies: Reply[] = ['drop', { status: 502, body: 'x' }, { status: 201, body: '{' }];
    for (const acme of [echo, ...(await Promise.all(replies.map(always)))]) {
      const { client, privateKeyPem } = await clientOf(acme);
      const errors = await Promise.all([
        rejectionOf(client.newAccount({ contact: [], termsOfServiceAgreed: true, eab: { kid: 'k', hmacKey } })),
        rejectionOf(client.newOrder({ names: ['example.com'] })),
        rejectionOf(client.finalise({ url: `${acme.url}/o`, finalize: `${acme.url}/f` }, Uint8Array.of(1, 2, 3))),
      ]);
      const bodies = acme.received.map(({ body }) => body).filter((body) => body !== '');
      const secrets = [
        hmacKey,
        ...privateKeyPem.split('\n').filter((line) => line.length > 20 && !line.startsWith('---')),
        ...bodies.flatMap((body) => Object.values(JSON.parse(body) as object)).filter((part) => part !== ''),
      ];
      expect(secrets.length).toBeGreaterThan(10);
      const shown = errors.map((error) => inspect(error, { depth: 9 }) + JSON.stringify(error)).join();
      const addresses = acme.received.map(({ path, query }) => path + JSON.stringify(query)).join();
      for (const secret of secrets) expect(shown + addresses).not.toContain(secret);
    }
  });
});

function coded(code: string): Error {
  return Object.assign(new Error('connect'), { code });
}

function neverCalled(): Promise<Response> {
  throw new Error('nothing was to be sent');
}
