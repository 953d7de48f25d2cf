import { createHash, createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { newAccountKey } from '../../shared/acme/account-key.ts';
import { acmeClient } from '../../shared/acme/client.ts';
import {
  clientOf,
  NOW,
  orderBody,
  problem,
  type ScriptedAcmeServer,
  type ServerOptions,
  startAcmeServer,
} from './scripted-acme-server.ts';

/** What every request has to keep to is checked by the server itself. */
async function server(options: ServerOptions): Promise<ScriptedAcmeServer> {
  const started = await startAcmeServer(options);
  onTestFinished(() => expect(started.faults).toEqual([]));
  return started;
}

describe('an account', () => {
  const registered = (url: string) => ({
    status: 201,
    headers: { location: `${url}/account/7` },
    body: { status: 'valid', orders: `${url}/account/7/orders` },
  });

  it('is registered with its key, and signs by its URL from then on', async () => {
    const acme = await server({
      script: ({ path }, { url }) => (path === '/new-account' ? registered(url) : { body: orderBody(url) }),
    });
    const { client } = await clientOf(acme, { account: { privateKeyPem: newAccountKey() } });
    const account = await client.newAccount({ contact: ['mailto:ops@example.com'], termsOfServiceAgreed: true });
    await client.order(`${acme.url}/order/1`);
    expect(account).toEqual({
      url: `${acme.url}/account/7`,
      status: 'valid',
      orders: `${acme.url}/account/7/orders`,
    });
    expect(acme.heard.map(({ protectedHeader }) => protectedHeader.kid)).toEqual([undefined, account.url]);
    expect(acme.heard[0]?.protectedHeader.jwk).not.toHaveProperty('d');
    expect(acme.heard[0]?.payload).toEqual({ contact: ['mailto:ops@example.com'], termsOfServiceAgreed: true });
  });

  it('that the server knows already is found again', async () => {
    const acme = await server({ script: (_, { url }) => ({ ...registered(url), status: 200 }) });
    const { client } = await clientOf(acme);
    const account = await client.newAccount({ contact: [], termsOfServiceAgreed: true });
    expect(account.url).toBe(`${acme.url}/account/7`);
    expect(acme.heard[0]?.payload).toEqual({ termsOfServiceAgreed: true });
  });

  it('is bound to the customer account that the CA named', async () => {
    const acme = await server({ script: (_, { url }) => registered(url) });
    const { client } = await clientOf(acme, { account: { privateKeyPem: newAccountKey() } });
    const hmacKey = Buffer.from('a key of thirty two bytes +/+/+/').toString('base64url');
    await client.newAccount({ contact: [], termsOfServiceAgreed: true, eab: { kid: 'customer-1', hmacKey } });
    const jws = firstPayload(acme).externalAccountBinding as Record<'protected' | 'payload' | 'signature', string>;
    expect(fromBase64url(jws.protected)).toEqual({ alg: 'HS256', kid: 'customer-1', url: `${acme.url}/new-account` });
    expect(fromBase64url(jws.payload)).toEqual(acme.heard[0]?.protectedHeader.jwk);
    const signature = createHmac('sha256', Buffer.from(hmacKey, 'base64url')).update(`${jws.protected}.${jws.payload}`);
    expect(jws.signature).toBe(signature.digest('base64url'));
  });

  it('has to be registered before anything is ordered', async () => {
    const acme = await server({});
    const { client } = await clientOf(acme, { account: { privateKeyPem: newAccountKey() } });
    await expect(client.newOrder({ names: ['example.com'] })).rejects.toMatchObject({ code: 'AccountUnknown' });
    expect(acme.heard).toEqual([]);
  });

  it.each([
    ['no key', 'nonsense'],
    ['a key of another curve', pkcs8('secp384r1')],
  ])('with %s is refused without showing it', async (_, privateKeyPem) => {
    const acme = await server({});
    const { client } = await clientOf(acme, { account: { privateKeyPem } });
    const refusal = await client.newAccount({ contact: [], termsOfServiceAgreed: true }).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'AccountKeyUnreadable', retryable: false });
    expect(refusal.message).not.toContain('nonsense');
  });

  it('is not registered with a binding key that is no base64url', async () => {
    const acme = await server({});
    const { client } = await clientOf(acme);
    const eab = { kid: 'customer-1', hmacKey: 'a key & more' };
    const refusal = await client.newAccount({ contact: [], termsOfServiceAgreed: true, eab }).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'EabKeyUnreadable', retryable: false });
    expect(refusal.message).not.toContain(eab.hmacKey);
    expect(acme.heard).toEqual([]);
  });
});

describe('an order', () => {
  it('names what it is for, and comes back with its address', async () => {
    const acme = await server({
      script: (_, { url }) => ({ status: 201, headers: { location: `${url}/order/1` }, body: orderBody(url) }),
    });
    const { client } = await clientOf(acme);
    const order = await client.newOrder({ names: ['example.com', '*.example.com'] });
    expect(order).toEqual({
      url: `${acme.url}/order/1`,
      status: 'pending',
      names: ['example.com', '*.example.com'],
      authorizations: [`${acme.url}/authz/1`, `${acme.url}/authz/2`],
      finalize: `${acme.url}/order/1/finalize`,
      expires: Date.UTC(2026, 2, 9, 8, 0, 0, 123),
    });
    expect(acme.heard[0]?.payload).toEqual({
      identifiers: [
        { type: 'dns', value: 'example.com' },
        { type: 'dns', value: '*.example.com' },
      ],
    });
  });

  it.each([
    ['says which certificate it replaces', true, 'aki.serial'],
    ['does not say so to a server without renewal information', false, undefined],
  ])('%s', async (_, hasRenewalInfo, expected) => {
    const acme = await server({
      directory: ({ renewalInfo, ...others }) => (hasRenewalInfo ? { ...others, renewalInfo } : others),
      script: (_, { url }) => ({
        headers: { location: `${url}/order/1` },
        body: orderBody(url, { replaces: expected }),
      }),
    });
    const { client } = await clientOf(acme);
    const order = await client.newOrder({ names: ['example.com'], replaces: 'aki.serial' });
    expect(firstPayload(acme).replaces).toBe(expected);
    expect(order.replaces).toBe(expected);
  });

  it('is read without a payload, and says when to look again and why it failed', async () => {
    const error = {
      type: 'urn:ietf:params:acme:error:unauthorized',
      detail: 'two names\nfailed',
      subproblems: [
        {
          type: 'urn:ietf:params:acme:error:dns',
          detail: 'no TXT record',
          identifier: { type: 'dns', value: 'example.com' },
        },
      ],
    };
    const acme = await server({
      script: (_, { url }) => ({
        headers: { 'retry-after': '7' },
        body: orderBody(url, { status: 'invalid', error, certificate: `${url}/cert/1` }),
      }),
    });
    const { client } = await clientOf(acme);
    expect(await client.order(`${acme.url}/order/1`)).toMatchObject({
      status: 'invalid',
      retryAfterMs: 7_000,
      certificate: `${acme.url}/cert/1`,
      error: {
        code: 'unauthorized',
        detail: 'two names failed',
        subproblems: [{ code: 'dns', detail: 'no TXT record', name: 'example.com' }],
      },
    });
    expect(acme.heard[0]?.payload).toBe('');
  });

  it('is finalised with the request for the certificate', async () => {
    const acme = await server({ script: (_, { url }) => ({ body: orderBody(url, { status: 'processing' }) }) });
    const { client } = await clientOf(acme);
    const order = { url: `${acme.url}/order/1`, finalize: `${acme.url}/order/1/finalize` };
    expect(await client.finalise(order, Uint8Array.of(0xfb, 0xff))).toMatchObject({
      url: order.url,
      status: 'processing',
    });
    expect(acme.heard).toMatchObject([{ path: '/order/1/finalize', payload: { csr: '-_8' } }]);
  });
});

describe('the orders of an account', () => {
  it('are read over all pages', async () => {
    const acme = await server({
      script: ({ path, received }, { url }) => {
        const last = received.query.cursor === '2';
        const next = `<${url}/directory>;rel="index", <${url}${path}?cursor=2>;rel="next"`;
        return {
          headers: last ? { link: `<${url}/directory>;rel="index"` } : { link: next },
          body: { orders: last ? [`${url}/order/3`] : [`${url}/order/1`, `${url}/order/2`] },
        };
      },
    });
    const { client } = await clientOf(acme);
    const found = await client.openOrders(`${acme.url}/account/1/orders`);
    expect(acme.heard.map(({ payload }) => payload)).toEqual(['', '']);
    expect(found).toEqual([1, 2, 3].map((number) => `${acme.url}/order/${number}`));
  });

  it('are read once each where a page names itself as the next', async () => {
    const acme = await server({
      script: (_, { url }) => ({
        headers: { link: `<${url}/orders>; rel="next"` },
        body: { orders: [`${url}/order/1`] },
      }),
    });
    const { client } = await clientOf(acme);
    expect(await client.openOrders(`${acme.url}/orders`)).toEqual([`${acme.url}/order/1`]);
    expect(acme.heard).toHaveLength(1);
  });

  it('are unknown where the account has no list, or the server does not keep it', async () => {
    const acme = await server({ script: () => problem(404, 'malformed', 'no orders here') });
    const { client } = await clientOf(acme);
    expect(await client.openOrders(undefined)).toBeUndefined();
    expect(acme.received).toEqual([]);
    expect(await client.openOrders(`${acme.url}/orders`)).toBeUndefined();
  });
});

describe('an authorization', () => {
  it('tells the name, whether it is for its wildcard, and the challenges', async () => {
    const challenge = { type: 'dns-01', url: 'http://127.0.0.1/chall/1', status: 'pending', token: 'token-1' };
    const acme = await server({
      script: () => ({
        headers: { 'retry-after': 'Mon, 02 Mar 2026 08:00:05 GMT' },
        body: {
          identifier: { type: 'dns', value: 'example.com' },
          status: 'pending',
          wildcard: true,
          expires: '2026-03-09T08:00:00Z',
          challenges: [challenge, { type: 'next-99', url: 'http://127.0.0.1/chall/2', status: 'pending' }],
        },
      }),
    });
    const { client } = await clientOf(acme);
    expect(await client.authorization(`${acme.url}/authz/1`)).toEqual({
      url: `${acme.url}/authz/1`,
      name: 'example.com',
      wildcard: true,
      status: 'pending',
      expires: Date.UTC(2026, 2, 9, 8),
      challenges: [challenge, { type: 'next-99', url: 'http://127.0.0.1/chall/2', status: 'pending' }],
      retryAfterMs: 5_000,
    });
  });

  it('is answered with an empty object, and says why a challenge failed', async () => {
    const error = { type: 'urn:ietf:params:acme:error:dns', detail: 'no TXT record' };
    const acme = await server({
      script: ({ path }, { url }) => ({
        body: { type: 'dns-01', url: `${url}${path}`, status: 'invalid', token: 'token-1', error },
      }),
    });
    const { client } = await clientOf(acme);
    expect(await client.answer(`${acme.url}/chall/1`)).toMatchObject({ status: 'invalid', error: { code: 'dns' } });
    expect(acme.heard[0]?.payload).toEqual({});
  });

  it('is proved by the digest of the token and the thumbprint of the key', async () => {
    const acme = await server({});
    const { client, privateKeyPem } = await clientOf(acme);
    const { crv, kty, x, y } = createPublicKey(privateKeyPem).export({ format: 'jwk' });
    // RFC 7638, section 3: the members in the order of the alphabet, without spaces.
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    const digest = createHash('sha256').update(`token-1.${thumbprint}`).digest('base64url');
    expect(await client.keyAuthorizationDigest('token-1')).toBe(digest);
    expect(acme.received).toEqual([]);
  });
});

describe('a certificate', () => {
  it('comes as its chain in PEM', async () => {
    const chain = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';
    const acme = await server({
      script: () => ({ headers: { 'content-type': 'application/pem-certificate-chain' }, body: chain }),
    });
    const { client } = await clientOf(acme);
    expect(await client.certificate(`${acme.url}/cert/1`)).toBe(chain);
    expect(acme.heard[0]?.received.headers.accept).toBe('application/pem-certificate-chain');
    expect(acme.heard[0]?.payload).toBe('');
  });

  it('that is none is not taken for one', async () => {
    const acme = await server({ script: () => ({ body: '<html>soon</html>' }) });
    const { client } = await clientOf(acme);
    await expect(client.certificate(`${acme.url}/cert/1`)).rejects.toMatchObject({ code: 'UnusableAnswer' });
  });

  it('is revoked, also when it is already', async () => {
    let asked = 0;
    const acme = await server({
      script: () => (asked++ === 0 ? { status: 200, body: '' } : problem(400, 'alreadyRevoked', 'it is')),
    });
    const { client } = await clientOf(acme);
    await client.revoke(Uint8Array.of(1, 2, 3));
    await client.revoke(Uint8Array.of(1, 2, 3));
    expect(acme.heard[0]).toMatchObject({ path: '/revoke-cert', payload: { certificate: 'AQID' } });
  });

  it('is not said to be revoked by a server that refuses, or that has no such operation', async () => {
    const acme = await server({ script: () => problem(403, 'unauthorized', 'not yours') });
    await expect((await clientOf(acme)).client.revoke(Uint8Array.of(1))).rejects.toMatchObject({
      code: 'unauthorized',
    });
    const without = await server({ directory: ({ revokeCert: _, ...others }) => others });
    const { client } = await clientOf(without);
    await expect(client.revoke(Uint8Array.of(1))).rejects.toMatchObject({ code: 'NoSuchResource' });
  });
});

describe('renewal information', () => {
  const window = { start: '2026-04-01T00:00:00Z', end: '2026-04-03T00:00:00Z' };

  it('is asked for without an account, and tells the window', async () => {
    const acme = await server({
      unsigned: () => ({
        headers: { 'retry-after': '21600' },
        body: { suggestedWindow: window, explanationURL: 'https://ca.example/why' },
      }),
    });
    const client = acmeClient({ directoryUrl: acme.directoryUrl, fetch, clock: { now: () => NOW } });
    expect(await client.renewalInfo('aki.serial')).toEqual({
      start: Date.UTC(2026, 3, 1),
      end: Date.UTC(2026, 3, 3),
      explanationUrl: 'https://ca.example/why',
      retryAfterMs: 21_600_000,
    });
    expect(acme.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /directory',
      'GET /renewal-info/aki.serial',
    ]);
  });

  it.each([
    ['in six hours where the server does not say', {}, 6 * 3600_000],
    ['in a minute at the earliest', { 'retry-after': '1' }, 60_000],
    ['in a day at the latest', { 'retry-after': '9999999' }, 24 * 3600_000],
  ])('is to be asked for again %s', async (_, headers, retryAfterMs) => {
    const acme = await server({ unsigned: () => ({ headers, body: { suggestedWindow: window } }) });
    const { client } = await clientOf(acme);
    expect(await client.renewalInfo('aki.serial')).toMatchObject({ retryAfterMs });
  });

  it('is unsupported where the directory does not name it, or the server does not know the certificate', async () => {
    const without = await server({ directory: ({ renewalInfo: _, ...others }) => others });
    expect(await (await clientOf(without)).client.renewalInfo('aki.serial')).toBe('unsupported');
    const acme = await server({ unsigned: () => problem(404, 'malformed', 'no such certificate') });
    expect(await (await clientOf(acme)).client.renewalInfo('aki.serial')).toBe('unsupported');
  });

  it.each([
    ['a window that ends before it begins', { suggestedWindow: { start: window.end, end: window.start } }],
    ['no window', {}],
    ['a window without a date', { suggestedWindow: { start: 'soon', end: window.end } }],
  ])('with %s is no information', async (_, body) => {
    const acme = await server({ unsigned: () => ({ body }) });
    const { client } = await clientOf(acme);
    await expect(client.renewalInfo('aki.serial')).rejects.toMatchObject({ code: 'UnusableAnswer' });
  });

  it('explains itself by web addresses only', async () => {
    const body = { suggestedWindow: window, explanationURL: 'javascript:alert(1)' };
    const acme = await server({ unsigned: () => ({ body }) });
    expect(await (await clientOf(acme)).client.renewalInfo('aki.serial')).not.toHaveProperty('explanationUrl');
  });
});

function firstPayload({ heard: [first] }: ScriptedAcmeServer): Record<string, unknown> {
  return { ...(first?.payload as object) };
}

function fromBase64url(text: string): unknown {
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
}

function pkcs8(namedCurve: string): string {
  return generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
