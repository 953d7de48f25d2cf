import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { readSecuritySettings } from '../../functions/provisioning-api/security/settings.ts';
import { apiRig } from './api-rig.ts';

const ISSUER = 'https://login.example.com/realms/torii';
const JWKS = 'https://login.example.com/keys';
const OIDC = {
  TORII_OIDC_ISSUER: ISSUER,
  TORII_OIDC_AUDIENCE: 'torii',
  TORII_OIDC_ROLES_CLAIM: '{"groups": {"platform": "admin", "support": "viewer"}}',
};
const keys = await generateKeyPair('ES256');
const otherKeys = await generateKeyPair('ES256');

/** An API that takes tokens of an issuer, whose keys are there to be got. */
async function rigWithIssuer() {
  const rig = apiRig(OIDC);
  rig.answers.set(`${ISSUER}/.well-known/openid-configuration`, { issuer: ISSUER, jwks_uri: JWKS });
  rig.answers.set(JWKS, { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] });
  const sign = (claims: Record<string, unknown> = {}, { kid = 'one', pair = keys } = {}) =>
    new SignJWT({
      iss: ISSUER,
      aud: 'torii',
      sub: 'mei',
      groups: ['platform'],
      exp: rig.clock.now() / 1000 + 60,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign(pair.privateKey);
  const ask = async (token: string, path = '/v1/audit') => rig.ask('GET', path, { token });
  return { rig, sign, ask };
}

describe('a token of the declared issuer', () => {
  it('lets its subject in, with the highest role of its groups; its keys are got once', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    expect((await ask(await sign({ groups: ['support', 'platform', 'others'] }))).status).toBe(200);
    expect((await ask(await sign({ groups: ['support'] }))).status).toBe(403);
    expect((await ask(await sign({ groups: 'support' }), '/v1/gateways')).status).toBe(200);
    expect(rig.fetched).toEqual([`${ISSUER}/.well-known/openid-configuration`, JWKS]);
    await rig.ask('POST', '/v1/certificates/reseal', { token: await sign() });
    const { entries } = (await ask(await sign())).body;
    expect(entries[0].data).toMatchObject({ who: 'mei', by: 'oidc', role: 'admin' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another issuer', { iss: 'https://login.example.com/realms/other' }],
    ['another audience', { aud: 'grafana' }],
    ['no audience', { aud: undefined }],
    ['a time that is over', { exp: 1 }],
    ['no end', { exp: undefined }],
    ['a time to come', { nbf: 4_000_000_000 }],
    ['no subject', { sub: undefined }],
  ])('is refused with %s', async (_, claims) => {
    const { sign, ask } = await rigWithIssuer();
    const { status, body, headers } = await ask(await sign(claims));
    expect([status, body.reason]).toEqual([401, 'LoginRefused']);
    expect(headers.get('www-authenticate')).toContain('invalid_token');
  });

  it.each<[string, Record<string, unknown>]>([
    ['no group', { groups: undefined }],
    ['a group without a role', { groups: ['sales'] }],
    ['a role in place of a group', { groups: ['admin'], role: 'admin' }],
    ['a group that every object has', { groups: ['constructor', '__proto__'] }],
  ])('has no role with %s', async (_, claims) => {
    const { sign, ask } = await rigWithIssuer();
    expect((await ask(await sign(claims))).body.reason).toBe('RoleTooLow');
  });

  it('is refused when another key signed it, and the issuer is asked again for a key it may have got since', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    expect((await ask(await sign({}, { pair: otherKeys }))).status).toBe(401);
    const rotated = await sign({}, { pair: otherKeys, kid: 'two' });
    expect((await ask(rotated)).status).toBe(401);
    expect(rig.fetched).toHaveLength(2);
    rig.answers.set(JWKS, { keys: [{ ...(await exportJWK(otherKeys.publicKey)), kid: 'two', alg: 'ES256' }] });
    rig.clock.at += 31_000;
    expect((await ask(rotated)).status).toBe(200);
    expect(rig.fetched).toHaveLength(4);
  });

  it('is refused unsigned, or signed with what everybody knows, and nobody is asked for keys', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    const [, payload] = (await sign()).split('.');
    const header = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: 'one' })).toString('base64url');
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)));
    const symmetric = await new SignJWT({ sub: 'mei' }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    for (const token of [
      `${header('none')}.${payload}.`,
      `${header('None')}.${payload}.`,
      symmetric,
      'a.b.c',
      'eyJ.x.y',
    ]) {
      expect((await ask(token)).status).toBe(401);
    }
    expect(rig.fetched).toEqual([]);
  });

  it('is answered with 503 while the issuer is silent; one that was heard lately is remembered', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    const answers = new Map(rig.answers);
    rig.answers.clear();
    const { status, headers, body } = await ask(await sign());
    expect([status, body.reason, headers.get('retry-after')]).toEqual([503, 'IssuerSilent', '30']);
    for (const [address, answer] of answers) rig.answers.set(address, answer);
    rig.clock.at += 30_000;
    expect((await ask(await sign())).status).toBe(200);
    rig.answers.clear();
    rig.clock.at += 3_600_000;
    expect((await ask(await sign())).status).toBe(200);
  });

  it('has a silent issuer asked once in half a minute, however many tokens come, also with unknown keys', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    await ask(await sign());
    rig.answers.clear();
    rig.fetched.length = 0;
    rig.clock.at += 3_600_000;
    for (let count = 0; count < 5; count += 1) {
      expect((await ask(await sign())).status).toBe(200);
      expect((await ask(await sign({}, { pair: otherKeys, kid: `made up ${count}` }))).status).toBe(401);
    }
    expect(rig.fetched).toHaveLength(1);
    rig.clock.at += 30_000;
    await ask(await sign());
    expect(rig.fetched).toHaveLength(2);
  });

  it('is a failed login of its address where nobody can tell whether it is good', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    rig.answers.clear();
    for (let count = 0; count < 10; count += 1) expect((await ask(await sign())).status).toBe(503);
    const { status, body } = await ask(await sign());
    expect([status, body.reason]).toEqual([429, 'TooManyFailedLogins']);
    expect(rig.fetched).toHaveLength(1);
  });

  it('waits for one look at the issuer with all others that came meanwhile; who is known already does not wait', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    const all = await Promise.all([ask(await sign()), ask(await sign()), ask(await sign())]);
    expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(rig.fetched).toHaveLength(2);

    rig.clock.at += 3_600_000;
    const asked = rig.hold();
    const first = ask(await sign());
    await asked.begun;
    expect((await ask(await sign())).status).toBe(200);
    asked.release();
    expect((await first).status).toBe(200);
    expect(rig.fetched).toHaveLength(4);
  });

  it('is taken from no issuer that names another one in its discovery', async () => {
    const { rig, sign, ask } = await rigWithIssuer();
    rig.answers.set(`${ISSUER}/.well-known/openid-configuration`, { issuer: 'https://evil.example', jwks_uri: JWKS });
    expect((await ask(await sign())).status).toBe(503);
  });
});

describe('the settings of an issuer', () => {
  it.each([
    ['no audience', { TORII_OIDC_AUDIENCE: '' }, 'TORII_OIDC_AUDIENCE'],
    ['no TLS', { TORII_OIDC_ISSUER: 'http://login.example.com' }, 'TORII_OIDC_ISSUER'],
    ['no roles', { TORII_OIDC_ROLES_CLAIM: '' }, 'TORII_OIDC_ROLES_CLAIM'],
    ['a role that there is not', { TORII_OIDC_ROLES_CLAIM: '{"groups": {"a": "god"}}' }, 'TORII_OIDC_ROLES_CLAIM'],
    ['two claims', { TORII_OIDC_ROLES_CLAIM: '{"a": {"b": "admin"}, "c": {"d": "admin"}}' }, 'TORII_OIDC_ROLES_CLAIM'],
  ])('are refused with %s: nobody is let in by mistake', (_, wrong, named) => {
    expect(() => readSecuritySettings({ ...OIDC, ...wrong })).toThrow(named);
  });
});
