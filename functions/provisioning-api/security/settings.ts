import { type AllowedPlaces, readAllowedPlaces } from '../../../shared/domain-rules/access/public-address.ts';
import { isRole, type Role } from '../../../shared/domain-rules/access/role.ts';

/** Who is let in, and where the API itself may go: from the function's environment. */
export interface SecuritySettings {
  /**
   * TORII_HTTP_AUTH. `anonymous`: the trigger lets everybody through, and who calls is told here by an API key or a token.
   * `function`: the trigger verified a signature of the account before the request came here.
   */
  httpAuth: 'anonymous' | 'function';
  /** TORII_SIGNED_DOMAINS: custom domains whose own authType is `function`, in lower case and without ports. */
  signedDomains: readonly string[];
  oidc?: OidcSettings | undefined;
  /** TORII_CORS_ORIGINS: pages that may call; none unless listed. */
  corsOrigins: readonly string[];
  /** TORII_ALLOW_PRIVATE. */
  allowed: AllowedPlaces;
  /** TORII_REQUESTS_PER_MINUTE of one caller, at each instance. */
  requestsPerMinute: number;
}

/** Whose tokens are taken (OpenID Connect). */
export interface OidcSettings {
  /** TORII_OIDC_ISSUER, as `iss` has it. */
  issuer: string;
  /** TORII_OIDC_AUDIENCE, as `aud` has it. */
  audience: string;
  /** TORII_OIDC_ROLES_CLAIM: the claim, and the role of each of its values. */
  claim: string;
  roles: ReadonlyMap<string, Role>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws InvalidSetting, InvalidAllowedPlaces */
export function readSecuritySettings(environment: Environment): SecuritySettings {
  const { TORII_HTTP_AUTH: httpAuth, TORII_CORS_ORIGINS: origins, TORII_REQUESTS_PER_MINUTE: perMinute } = environment;
  return {
    httpAuth: readHttpAuth(httpAuth),
    signedDomains: wordsOf(environment.TORII_SIGNED_DOMAINS).map(readDomain),
    oidc: readOidc(environment),
    corsOrigins: wordsOf(origins).map(readOrigin),
    allowed: readAllowedPlaces(environment.TORII_ALLOW_PRIVATE),
    requestsPerMinute: perMinute ? readCount(perMinute) : REQUESTS_PER_MINUTE,
  };
}

/** The environment says something that cannot be meant. */
export class InvalidSetting extends Error {
  readonly code = 'InvalidSetting';
  readonly retryable = false;

  constructor(setting: string, wayOut: string) {
    super(`${setting} cannot be used: ${wayOut}`);
    this.name = 'InvalidSetting';
  }
}

/** A misspelt one must not be taken for another: the trigger has the same text as its authType. */
function readHttpAuth(text = ''): SecuritySettings['httpAuth'] {
  if (text === '') return 'anonymous';
  if (text === 'anonymous' || text === 'function') return text;
  throw new InvalidSetting('TORII_HTTP_AUTH', 'it is "anonymous" or "function"');
}

function wordsOf(text = ''): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** No wildcard: each domain is one that somebody looked at. */
function readDomain(text: string): string {
  const domain = text.toLowerCase();
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(domain)) return domain;
  throw new InvalidSetting(
    'TORII_SIGNED_DOMAINS',
    `"${text}" is no domain: write torii.example.com, without port or path`,
  );
}

function readOidc(environment: Environment): OidcSettings | undefined {
  const { TORII_OIDC_ISSUER: issuer, TORII_OIDC_AUDIENCE: audience, TORII_OIDC_ROLES_CLAIM: mapping } = environment;
  if (!issuer) return undefined;
  if (!URL.canParse(issuer) || new URL(issuer).protocol !== 'https:') {
    throw new InvalidSetting('TORII_OIDC_ISSUER', 'write the https address of the issuer, just as its tokens have it');
  }
  // Without one, a token that was given to any other application would be good here.
  if (!audience) throw new InvalidSetting('TORII_OIDC_AUDIENCE', 'say which audience tokens for Torii are made for');
  return { issuer, audience, ...readRoles(mapping) };
}

/** `{"groups": {"platform": "admin", "support": "viewer"}}` */
function readRoles(text = ''): Pick<OidcSettings, 'claim' | 'roles'> {
  const wayOut = 'write {"groups": {"platform": "admin", "support": "viewer"}}: a claim, and the role of its values';
  const entries = Object.entries(readJsonObject(text));
  const [claim, values] = entries[0] ?? [];
  const pairs = Object.entries(Object(values));
  const roles = new Map(pairs.flatMap(([value, role]) => (isRole(role) ? [[value, role]] : [])));
  if (!claim || entries.length > 1 || roles.size === 0 || roles.size < pairs.length) {
    throw new InvalidSetting('TORII_OIDC_ROLES_CLAIM', wayOut);
  }
  return { claim, roles };
}

function readJsonObject(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

function readOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text;
  throw new InvalidSetting('TORII_CORS_ORIGINS', `"${text}" is no origin: write https://console.example.com`);
}

function readCount(text: string): number {
  const count = Number(text);
  if (count > 0) return count;
  throw new InvalidSetting('TORII_REQUESTS_PER_MINUTE', 'write a number above 0');
}

const REQUESTS_PER_MINUTE = 600;
