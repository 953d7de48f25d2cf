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

/** What one instance remembers of the issuer. */
export interface KeyMemory {
  keySet?: KeySet | undefined;
  /** When its keys could not be got lately, ms since the epoch. */
  failedAt?: number | undefined;
  /** They are being got at the moment, for all who wait. */
  fetching?: Promise<KeySet> | undefined;
}

interface OidcMeans {
  settings: OidcSettings;
  deps: Pick<Deps, 'machineNow' | 'log'>;
  /** Goes to public addresses only. */
  fetch: typeof globalThis.fetch;
  /** Of the instance, not of the request. */
  memory: KeyMemory;
}

export function oidcOf({ settings, deps, fetch, memory }: OidcMeans): Oidc {
  const isWithin = (instant: number | undefined, ms: number) =>
    instant !== undefined && deps.machineNow() - instant < ms;

  const getKeys = async (): Promise<KeySet> => {
    try {
      memory.keySet = { keys: await fetchKeys(settings.issuer, fetch), fetchedAt: deps.machineNow() };
      memory.failedAt = undefined;
      return memory.keySet;
    } catch (error) {
      memory.failedAt = deps.machineNow();
      const { name, message } = error instanceof Error ? error : new Error('something was thrown');
      deps.log.warn(`provisioning-api: the keys of ${settings.issuer} could not be got: ${name}: ${message}`);
      throw error;
    } finally {
      memory.fetching = undefined;
    }
  };

  // Whoever sends tokens that anybody can make up must not have the issuer asked more often than once in a while.
  const keySet = async (freshFor: number): Promise<KeySet> => {
    const { keySet: known } = memory;
    if (known && isWithin(known.fetchedAt, freshFor)) return known;
    // A key that was good an hour ago is better than nobody let in.
    const usable = known && isWithin(known.fetchedAt, STALE_MS) ? known : undefined;
    if (isWithin(memory.failedAt, ASK_AGAIN_MS)) return usable ?? silent();
    // Others are let in by what is known, and do not wait for an issuer that may be slow.
    if (memory.fetching && usable && freshFor === FRESH_MS) return usable;
    memory.fetching ??= getKeys();
    return memory.fetching.catch(() => usable ?? silent());
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

function silent(): never {
  const detail = 'the keys of the token’s issuer could not be got; ask again in a minute, or use an API key';
  throw new ApiProblem(503, 'IssuerSilent', detail, {}, { 'retry-after': String(ASK_AGAIN_MS / 1000) });
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
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const discovered = await readJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, fetch, signal);
  const { issuer: named, jwks_uri: address } = discovered;
  if (named !== issuer) throw new Error('its discovery document is of another issuer');
  if (typeof address !== 'string' || !URL.canParse(address)) throw new Error('its discovery document has no jwks_uri');
  const { keys } = await readJson(address, fetch, signal);
  if (!Array.isArray(keys)) throw new Error('its key set has no keys');
  return keys.filter((key) => typeof key === 'object' && key !== null);
}

async function readJson(
  address: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const response = await fetch(address, { headers: { accept: 'application/json' }, signal });
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
/** For discovery and keys together. */
const PATIENCE_MS = 5_000;
const LONGEST_SUBJECT = 128;
