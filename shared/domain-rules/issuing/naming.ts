/**
 * What every certificate of ours begins with in Certificate Management Service, which takes letters, digits and `_` in a
 * name, and 63 of them. The name ends in the fingerprint, so one certificate never has two names.
 *
 * @param key of the issuance (`issuanceKey`)
 * @param names of the certificate; the first is for people
 * @returns `torii_chat_example_com_e2b1c3aa`
 */
export function certificateNamePrefix(key: string, names: readonly string[]): string {
  const [readable = key] = names;
  return `torii_${readable.replace(/[^A-Za-z0-9]/g, '_').slice(0, READABLE)}_${hashOf(key)}`;
}

/**
 * @param fingerprint SHA-256 as hexadecimal digits
 * @returns `torii_chat_example_com_e2b1c3aa_0f3c9a1b2d4e`
 */
export function certificateName(prefix: string, fingerprint: string): string {
  return `${prefix}_${fingerprint.slice(0, TAIL).toLowerCase()}`;
}

/** Whether a certificate was put there for this issuance, told by its name alone. */
export function isOursByName(key: string, name: string): boolean {
  const [, hash] = OUR_NAME.exec(name) ?? [];
  return hash === hashOf(key);
}

/** Whether a name of ours is really that of this certificate: whoever copied one of our names has another fingerprint. */
export function bearsFingerprint(name: string, fingerprint: string): boolean {
  return name.toLowerCase().endsWith(`_${fingerprint.slice(0, TAIL).toLowerCase()}`);
}

/** The remark of every record that is made to prove a name. */
export function challengeMark(account: string, key: string): string {
  return `${CHALLENGE}${account}/${key}`;
}

/** @returns whose record it is, or undefined where the remark is no such mark */
export function readChallengeMark(remark: string | undefined): { account: string; key: string } | undefined {
  if (!remark?.startsWith(CHALLENGE)) return undefined;
  const [account = '', ...key] = remark.slice(CHALLENGE.length).split('/');
  return key.length > 0 ? { account, key: key.join('/') } : undefined;
}

/** A key ends in sixteen hexadecimal digits. */
function hashOf(key: string): string {
  return key.slice(-8);
}

const CHALLENGE = 'torii/challenge:';
const TAIL = 12;
/** 63 without `torii_`, the hash and the fingerprint with their separators. */
const READABLE = 63 - 6 - 9 - 1 - TAIL;
const OUR_NAME = /^torii_\w*_([0-9a-f]{8})_[0-9a-f]{12}$/i;
