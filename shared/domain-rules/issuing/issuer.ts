/** Certificate authorities that need not be made known. */
export const BUILT_IN_ISSUERS = ['letsencrypt', 'letsencrypt-staging'] as const;

/** What an issuer that is made known may be called: told apart from the address of a directory by its letters. */
export function isIssuerName(text: string): boolean {
  return ISSUER_NAME.test(text);
}

/** What an upload may be called. */
export function isUploadName(text: string): boolean {
  return ISSUER_NAME.test(text);
}

/**
 * Whether a text is the address of an ACME directory (RFC 8555, section 7.1.1). What is sent there is signed with keys, so
 * only TLS will do; without it only this machine.
 */
export function isDirectory(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

const ISSUER_NAME = /^[a-z][a-z0-9-]{0,61}$/;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;
