import type { Finding } from '../condition.ts';

/** What gateway-provisioner remembers of its proofs. */
export interface VerificationMemory {
  /** What the newest proof was about; empty while nothing can be proved. */
  key: string;
  /** Since when that is in place, in ms since the epoch. */
  since: number;
  /** When it was looked at last, in ms since the epoch. */
  at: number;
  truth: Omit<Finding, 'type'>;
  /** The certificate that was last proved to be served, by `domain/access`. */
  proved: Record<string, ExpectedCertificate>;
  /** What was rolled back, by `domain/access`. */
  heldBack: Record<string, HeldBack>;
}

/** A certificate, and how to know it when it is served. */
export interface ExpectedCertificate {
  certificateId: string;
  /** SHA-256 as upper-case hexadecimal digits, where it is known. */
  fingerprint?: string | undefined;
  /** ms since the epoch. */
  notAfter: number | undefined;
}

/** A certificate that was seen not to be served as it should, and the proved one that serves in its place. */
export interface HeldBack {
  certificateId: string;
  instead: ExpectedCertificate;
  /** What was seen, as a sentence. */
  why: string;
}
