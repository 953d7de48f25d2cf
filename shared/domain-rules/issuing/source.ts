import { plainName } from '../plain-name.ts';

/** Kinds of key that public certificate authorities and EAS both take. */
export const KEY_TYPES = ['ecdsa-p256', 'rsa-2048'] as const;
export type KeyType = (typeof KEY_TYPES)[number];

/** Where the certificate of a custom domain comes from. */
export type CertificateSource = 'cas' | 'none' | IssuedSource;

/** A certificate that Torii gets, and renews where its source can. */
export type IssuedSource = AcmeSource | PackageSource | UploadSource;

/** From a certificate authority by ACME (RFC 8555). */
export interface AcmeSource {
  from: 'acme';
  /** `letsencrypt`, `letsencrypt-staging`, the name of an issuer that was made known, or the URL of a directory. */
  issuer: string;
  /** DNS names in one spelling, sorted; wildcards among them. */
  names: string[];
  keyType: KeyType;
}

/** Applied for with a certificate package that was bought in Certificate Management Service. */
export interface PackageSource {
  from: 'package';
  /** The `ProductCode`, for example `digicert-free-1-free`. */
  product: string;
  names: string[];
}

/** From the owner's own hands, given to the API under a name. */
export interface UploadSource {
  from: 'upload';
  upload: string;
}

export function isIssued(source: CertificateSource): source is IssuedSource {
  return typeof source !== 'string';
}

/** DNS names as one certificate bears them, whoever wrote them down. */
export function certificateNames(names: readonly string[]): string[] {
  return [...new Set(names.map(plainName))].sort();
}

/**
 * Names what is got from one source for one set of names: whoever declares the same shares it.
 *
 * @returns `chat.example.com-9f86d081e2b1c3aa`: for people the first name, for the rest a hash
 */
export function issuanceKey(source: IssuedSource): string {
  switch (source.from) {
    case 'acme':
      return keyOf(source.names[0], ['acme', source.issuer, source.keyType, ...source.names]);
    case 'package':
      return keyOf(source.names[0], ['package', source.product, ...source.names]);
    case 'upload':
      return keyOf(source.upload, ['upload', source.upload]);
  }
}

function keyOf(readable = '', parts: string[]): string {
  return `${readable.replace('*', '_')}-${fnv1a64(JSON.stringify(parts))}`;
}

/** FNV-1a, 64 bits (draft-eastlake-fnv): tells apart what nobody tries to forge. */
function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return hash.toString(16).padStart(16, '0');
}

/** `Let's Encrypt`, `package digicert-free-1-free`: for people. */
export function spellSource(source: IssuedSource): string {
  switch (source.from) {
    case 'acme':
      return WELL_KNOWN[source.issuer] ?? source.issuer;
    case 'package':
      return `package ${source.product}`;
    case 'upload':
      return `upload ${source.upload}`;
  }
}

const WELL_KNOWN: Record<string, string> = {
  letsencrypt: "Let's Encrypt",
  'letsencrypt-staging': "Let's Encrypt (staging)",
};
