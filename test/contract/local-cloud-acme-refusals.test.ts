import { createHmac, generateKeyPairSync, webcrypto } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { Problem } from '../../local/cloud/acme/problem.ts';
import { csrFor, jwsOf, newKey, publicJwk, RawAcme, type Reply, startAcmeCloud } from './acme-cloud.ts';

type Refusal = readonly [status: number, type: string, detail: string];

function expectProblem(reply: Reply, [status, type, detail]: Refusal): void {
  expect(reply.body).toMatchObject({ type: `urn:ietf:params:acme:error:${type}`, status });
  expect(reply.body.detail).toMatch(detail);
  expect(reply.status).toBe(status);
  expect(reply.headers.get('content-type')).toBe('application/problem+json');
}

const rsaJwk = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' });
const newOrder = { identifiers: [{ type: 'dns', value: 'a.example.com' }] };

test.each<[string, (client: RawAcme) => Promise<Reply>, Refusal]>([
  [
    'another content type',
    (client) => client.post('/new-order', newOrder, { contentType: 'application/json' }),
    [415, 'malformed', 'application/jose+json'],
  ],
  [
    'no JWS',
    (client) => client.post('/new-order', newOrder, { jws: () => ['text'] }),
    [400, 'malformed', 'JSON object'],
  ],
  [
    'an unprotected header',
    (client) => client.post('/new-order', newOrder, { jws: (jws) => ({ ...jws, header: {} }) }),
    [400, 'malformed', 'no unprotected header'],
  ],
  [
    'several signatures',
    (client) =>
      client.post('/new-order', newOrder, { jws: ({ signature, ...jws }) => ({ ...jws, signatures: [signature] }) }),
    [400, 'malformed', 'one signature'],
  ],
  [
    'padded base64',
    (client) => client.post('/new-order', newOrder, { jws: (jws) => ({ ...jws, payload: `${jws.payload}=` }) }),
    [400, 'malformed', 'without padding'],
  ],
  [
    'another payload than was signed',
    (client) => client.post('/new-order', newOrder, { jws: (jws) => ({ ...jws, payload: 'e30' }) }),
    [400, 'malformed', 'verification error'],
  ],
  [
    'a signature with somebody else’s key',
    (client) => client.post('/new-order', newOrder, { key: newKey(), header: { kid: client.kid, jwk: undefined } }),
    [400, 'malformed', 'verification error'],
  ],
  [
    'an algorithm that is none',
    (client) => client.post('/new-order', newOrder, { header: { alg: 'none' } }),
    [400, 'badSignatureAlgorithm', 'none is not taken'],
  ],
  [
    'a shared secret as the key of an account',
    (client) => client.post('/new-order', newOrder, { header: { alg: 'HS256' } }),
    [400, 'badSignatureAlgorithm', 'HS256 is not taken'],
  ],
  [
    'the algorithm of another key',
    (client) => client.post('/new-order', newOrder, { header: { alg: 'RS256' } }),
    [400, 'malformed', 'verification error'],
  ],
  [
    'an extension that must be understood',
    (client) => client.post('/new-order', newOrder, { header: { crit: ['exp'], exp: 1 } }),
    [400, 'malformed', 'unknown extension'],
  ],
  [
    'no nonce',
    (client) => client.post('/new-order', newOrder, { header: { nonce: undefined } }),
    [400, 'badNonce', 'no anti-replay nonce'],
  ],
  [
    'a nonce that was never given out',
    (client) => client.post('/new-order', newOrder, { header: { nonce: 'made-up' } }),
    [400, 'badNonce', 'invalid nonce'],
  ],
  [
    'the address of another resource',
    (client) => client.post('/new-order', newOrder, { header: { url: client.url('/new-account') } }),
    [403, 'unauthorized', "header parameter 'url' incorrect"],
  ],
  [
    'neither key nor account',
    (client) => client.post('/new-order', newOrder, { header: { kid: undefined } }),
    [400, 'malformed', 'either "jwk" or "kid"'],
  ],
  [
    'key and account',
    (client) => client.post('/new-order', newOrder, { header: { jwk: publicJwk(client.key) } }),
    [400, 'malformed', 'either "jwk" or "kid"'],
  ],
  [
    'a key where an account is needed',
    (client) => client.post('/new-order', newOrder, { key: client.key }),
    [400, 'malformed', 'sign with "kid"'],
  ],
  [
    'an account where a key is needed',
    (client) => client.post('/new-account', {}),
    [400, 'malformed', 'sign with "jwk"'],
  ],
  [
    'an account that is not one of here',
    (client) => client.post('/new-order', newOrder, { header: { kid: 'https://elsewhere.example/acct/1' } }),
    [400, 'malformed', '"kid" is an account URL'],
  ],
  [
    'an account that does not exist',
    (client) => client.post('/new-order', newOrder, { header: { kid: client.url('/acct/1') } }),
    [400, 'accountDoesNotExist', 'not found'],
  ],
  [
    'a payload that is no object',
    (client) => client.post('/new-order', ['a']),
    [400, 'malformed', 'not a JSON object'],
  ],
  ['a page that is not there', (client) => client.post('/new-authz', {}), [404, 'malformed', 'not found']],
  ['GET where a signature is needed', (client) => client.get('/new-order'), [405, 'malformed', 'not allowed']],
  [
    'PUT where nobody writes',
    (client) => client.get('/directory', { method: 'PUT' }),
    [405, 'malformed', 'not allowed'],
  ],
])('a request is refused that has %s', async (_what, ask, refusal) => {
  const { cloud } = await startAcmeCloud();
  expectProblem(await ask(await RawAcme.register(cloud)), refusal);
  expect(cloud.acme.orders).toEqual([]);
});

test('the algorithms that are taken are named where one is not', async () => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  const { body } = await client.post('/new-order', newOrder, { header: { alg: 'none' } });
  expect(body.algorithms).toEqual(['RS256', 'ES256', 'ES384', 'EdDSA']);
});

test.each([
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['ES384', generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['EdDSA', generateKeyPairSync('ed25519')],
])('an account signs with %s, by its key and by its name', async (alg, { privateKey }) => {
  const { cloud } = await startAcmeCloud();
  const client = new RawAcme(cloud, privateKey);
  const { headers } = await client.post('/new-account', { termsOfServiceAgreed: true }, { header: { alg } });
  client.kid = headers.get('location') ?? '';
  expect((await client.post('/new-order', newOrder, { header: { alg } })).status).toBe(201);
});

test('a nonce is good once, and a refusal brings the next', async () => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  const nonce = await client.nonce();
  expect((await client.post('/new-order', newOrder, { header: { nonce } })).status).toBe(201);
  const refused = await client.post('/new-order', newOrder, { header: { nonce } });
  expectProblem(refused, [400, 'badNonce', 'invalid nonce']);
  const next = refused.headers.get('replay-nonce');
  expect((await client.post('/new-order', newOrder, { header: { nonce: next } })).status).toBe(201);
});

test('nonces are forgotten in a restart, and the oldest where nobody uses them', async () => {
  const { cloud } = await startAcmeCloud();
  const client = await RawAcme.register(cloud);
  const old = await client.nonce();
  for (let each = 0; each < 5000; each += 1) cloud.acme.nonces.fresh();
  expectProblem(await client.post('/new-order', newOrder, { header: { nonce: old } }), [400, 'badNonce', '']);
  const nonce = await client.nonce();
  cloud.acme.nonces.forget();
  expectProblem(await client.post('/new-order', newOrder, { header: { nonce } }), [400, 'badNonce', '']);
});

describe('an account', () => {
  test.each<[string, Record<string, unknown>, Refusal]>([
    ['without a yes to the terms', {}, [400, 'malformed', 'terms of service']],
    ['that is only looked for', { onlyReturnExisting: true }, [400, 'accountDoesNotExist', 'No account']],
    [
      'with a telephone for contact',
      { termsOfServiceAgreed: true, contact: ['tel:+81312345678'] },
      [400, 'unsupportedContact', 'mailto'],
    ],
    [
      'with two addresses in one contact',
      { termsOfServiceAgreed: true, contact: ['mailto:a@example.com,b@example.com'] },
      [400, 'invalidContact', 'one mail address'],
    ],
    [
      'with contacts that are no list',
      { termsOfServiceAgreed: true, contact: 'a@example.com' },
      [400, 'malformed', 'list'],
    ],
    [
      'with a binding that is no JWS',
      { termsOfServiceAgreed: true, externalAccountBinding: 'me' },
      [400, 'malformed', 'is a JWS'],
    ],
  ])('is not made %s', async (_what, payload, refusal) => {
    const { cloud } = await startAcmeCloud();
    expectProblem(await new RawAcme(cloud).post('/new-account', payload), refusal);
    expect(cloud.acme.accounts).toEqual([]);
  });

  test.each<[string, object, string]>([
    ['a weak RSA key', rsaJwk(1024), 'at least 2048 bits'],
    ['a private key', newKey().export({ format: 'jwk' }), 'not a public one'],
    ['a key of another kind', { kty: 'oct', k: 'c2VjcmV0' }, 'not a public one'],
    ['a curve that is not used', { kty: 'EC', crv: 'P-521', x: 'AA', y: 'AA' }, 'not one that signs'],
  ])('is not made for %s', async (_what, jwk, detail) => {
    const { cloud } = await startAcmeCloud();
    const reply = await new RawAcme(cloud).post('/new-account', { termsOfServiceAgreed: true }, { header: { jwk } });
    expectProblem(reply, [400, 'badPublicKey', detail]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['names another address', { url: 'https://elsewhere.example/new-account' }, '"url" of the request'],
    ['has a nonce', { nonce: 'n' }, 'no nonce'],
    ['is signed in another way', { alg: 'HS512' }, 'HS256'],
    ['names no key', { kid: undefined }, 'names its key'],
    ['is about another key', { about: publicJwk(newKey()) }, 'about another key'],
  ])('is not bound by what %s', async (_what, { about, ...twist }, detail) => {
    const { cloud } = await startAcmeCloud();
    cloud.acme.eabKeys.add({ kid: 'customer', hmacKey: Buffer.from('secret').toString('base64url') });
    const client = new RawAcme(cloud);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const head = part({ alg: 'HS256', kid: 'customer', url: client.url('/new-account'), ...twist });
    const payload = part(about ?? publicJwk(client.key));
    const signature = createHmac('sha256', 'secret').update(`${head}.${payload}`).digest('base64url');
    const externalAccountBinding = { protected: head, payload, signature };
    const reply = await client.post('/new-account', { termsOfServiceAgreed: true, externalAccountBinding });
    expectProblem(reply, [400, 'malformed', detail]);
  });

  test('is the same for the same key, whatever is sent with it', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    const again = await new RawAcme(cloud, client.key).post('/new-account', { contact: ['mailto:a@example.com'] });
    expect([again.status, again.headers.get('location')]).toEqual([200, client.kid]);
    expect(again.body.contact).toEqual([]);
  });

  test('that was given up gets no further, and its orders end', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    await client.order(['a.example.com']);
    expect((await client.post(client.kid ?? '', { status: 'deactivated' })).body.status).toBe('deactivated');
    expectProblem(await client.order(['a.example.com']), [401, 'unauthorized', 'deactivated']);
    const again = await new RawAcme(cloud, client.key).post('/new-account', { termsOfServiceAgreed: true });
    expectProblem(again, [401, 'unauthorized', 'deactivated']);
    expect(cloud.acme.orders.map(({ status }) => status)).toEqual(['invalid']);
  });

  test('is changed by nobody else, and not into anything', async () => {
    const { cloud } = await startAcmeCloud();
    const [one, other] = [await RawAcme.register(cloud), await RawAcme.register(cloud)];
    expectProblem(await one.post(other.kid ?? '', {}), [403, 'unauthorized', 'another account']);
    expectProblem(await one.post(`${other.kid}/orders`), [403, 'unauthorized', 'another account']);
    expectProblem(await one.post(one.kid ?? '', { status: 'revoked' }), [400, 'malformed', 'does not become']);
  });
});

describe('another key for an account', () => {
  const change = (
    client: RawAcme,
    newOne: ReturnType<typeof newKey>,
    twist: Record<string, unknown> = {},
    header = {},
  ) => {
    const url = client.url('/key-change');
    const payload = { account: client.kid, oldKey: publicJwk(client.key), ...twist };
    return client.post('/key-change', jwsOf({ alg: 'ES256', jwk: publicJwk(newOne), url, ...header }, payload, newOne));
  };

  test('signs from then on, and the old one does not', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    const next = newKey();
    expect((await change(client, next)).status).toBe(200);
    expectProblem(await client.order(['a.example.com']), [400, 'malformed', 'verification error']);
    client.key = next;
    expect((await client.order(['a.example.com'])).status).toBe(201);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    ['is for another account', { account: 'https://elsewhere.example/acct/1' }, {}, 'another account'],
    ['names another old key', { oldKey: publicJwk(newKey()) }, {}, 'not the key of the account'],
    ['has another address inside', {}, { url: 'https://elsewhere.example/key-change' }, 'the outer one'],
    ['has a nonce inside', {}, { nonce: 'n' }, 'no nonce'],
    ['does not sign itself', {}, { jwk: publicJwk(newKey()) }, 'verification error'],
    ['is not brought along', {}, { jwk: undefined, kid: 'k' }, 'as "jwk"'],
  ])('is refused that %s', async (_what, twist, header, detail) => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    expectProblem(await change(client, newKey(), twist, header), [400, 'malformed', detail]);
  });

  test('is refused where another account has it, and that account is named', async () => {
    const { cloud } = await startAcmeCloud();
    const [one, other] = [await RawAcme.register(cloud), await RawAcme.register(cloud)];
    const reply = await change(one, other.key);
    expectProblem(reply, [409, 'malformed', 'already']);
    expect(reply.headers.get('location')).toBe(other.kid);
  });
});

describe('an order', () => {
  const dns = (...values: unknown[]) => ({ identifiers: values.map((value) => ({ type: 'dns', value })) });
  const many = Array.from({ length: 101 }, (_, index) => `n${index}.example.com`);
  test.each<[string, unknown, Refusal]>([
    ['of nothing', dns(), [400, 'malformed', 'names identifiers']],
    ['without a payload', undefined, [400, 'malformed', 'has a payload']],
    ['of a name that is no text', dns(7), [400, 'malformed', 'type and a value']],
    ['of more than a hundred names', dns(...many), [400, 'malformed', '100 names']],
    ['of an address', { identifiers: [{ type: 'ip', value: '192.0.2.1' }] }, [400, 'unsupportedIdentifier', 'type ip']],
    ['of an address that calls itself a name', dns('192.0.2.1'), [400, 'rejectedIdentifier', 'IP address']],
    ['of one label', dns('localhost'), [400, 'rejectedIdentifier', 'at least one dot']],
    ['of a wildcard inside a name', dns('a.*.example.com'), [400, 'rejectedIdentifier', 'whole first label']],
    ['of a name with an underscore', dns('_a.example.com'), [400, 'rejectedIdentifier', 'invalid label']],
    ['of a name in another script', dns('例.example.com'), [400, 'rejectedIdentifier', 'invalid label']],
    ['of a name that is too long', dns(`${'a.'.repeat(130)}com`), [400, 'rejectedIdentifier', '253']],
    ['of a name under its own wildcard', dns('*.example.com', 'a.example.com'), [400, 'malformed', 'redundant']],
    [
      'with an end of its own',
      { ...dns('a.example.com'), notAfter: '2030-01-01T00:00:00Z' },
      [400, 'malformed', 'NotAfter'],
    ],
    ['with a profile', { ...dns('a.example.com'), profile: 'tlsserver' }, [400, 'malformed', 'profiles']],
  ])('is refused %s', async (_what, payload, refusal) => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    expectProblem(await client.post('/new-order', payload), refusal);
    expect(cloud.acme.orders).toEqual([]);
  });

  test('of a name that is forbidden by policy is refused, and so is what is below it', async () => {
    const { cloud } = await startAcmeCloud();
    cloud.acme.forbiddenNames.add('b.example.com');
    const client = await RawAcme.register(cloud);
    for (const name of ['b.example.com', '*.b.example.com', 'a.b.example.com']) {
      expectProblem(await client.order([name]), [400, 'rejectedIdentifier', 'forbidden by policy']);
    }
    expect((await client.order(['ab.example.com'])).status).toBe(201);
  });

  test('of several bad names says what is wrong with each', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    const { body } = await client.order(['localhost', 'good.example.com', '-bad.example.com']);
    expect(body).toMatchObject({
      type: 'urn:ietf:params:acme:error:rejectedIdentifier',
      subproblems: [
        { type: 'urn:ietf:params:acme:error:rejectedIdentifier', identifier: { type: 'dns', value: 'localhost' } },
        { identifier: { type: 'dns', value: '-bad.example.com' } },
      ],
    });
  });

  test('takes each name once, in lower case', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    const { body } = await client.order(['Chat.Example.com', 'chat.example.com']);
    expect(body.identifiers).toEqual([{ type: 'dns', value: 'chat.example.com' }]);
    expect(body.authorizations).toHaveLength(1);
  });

  test('and all that belongs to it is for its own account', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    const [one, other] = [await RawAcme.register(cloud), await RawAcme.register(cloud)];
    const { body, headers } = await one.issue(['a.example.com'], zone);
    const [authorization = ''] = body.authorizations as string[];
    const challenge = (await one.proof(await one.post(authorization))).url;
    for (const url of [headers.get('location') ?? '', authorization, challenge, String(body.certificate)]) {
      expectProblem(await other.post(url), [403, 'unauthorized', 'another']);
    }
    expectProblem(await other.post(String(body.finalize), { csr: 'AA' }), [403, 'unauthorized', 'another']);
  });

  test.each(['/order/1', '/order/1/finalize', '/authz/1', '/chall/1', '/cert/1'])('is not at %s', async (path) => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    expectProblem(await client.post(path), [404, 'malformed', 'No such']);
  });

  test('is listed three at a time, and not once it is invalid', async () => {
    const { cloud } = await startAcmeCloud();
    const client = await RawAcme.register(cloud);
    const urls: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      urls.push((await client.order([`${name}.example.com`])).headers.get('location') ?? '');
    }
    const [second] = cloud.acme.orders[1]?.authorizations ?? [];
    await client.post(`/authz/${second?.id}`, { status: 'deactivated' });
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let url: string | undefined = `${client.kid}/orders`; url !== undefined; ) {
      const { body, headers } = await client.post(url);
      const page = body.orders as string[];
      seen.push(...page);
      sizes.push(page.length);
      url = /<([^>]+)>;rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(urls.filter((_, index) => index !== 1));
    expect(sizes).toEqual([3, 1]);
  });
});

describe('a certificate signing request', () => {
  const generate = (algorithm: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams) =>
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const rsa = (modulusLength: number) =>
    ({ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) }) as const;

  test.each<[string, (client: RawAcme) => Promise<string>, Refusal]>([
    ['no base64url', async () => 'a+b', [400, 'malformed', 'base64url']],
    ['no request', async () => 'AAAA', [400, 'badCSR', 'no PKCS #10']],
    ['a name less', () => csrFor(['a.example.com']), [400, 'badCSR', 'does not specify b.example.com']],
    [
      'a name more',
      () => csrFor(['a.example.com', 'b.example.com', 'c.example.com']),
      [400, 'badCSR', 'does not include c.example.com'],
    ],
    [
      'another common name',
      () => csrFor(['a.example.com', 'b.example.com'], { commonName: 'c.example.com' }),
      [400, 'badCSR', 'does not include c.example.com'],
    ],
    ['an address', () => csrFor(['192.0.2.1'], { type: 'ip' }), [400, 'badCSR', 'no DNS names']],
    [
      'a short RSA key',
      async () => csrFor(['a.example.com', 'b.example.com'], { algorithm: rsa(1024) }),
      [400, 'badCSR', 'key too small: 1024'],
    ],
    [
      'a curve that is not taken',
      () => csrFor(['a.example.com', 'b.example.com'], { algorithm: { name: 'ECDSA', namedCurve: 'P-521' } }),
      [400, 'badCSR', 'P-256 or P-384'],
    ],
    [
      'a signature that is not its own',
      () =>
        csrFor(['a.example.com', 'b.example.com'], {
          spoil: (der) => Buffer.concat([der.subarray(0, -1), Buffer.from([(der.at(-1) ?? 0) ^ 1])]),
        }),
      [400, 'badCSR', 'signature'],
    ],
    [
      'the key of the account',
      async (client) => {
        const jwk = client.key.export({ format: 'jwk' });
        const ec = { name: 'ECDSA', namedCurve: 'P-256' };
        const [privateKey, publicKey] = await Promise.all([
          webcrypto.subtle.importKey('jwk', jwk, ec, true, ['sign']),
          webcrypto.subtle.importKey('jwk', publicJwk(client.key), ec, true, ['verify']),
        ]);
        return csrFor(['a.example.com', 'b.example.com'], { keys: { privateKey, publicKey } });
      },
      [400, 'badCSR', 'different than account key'],
    ],
  ])('is refused with %s, and the order stays ready', async (_what, makeCsr, refusal) => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    const client = await RawAcme.register(cloud);
    const order = await client.order(['a.example.com', 'b.example.com']);
    await client.prove(order, zone);
    expectProblem(await client.post(String(order.body.finalize), { csr: await makeCsr(client) }), refusal);
    expect((await client.post(order.headers.get('location') ?? '')).body.status).toBe('ready');
  });

  test.each([rsa(2048), { name: 'ECDSA', namedCurve: 'P-384' }])('is taken with the key %o', async (algorithm) => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    const client = await RawAcme.register(cloud);
    const order = await client.order(['a.example.com']);
    await client.prove(order, zone);
    const csr = await csrFor(['a.example.com'], {
      keys: await generate(algorithm),
      algorithm,
      commonName: 'A.example.com',
    });
    expect((await client.post(String(order.body.finalize), { csr })).body.status).toBe('valid');
  });

  test('is in vain where issuance fails: the order ends invalid and says why', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme-validation', 'at-once');
    cloud.acme.issuanceProblem = new Problem('caa', 'CAA record for a.example.com prevents issuance');
    const client = await RawAcme.register(cloud);
    const order = await client.order(['a.example.com']);
    await client.prove(order, zone);
    const finalized = await client.post(String(order.body.finalize), { csr: await csrFor(['a.example.com']) });
    expect([finalized.body.status, finalized.headers.get('retry-after')]).toEqual(['processing', '3']);
    await cloud.clock.step();
    const { body } = await client.post(order.headers.get('location') ?? '');
    expect(body).toMatchObject({ status: 'invalid', error: { type: 'urn:ietf:params:acme:error:caa', status: 403 } });
    expect(body.certificate).toBeUndefined();
  });

  test('comes too early, and too late', async () => {
    const { cloud, zone } = await startAcmeCloud();
    cloud.progress.mode('acme', 'at-once');
    const client = await RawAcme.register(cloud);
    const order = await client.order(['a.example.com']);
    const csr = await csrFor(['a.example.com']);
    const finalize = () => client.post(String(order.body.finalize), { csr });
    expectProblem(await finalize(), [403, 'orderNotReady', '"pending"']);
    await client.prove(order, zone);
    expect((await finalize()).body.status).toBe('valid');
    expectProblem(await finalize(), [403, 'orderNotReady', '"valid"']);
    expect(cloud.acme.certificates).toHaveLength(1);
  });
});
