import type { Parameter, ParameterTable, ValuesOf } from '../product.ts';

/** `XForwardedForConfig`: the headers that a listener adds. Kept and given back; nothing is forwarded here. */
const ENABLED = [
  'XForwardedForClientCertClientVerifyEnabled',
  'XForwardedForClientCertFingerprintEnabled',
  'XForwardedForClientCertIssuerDNEnabled',
  'XForwardedForClientCertSubjectDNEnabled',
  'XForwardedForClientSourceIpsEnabled',
  'XForwardedForClientSrcPortEnabled',
  'XForwardedForEnabled',
  'XForwardedForHostEnabled',
  'XForwardedForProtoEnabled',
  'XForwardedForSLBIdEnabled',
  'XForwardedForSLBPortEnabled',
] as const;

const ALIASES = [
  'XForwardedForClientCertClientVerifyAlias',
  'XForwardedForClientCertFingerprintAlias',
  'XForwardedForClientCertIssuerDNAlias',
  'XForwardedForClientCertSubjectDNAlias',
] as const;

type Flag = (typeof ENABLED)[number];
type Alias = (typeof ALIASES)[number];

const flags = Object.fromEntries(ENABLED.map((name) => [name, { type: 'boolean' }])) as unknown as Readonly<
  Record<Flag, { readonly type: 'boolean' }>
>;

/** One to forty lower-case letters, digits, `-` and `_`. */
const aliases = Object.fromEntries(
  ALIASES.map((name) => [name, { type: 'string', pattern: /^[a-z0-9_-]{0,40}$/ }]),
) as unknown as Readonly<Record<Alias, { readonly type: 'string' }>>;

const fields = {
  ...flags,
  ...aliases,
  XForwardedForClientSourceIpsTrusted: { type: 'string' },
  XForwardedForProcessingMode: { type: 'string', enum: ['append', 'remove'] },
} as const satisfies ParameterTable;

export const forwardedHeadersParameter = { type: 'object', fields } as const satisfies Parameter;

export type GivenForwardedHeaders = ValuesOf<typeof fields>;

export type ForwardedHeaders = Readonly<Record<Flag, boolean>> &
  Readonly<Record<Alias | 'XForwardedForClientSourceIpsTrusted' | 'XForwardedForProcessingMode', string>>;

export const forwardedHeadersFields = {
  ...(Object.fromEntries(ENABLED.map((name) => [name, 'boolean'])) as Readonly<Record<Flag, 'boolean'>>),
  ...(Object.fromEntries(ALIASES.map((name) => [name, 'string'])) as Readonly<Record<Alias, 'string'>>),
  XForwardedForClientSourceIpsTrusted: 'string',
  XForwardedForProcessingMode: 'string',
} as const;

/** The documented defaults. */
export const DEFAULT_FORWARDED_HEADERS: ForwardedHeaders = {
  ...(Object.fromEntries(ENABLED.map((name) => [name, name === 'XForwardedForEnabled'])) as Record<Flag, boolean>),
  ...(Object.fromEntries(ALIASES.map((name) => [name, ''])) as Record<Alias, string>),
  XForwardedForClientSourceIpsTrusted: '',
  XForwardedForProcessingMode: 'append',
};

/** What was given in the place of what was. */
export function forwardedHeaders(given: GivenForwardedHeaders | undefined, before: ForwardedHeaders): ForwardedHeaders {
  const set = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...before, ...Object.fromEntries(set) };
}
