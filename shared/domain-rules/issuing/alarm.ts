import { utcDay } from '../certificates.ts';
import type { HeldCertificate } from './issuance.ts';

/**
 * From when on people are told that a certificate is about to expire: with 15 days left (G63), or with a quarter of its
 * life where that is less. Renewal begins with a third of it, so one day on which that fails wakes nobody.
 *
 * @returns ms since the epoch
 */
export function alarmAt({ notBefore, notAfter }: Pick<HeldCertificate, 'notBefore' | 'notAfter'>): number {
  return Math.floor(notAfter - Math.min(15 * DAY, (notAfter - notBefore) / 4));
}

/** @returns the alarm as a sentence; undefined while there is time */
export function alarm(certificate: HeldCertificate, now: number): string | undefined {
  if (now <= alarmAt(certificate)) return undefined;
  const hours = Math.floor((certificate.notAfter - now) / HOUR);
  const left = hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
  return `Certificate ${certificate.certificateId} expires in ${left} (${utcDay(certificate.notAfter)}).`;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
