import type { CasReader, UserCertificate } from '../../../shared/cloud/cas.ts';
import { CloudError } from '../../../shared/cloud/cloud-errors.ts';
import type { HeldCertificate, RetiredCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import { bearsFingerprint, isOursByName } from '../../../shared/domain-rules/issuing/naming.ts';
import type { ObservedHeld } from '../../../shared/domain-rules/issuing/observation.ts';
import { fingerprintOf, readListed } from '../listed-certificate.ts';

/** Whose certificates are looked at. */
export interface HeldQuestion {
  key: string;
  current: HeldCertificate | undefined;
  retired: readonly HeldCertificate[];
  /** Package orders leave theirs in another list. */
  isPackage: boolean;
  /** Of one that is about to be uploaded, or was and nobody heard of it: no stray. */
  expected: string | undefined;
  /** ms since the epoch. */
  now: number;
}

export interface Held {
  held: Record<string, ObservedHeld>;
  strays: RetiredCertificate[];
  /** What was listed. */
  listed: UserCertificate[];
}

/**
 * Our certificates as the service has them. In the ordinary case that is one list, which a sweep reads once for all; the
 * lists of what is over are read only where something is missing from it.
 */
export async function observeHeld(cas: CasReader, question: HeldQuestion): Promise<Held> {
  const { key, current, retired, isPackage, expected, now } = question;
  const orderType = isPackage ? 'CERT' : 'UPLOAD';
  const listed = await cas.allUserCertificates({ OrderType: orderType });
  const ids = new Set(listed.map(({ CertificateId }) => CertificateId));
  const known = [...(current ? [current] : []), ...retired];
  const missing = known.filter(({ certificateId }) => !ids.has(certificateId));
  const over = missing.length === 0 ? [] : await listOver(cas, orderType);
  const strays = await Promise.all(
    listed
      .filter(
        (one) =>
          isOursByName(key, one.Name ?? '') &&
          bearsFingerprint(one.Name ?? '', fingerprintOf(one) ?? '') &&
          !known.some(({ certificateId }) => certificateId === one.CertificateId) &&
          (expected === undefined || fingerprintOf(one) !== expected),
      )
      .map((one) => readStray(cas, one, now)),
  );
  const found = strays.flatMap((stray) => (stray ? [stray] : []));
  const held = await Promise.all(
    [...known, ...found].map(async (one): Promise<[string, ObservedHeld]> => {
      const { certificateId } = one;
      const status = ids.has(certificateId)
        ? now > one.notAfter
          ? 'expired'
          : 'issued'
        : (over.find(([id]) => id === certificateId)?.[1] ?? 'gone');
      // Who else uses one matters only when it is about to go.
      const usedBy = one === current || status === 'gone' ? undefined : await usersOf(cas, certificateId);
      return [certificateId, { status, ...(usedBy && { usedBy }) }];
    }),
  );
  return { held: Object.fromEntries(held), strays: found, listed };
}

async function listOver(
  cas: CasReader,
  OrderType: 'CERT' | 'UPLOAD',
): Promise<[id: string, status: 'expired' | 'revoked'][]> {
  const [expired, revoked] = await Promise.all([
    cas.allUserCertificates({ OrderType, Status: 'EXPIRED' }),
    cas.allUserCertificates({ OrderType, Status: 'REVOKED' }),
  ]);
  return [
    ...revoked.map(({ CertificateId }): [string, 'revoked'] => [CertificateId, 'revoked']),
    ...expired.map(({ CertificateId }): [string, 'expired'] => [CertificateId, 'expired']),
  ];
}

/** @returns undefined where the service does not tell */
async function usersOf(cas: CasReader, certificateId: string): Promise<string[] | undefined> {
  try {
    return (await cas.getCertificateDetail(certificateId)).UsingProductList;
  } catch (error) {
    if (error instanceof CloudError && !error.retryable) return undefined;
    throw error;
  }
}

async function readStray(
  cas: CasReader,
  listed: UserCertificate,
  now: number,
): Promise<RetiredCertificate | undefined> {
  const read = await readListed(cas, listed);
  if (!read) return undefined;
  const { fingerprint = '', ...one } = read;
  return { ...one, fingerprint, serialNumber: (listed.SerialNo ?? '').toLowerCase(), heldSince: now, replacedAt: now };
}
