import { describe, expect, it } from 'vitest';
import { provisioningApi } from '../../functions/provisioning-api/app.ts';
import { ROUTES } from '../../functions/provisioning-api/security/routes.ts';
import { ROLES, reaches } from '../../shared/domain-rules/access/role.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { apiRig, SIGNED, TRIGGER } from './api-rig.ts';

const HOUR_MS = 3_600_000;

describe('who calls', () => {
  it('is let in with an API key, and told apart by its role', async () => {
    const rig = apiRig();
    const { token } = await rig.key('viewer');
    expect((await rig.ask('GET', '/v1/gateways', { token })).status).toBe(200);
    expect((await rig.ask('GET', '/v1/audit', { token })).status).toBe(403);
  });

  it('is told how to get a key where there is none yet', async () => {
    const { status, headers, body } = await apiRig().ask('GET', '/v1/gateways');
    expect(status).toBe(401);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(headers.get('www-authenticate')).toBe('Bearer realm="torii"');
    expect(body).toMatchObject({ reason: 'NotLoggedIn', detail: expect.stringContaining('torii init') });
  });

  it.each<[string, (rig: ReturnType<typeof apiRig>) => Promise<string>]>([
    ['no token of ours', async () => 'letmein'],
    ['a key that nobody made', async () => `torii_${'0'.repeat(12)}_${'A'.repeat(43)}`],
    [
      'the secret of another key',
      async (rig) => {
        const [one, other] = [await rig.key('admin'), await rig.key('viewer')];
        return `torii_${one.id}_${other.token.slice(-43)}`;
      },
    ],
    ['a revoked key', async (rig) => (await rig.key('admin', { revoked: { at: 1, by: 'x' } })).token],
    ['a key that has ended', async (rig) => (await rig.key('admin', { expiresAt: rig.clock.now() })).token],
    ['a key with a letter too many', async (rig) => `${(await rig.key('admin')).token}A`],
  ])('is not let in with %s, and learns nothing of why', async (_, make) => {
    const rig = apiRig();
    const token = await make(rig);
    const { status, headers, body } = await rig.ask('GET', '/v1/gateways', { token });
    expect([status, body.reason]).toEqual([401, 'LoginRefused']);
    expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(JSON.stringify([body, rig.logged])).not.toContain(token);
  });

  it.each([
    'Basic YWRtaW46YWRtaW4=',
    'Bearer',
    'Bearer a b',
    'ACS3-HMAC-SHA256 Credential=LTAI1,Signature=00',
    'FC a:b',
  ])('is not let in with "%s"', async (authorization) => {
    expect((await apiRig().ask('GET', '/v1/gateways', { headers: { authorization } })).status).toBe(401);
  });

  it('is the account itself where TORII_HTTP_AUTH has the trigger check signatures', async () => {
    const rig = apiRig({ TORII_HTTP_AUTH: 'function' });
    await rig.ask('POST', '/v1/certificates/reseal', { headers: { authorization: SIGNED } });
    const { entries } = (await rig.ask('GET', '/v1/audit', { headers: { authorization: SIGNED } })).body;
    expect(entries[0].data).toMatchObject({ who: 'LTAI5example', by: 'signature', role: 'admin' });
    expect(JSON.stringify(entries)).not.toContain('Signature');
  });

  it.each([
    ['no signature', undefined, TRIGGER],
    ['an API key', `Bearer torii_${'0'.repeat(12)}_${'A'.repeat(43)}`, TRIGGER],
    ['a scheme alone', 'ACS3-HMAC-SHA256 ', TRIGGER],
    ['a signature of nobody', 'ACS3-HMAC-SHA256 SignedHeaders=host,Signature=00', TRIGGER],
    ['a password', 'Basic YWRtaW46YWRtaW4=', TRIGGER],
    ['a custom domain, past the trigger', SIGNED, 'torii.example.com'],
    ['a domain like a trigger', SIGNED, `${TRIGGER}.evil.example`],
    ['a domain that ends like a trigger', SIGNED, 'evilfcapp.run'],
    ["another region's trigger", SIGNED, 'torii-abcdefgh.cn-shanghai.fcapp.run'],
    ['an account in the domain', SIGNED, `evil@${TRIGGER}`],
    ['the API of invocations', SIGNED, '1234567890123456.cn-beijing.fc.aliyuncs.com'],
    ['no domain', SIGNED, ''],
  ])('is nobody with %s where signatures are meant to be checked', async (_, authorization, at) => {
    const rig = apiRig({ TORII_HTTP_AUTH: 'function' });
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const { status, headers: said, body } = await rig.ask('GET', '/v1/audit', { headers, at });
    expect([status, body.reason]).toEqual([401, 'NotSigned']);
    expect(said.get('www-authenticate')).toBe('ACS3-HMAC-SHA256 realm="torii"');
    expect(body.detail).toMatch(/TORII_HTTP_AUTH|TORII_SIGNED_DOMAINS/);
  });

  it.each([
    ['the trigger', SIGNED, TRIGGER],
    ['the trigger inside a VPC', SIGNED, 'torii-abcdefgh.cn-beijing-vpc.fcapp.run'],
    ['the older scheme', 'FC LTAI5example:c2lnbmF0dXJl', TRIGGER],
    ['a custom domain that checks signatures too', SIGNED, 'Torii.Example.com:443'],
  ])('is the account itself through %s', async (_, authorization, at) => {
    const rig = apiRig({ TORII_HTTP_AUTH: 'function', TORII_SIGNED_DOMAINS: 'torii.example.com, other.example.com' });
    expect((await rig.ask('GET', '/v1/audit', { headers: { authorization }, at })).status).toBe(200);
  });

  it.each([
    [{ TORII_HTTP_AUTH: 'Function' }, 'TORII_HTTP_AUTH'],
    [{ TORII_HTTP_AUTH: 'jwt' }, 'TORII_HTTP_AUTH'],
    [{ TORII_SIGNED_DOMAINS: '*.example.com' }, 'TORII_SIGNED_DOMAINS'],
    [{ TORII_SIGNED_DOMAINS: 'https://torii.example.com' }, 'TORII_SIGNED_DOMAINS'],
  ])('is let in by no setting that cannot be meant: %o', (environment: Record<string, string>, named) => {
    expect(() => apiRig(environment)).toThrow(named);
  });
});

describe('every route', () => {
  const served = [
    ...new Set(
      provisioningApi({} as never)
        .routes.filter(({ method }) => method !== 'ALL')
        .map(({ method, path }) => `${method} ${path}`),
    ),
  ];

  it('says which role it needs', () => {
    expect(Object.keys(ROUTES).sort()).toEqual(served.sort());
  });

  it.each(served)('%s is closed to nobody in particular, and to roles below its own', async (route) => {
    const rig = apiRig({ TORII_REQUESTS_PER_MINUTE: '1000' });
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern.replaceAll(/:\w+/g, 'thing');
    expect((await rig.ask(method, path)).status).toBe(401);
    for (const role of ROLES) {
      const { token } = await rig.key(role);
      const { status } = await rig.ask(method, path, { token });
      const needed = ROUTES[route]?.role ?? 'admin';
      expect([role, status === 403]).toEqual([role, !reaches(role, needed)]);
    }
  });

  it('that changes things stands in the audit log: who, what, from where, what came of it; and no body', async () => {
    const rig = apiRig();
    const [viewer, admin] = [await rig.key('viewer'), await rig.key('admin')];
    await rig.ask('DELETE', '/v1/gateways/chat?unbindServices=true&secret=hush', { token: viewer.token });
    await rig.ask('PUT', '/v1/issuers/mine', { token: admin.token, body: { directory: 'http://hush.example/' } });
    await rig.ask('GET', '/v1/gateways', { token: admin.token });
    const { entries } = (await rig.ask('GET', '/v1/audit', { token: admin.token })).body;
    expect(entries.map(({ message }: { message: string }) => message)).toEqual([
      `api-key ${admin.id} (the admin): PUT /v1/issuers/mine: 422 IssuerInvalid`,
      `api-key ${viewer.id} (the viewer): DELETE /v1/gateways/chat: 403 RoleTooLow`,
    ]);
    expect(entries[1]).toMatchObject({
      account: ACCOUNT,
      gateway: '@audit',
      kind: 'audit',
      data: {
        who: viewer.id,
        role: 'viewer',
        route: 'DELETE /v1/gateways/:name',
        query: { unbindServices: 'true' },
        address: '203.0.113.9',
        status: 403,
        requestId: 'request-1',
      },
    });
    expect(JSON.stringify(entries)).not.toContain('hush');
  });
});

describe('a change', () => {
  const CHANGE = ['POST', '/v1/api-keys'] as const;
  const body = { name: 'ci', role: 'viewer' };

  it('that was cut off stands in the audit log as begun: it does not look as if nobody had made it', async () => {
    const rig = apiRig();
    const { id, token } = await rig.key('admin', { lastUsedAt: rig.clock.now() });
    // Killed: nothing is written any more from the change on.
    const { put, amend } = rig.store;
    rig.store.put = async (...given) => {
      await put(...given);
      rig.store.amend = async () => Promise.reject(new Error('killed'));
      throw new Error('killed');
    };
    await rig.ask(...CHANGE, { token, body });
    Object.assign(rig.store, { put, amend });
    expect(await rig.store.list(ACCOUNT, 'api-key')).toHaveLength(2);
    const [entry] = (await rig.ask('GET', '/v1/audit', { token })).body.entries;
    expect(entry).toMatchObject({
      reason: 'Begun',
      message: expect.stringContaining('not written down'),
      data: { who: id },
    });
    expect(entry.data).not.toHaveProperty('status');
  });

  it('that ends is one line, with its outcome in place of its beginning', async () => {
    const rig = apiRig();
    const { token } = await rig.key('admin');
    await rig.ask(...CHANGE, { token, body });
    const { entries } = (await rig.ask('GET', '/v1/audit', { token })).body;
    expect(entries).toMatchObject([{ reason: 'Done', data: { status: 201, route: 'POST /v1/api-keys' } }]);
  });

  it('of which the store does not tell the place has its outcome in a line of its own', async () => {
    const rig = apiRig();
    const { token } = await rig.key('admin');
    const { append } = rig.store;
    rig.store.append = async (entry) => (await append(entry)) && '';
    expect((await rig.ask(...CHANGE, { token, body })).status).toBe(201);
    const { entries } = (await rig.ask('GET', '/v1/audit', { token })).body;
    expect(entries).toMatchObject([{ reason: 'Done', data: { status: 201 } }, { reason: 'Begun' }]);
  });

  it('is not made where the audit log cannot be written', async () => {
    const rig = apiRig();
    const { token } = await rig.key('admin');
    rig.store.append = async () => Promise.reject(new Error('no journal'));
    const { status, headers, body: problem } = await rig.ask(...CHANGE, { token, body });
    expect([status, problem.reason, headers.get('retry-after')]).toEqual([503, 'AuditUnavailable', '10']);
    expect(await rig.store.list(ACCOUNT, 'api-key')).toHaveLength(1);
  });

  it('whose outcome cannot be written is answered for all the same, and said in the log of the function', async () => {
    const rig = apiRig();
    const { token } = await rig.key('admin');
    rig.store.amend = async () => Promise.reject(new Error('no journal'));
    expect((await rig.ask(...CHANGE, { token, body })).status).toBe(201);
    expect(rig.logged).toContainEqual(expect.stringContaining('not in the audit log'));
  });
});

describe('API keys', () => {
  it('are made by an admin, shown once, work at once, and stop when they end', async () => {
    const rig = apiRig();
    const { token } = await rig.key('admin');
    const made = await rig.ask('POST', '/v1/api-keys', {
      token,
      body: { name: 'ci', role: 'operator', expiresInDays: 1 },
    });
    expect(made.status).toBe(201);
    expect(made.body.token).toMatch(/^torii_[0-9a-f]{12}_[\w-]{43}$/);
    expect((await rig.ask('GET', '/v1/gateways', { token: made.body.token })).status).toBe(200);
    const listed = await rig.ask('GET', '/v1/api-keys', { token });
    expect(listed.body.keys).toContainEqual(expect.objectContaining({ id: made.body.id, name: 'ci', state: 'good' }));
    const stored = await rig.store.list(ACCOUNT, 'api-key');
    expect(JSON.stringify([listed.body, stored, rig.logged])).not.toContain(made.body.token.slice(-43));
    rig.clock.at += 24 * HOUR_MS;
    expect((await rig.ask('GET', '/v1/gateways', { token: made.body.token })).status).toBe(401);
  });

  it('are revoked at once, and stay in the list', async () => {
    const rig = apiRig();
    const [admin, other] = [await rig.key('admin'), await rig.key('viewer')];
    const revoked = await rig.ask('DELETE', `/v1/api-keys/${other.id}`, { token: admin.token });
    expect(revoked.body).toMatchObject({ state: 'revoked', revokedBy: `api-key ${admin.id} (the admin)` });
    expect((await rig.ask('GET', '/v1/gateways', { token: other.token })).status).toBe(401);
    expect((await rig.ask('DELETE', `/v1/api-keys/${other.id}`, { token: admin.token })).status).toBe(200);
    expect((await rig.ask('GET', '/v1/api-keys', { token: admin.token })).body.keys).toHaveLength(2);
  });

  it('of the last admin are not revoked, for nobody could make another one', async () => {
    const rig = apiRig();
    const [one, two] = [await rig.key('admin'), await rig.key('admin')];
    expect((await rig.ask('DELETE', `/v1/api-keys/${two.id}`, { token: one.token })).status).toBe(200);
    const last = await rig.ask('DELETE', `/v1/api-keys/${one.id}`, { token: one.token });
    expect([last.status, last.body.reason]).toEqual([409, 'LastAdminKey']);
  });

  it('tell when they were used, to the hour and with one write', async () => {
    const rig = apiRig();
    const { id, token } = await rig.key('admin');
    for (let count = 0; count < 5; count += 1) await rig.ask('GET', '/v1/gateways', { token });
    const key = { account: ACCOUNT, region: 'global', kind: 'api-key', name: id } as const;
    expect(await rig.store.get(key)).toMatchObject({ version: 2, body: { lastUsedAt: rig.clock.now() } });
    rig.clock.at += HOUR_MS;
    await rig.ask('GET', '/v1/gateways', { token });
    expect((await rig.store.get(key))?.version).toBe(3);
  });

  it.each([
    [{ name: 'ci', role: 'god' }, 'role: it is one of viewer, operator, admin'],
    [{ name: '', role: 'viewer' }, 'name: '],
    [{ name: 'ci', role: 'viewer', expiresInDays: 0 }, 'expiresInDays: '],
    [{ name: 'ci', role: 'viewer', hash: 'mine' }, 'fields that are not known'],
  ])('are asked for as they have to be: %o', async (body, said) => {
    const rig = apiRig();
    const { token } = await rig.key('admin');
    const { status, body: problem } = await rig.ask('POST', '/v1/api-keys', { token, body });
    expect([status, problem.reason]).toEqual([422, 'ApiKeyInvalid']);
    expect(problem.detail).toContain(said);
  });
});
