import { createPublicKey, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { isBase64url, WEAKEST_RSA_BITS } from './jws.ts';
import { Problem } from './problem.ts';

/** What a certificate signing request asks for, once it is found to be one for this order. */
export interface CheckedCsr {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
}

/**
 * Checks a request (RFC 2986) against the names of its order (RFC 8555, section 7.4): well-formed, signed with the key
 * it brings, exactly these names, a key that is strong enough and not the account's.
 *
 * @param csr base64url of its DER form
 */
export async function checkCsr(csr: unknown, names: readonly string[], accountThumbprint: string): Promise<CheckedCsr> {
  if (!isBase64url(csr) || csr === '') throw new Problem('malformed', '"csr" is base64url without padding');
  const request = parse(Buffer.from(csr, 'base64url'));
  const asked = namesOf(request);
  const [missing] = names.filter((name) => !asked.has(name));
  if (missing !== undefined) throw new Problem('badCSR', `Error finalizing order :: CSR does not specify ${missing}`);
  const [extra] = [...asked].filter((name) => !names.includes(name));
  if (extra !== undefined) throw new Problem('badCSR', `Error finalizing order :: Order does not include ${extra}`);

  const publicKey = Buffer.from(request.publicKey.rawData);
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key;
  if (type === 'rsa' && (details.modulusLength ?? 0) < WEAKEST_RSA_BITS) {
    throw new Problem('badCSR', `Error finalizing order :: key too small: ${details.modulusLength}`);
  }
  const known = type === 'rsa' || (type === 'ec' && CURVES.includes(details.namedCurve ?? ''));
  if (!known) throw new Problem('badCSR', 'Error finalizing order :: key is neither RSA nor ECDSA on P-256 or P-384');
  if ((await calculateJwkThumbprint(key.export({ format: 'jwk' }) as JWK)) === accountThumbprint) {
    throw new Problem('badCSR', 'Error finalizing order :: certificate public key must be different than account key');
  }
  if (!(await request.verify(webcrypto).catch(() => false))) {
    throw new Problem('badCSR', 'Error finalizing order :: the signature of the CSR is not right');
  }
  return { publicKey };
}

function parse(der: Buffer): x509.Pkcs10CertificateRequest {
  try {
    return new x509.Pkcs10CertificateRequest(der);
  } catch {
    throw new Problem('badCSR', 'Error parsing certificate request: it is no PKCS #10 in DER');
  }
}

/** Common name and alternative names, lower case. Anything but DNS names is refused. */
function namesOf(request: x509.Pkcs10CertificateRequest): ReadonlySet<string> {
  const alternatives = request.extensions.filter(
    (extension) => extension instanceof x509.SubjectAlternativeNameExtension,
  );
  const entries = alternatives.flatMap((extension) => extension.names.items);
  if (entries.some(({ type }) => type !== 'dns')) {
    throw new Problem('badCSR', 'Error finalizing order :: CSR contains names that are no DNS names');
  }
  const common = request.subjectName.getField('CN');
  return new Set([...common, ...entries.map(({ value }) => value)].map((name) => name.toLowerCase()));
}

const CURVES = ['prime256v1', 'secp384r1'];
