import type { JWTPayload } from 'jose';
import { highestRole } from '../../../shared/domain-rules/access/role.ts';
import type { Deps } from '../../../shared/engine/deps.ts';
import { ApiProblem } from '../problem.ts';
import type { Caller } from './arrival.ts';
import { loginRefused, roleTooLow } from './login-problems.ts';
import type { OidcSettings } from './settings.ts';

/** Takes tokens of one issuer (OpenID Connect Core 1.0; RFC 7519). */
export interface Oidc {
  /** @throws ApiProblem LoginRefused, RoleTooLow, or IssuerSilent where its keys cannot be got */
  callerOf(token: string): Promise<Caller>;
}

/** The issuer's keys, as one instance remembers them. */
export interface KeySet {
  keys: object[];
  /** ms since the epoch. */
  fetchedAt: number;
}

interface OidcMeans {
  settings: OidcSettings;
  deps: Pick<Deps, 'machineNow' | 'log'>;
  /** Goes to public addresses only. */
  fetch: typeof globalThis.fetch;
  /** Of the instance, not of the request. */
  memory: { keySet?: KeySet | undefined };
}

export function oidcOf({ settings, deps, fetch, memory }: OidcMeans): Oidc {
  const keySet = async (freshFor: number): Promise<KeySet> => {
    const known = memory.keySet;
    if (known && deps.machineNow() - known.fetchedAt < freshFor) return known;
    try {
      memory.keySet = { keys: await fetchKeys(settings.issuer, fetch), fetchedAt: deps.machineNow() };
      return memory.keySet;
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error('something was thrown');
      deps.log.warn(`provisioning-api: the keys of ${settings.issuer} could not be got: ${name}: ${message}`);
      // A key that was good an hour ago is better than nobody let in.
      if (known && deps.machineNow() - known.fetchedAt < STALE_MS) return known;
      throw new ApiProblem(
        503,
        'IssuerSilent',
        'the keys of the token’s issuer could not be got; ask again, or use an API key',
      );
    }
  };
  return {
    async callerOf(token) {
      // Loaded for who comes with a token only: it costs the function's start.
      const { createLocalJWKSet, decodeProtectedHeader, errors, jwtVerify } = await import('jose');
      const verify = async ({ keys }: KeySet): Promise<JWTPayload> => {
        const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: keys as never }), {
          issuer: settings.issuer,
          audience: settings.audience,
          algorithms: ASYMMETRIC,
          requiredClaims: ['exp', 'sub'],
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          currentDate: new Date(deps.machineNow()),
        });
        return payload;
      };
      try {
        // Before anything is fetched: whoever sends rubbish makes nobody ask the issuer.
        const { alg = '' } = decodeProtectedHeader(token);
        if (!ASYMMETRIC.includes(alg)) throw loginRefused('the token is not signed with a key pair');
        const payload = await verify(await keySet(FRESH_MS)).catch(async (error: unknown) => {
          // Its issuer has changed keys; asked again only so often.
          if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
          return verify(await keySet(ASK_AGAIN_MS));
        });
        return callerIn(payload, settings);
      } catch (error) {
        if (error instanceof ApiProblem) throw error;
        const code = error instanceof errors.JOSEError ? error.code : 'unreadable';
        throw loginRefused(`the token is not good here (${REASONS[code] ?? code})`);
      }
    },
  };
}

function callerIn(payload: JWTPayload, { claim, roles, issuer }: OidcSettings): Caller {
  const said = Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  const values = Array.isArray(said) ? said : [said];
  const role = highestRole(values.flatMap((value) => roles.get(String(value)) ?? []));
  if (!role) {
    const detail = `the token is good, but its claim ${claim} gives no role: ask who runs ${issuer}, or the mapping in TORII_OIDC_ROLES_CLAIM`;
    throw roleTooLow(detail);
  }
  return { by: 'oidc', id: String(payload.sub).slice(0, LONGEST_SUBJECT), role };
}

/** OpenID Connect Discovery 1.0, section 4. */
async function fetchKeys(issuer: string, fetch: typeof globalThis.fetch): Promise<object[]> {
  const discovered = await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, fetch);
  const { issuer: named, jwks_uri: address } = discovered;
  if (named !== issuer) throw new Error('its discovery document is of another issuer');
  if (typeof address !== 'string' || !URL.canParse(address)) throw new Error('its discovery document has no jwks_uri');
  const { keys } = await readJson(address, fetch);
  if (!Array.isArray(keys)) throw new Error('its key set has no keys');
  return keys.filter((key) => typeof key === 'object' && key !== null);
}

async function readJson(address: string, fetch: typeof globalThis.fetch): Promise<Record<string, unknown>> {
  const response = await fetch(address, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new Error(`${new URL(address).hostname} answered HTTP ${response.status}`);
  return Object(await response.json());
}

/** RFC 7518, section 3.1, and RFC 8037: whoever verifies cannot sign. */
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const REASONS: Record<string, string> = {
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JWT_CLAIM_VALIDATION_FAILED: 'it was made by or for somebody else, or is not good yet',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature is wrong',
  ERR_JWKS_NO_MATCHING_KEY: 'its issuer does not know the key that signed it',
  ERR_JWS_INVALID: 'it is no signed token',
  ERR_JWT_INVALID: 'it is no token',
};
const CLOCK_TOLERANCE_SECONDS = 30;
const FRESH_MS = 10 * 60_000;
const ASK_AGAIN_MS = 30_000;
const STALE_MS = 24 * 3_600_000;
const PATIENCE_MS = 5_000;
const LONGEST_SUBJECT = 128;
