import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { ROLES, type Role } from '../../shared/domain-rules/access/role.ts';

export const ISSUER = 'https://login.example.com/realms/torii';
const KEYS = 'https://login.example.com/keys';
const AUDIENCE = 'torii';

export const OIDC_ENVIRONMENT = {
  TORII_OIDC_ISSUER: ISSUER,
  TORII_OIDC_AUDIENCE: AUDIENCE,
  TORII_OIDC_ROLES_CLAIM: JSON.stringify({ roles: Object.fromEntries(ROLES.map((role) => [role, role])) }),
};

/** What a request says of who sends it, and what that is worth: undefined is nobody. */
export interface FuzzedCaller {
  token: string;
  role: Role | undefined;
}

/** An issuer of tokens: what its server answers, and tokens, good ones and all others that somebody might send. */
export async function issuerOfTokens(now: number): Promise<{ answers: Map<string, unknown>; callers: FuzzedCaller[] }> {
  const [pair, stranger] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const seconds = Math.floor(now / 1000);
  const claimsOf = (role: Role) => ({
    iss: ISSUER,
    aud: AUDIENCE,
    sub: `a ${role}`,
    roles: [role],
    exp: seconds + 86_400,
  });
  const sign = (claims: object, { kid = 'one', key = pair.privateKey } = {}) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
  const admin = claimsOf('admin');
  const good = await sign(admin);
  const [header = '', , signature = ''] = (await sign(claimsOf('viewer'))).split('.');
  const [, adminPayload = ''] = good.split('.');
  const unsigned = (alg: string) => `${encode({ alg, kid: 'one' })}.${adminPayload}.`;
  const symmetric = (secret: string) =>
    new SignJWT(admin).setProtectedHeader({ alg: 'HS256', kid: 'one' }).sign(new TextEncoder().encode(secret));
  const forged = [
    await sign({ ...admin, exp: seconds - 3_600 }),
    await sign({ ...admin, nbf: seconds + 86_000 }),
    await sign({ ...admin, exp: undefined }),
    await sign({ ...admin, sub: undefined }),
    await sign({ ...admin, aud: 'another' }),
    await sign({ ...admin, aud: undefined }),
    await sign({ ...admin, iss: 'https://login.example.com/realms/other' }),
    await sign({ ...admin, roles: ['constructor', '__proto__', 'root'] }),
    await sign({ ...admin, roles: undefined, role: 'admin' }),
    await sign(admin, { key: stranger.privateKey }),
    await sign(admin, { key: stranger.privateKey, kid: 'two' }),
    // The claims of an admin under the signature of a viewer.
    `${header}.${adminPayload}.${signature}`,
    `${good.slice(0, -6)}AAAAAA`,
    `${good}.${signature}`,
    unsigned('none'),
    unsigned('None'),
    `${unsigned('ES256')}AA`,
    await symmetric(JSON.stringify(publicJwk)),
    await symmetric(`${publicJwk.x}${publicJwk.y}`),
  ];
  return {
    answers: new Map<string, unknown>([
      [`${ISSUER}/.well-known/openid-configuration`, { issuer: ISSUER, jwks_uri: KEYS }],
      [KEYS, { keys: [publicJwk] }],
    ]),
    callers: [
      ...(await Promise.all(ROLES.map(async (role) => ({ token: await sign(claimsOf(role)), role })))),
      ...forged.map((token) => ({ token, role: undefined })),
    ],
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
