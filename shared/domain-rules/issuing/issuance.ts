import type { Mode } from '../status.ts';
import type { IssuedSource } from './source.ts';

/** Which gateway. */
export interface GatewayName {
  region: string;
  name: string;
}

/**
 * What is wanted of one source for one set of names (document kind `wanted-certificate`): written by certificate-rotator,
 * on behalf of the gateways that declare it. Without any of them it is given up.
 */
export interface WantedCertificate {
  /** Grows with every change of this document. */
  generation: number;
  source: IssuedSource;
  /** Gateways under `enforce` whose declaration names it. */
  wantedBy: GatewayName[];
  /** `paused` while every gateway that wants it is; else `enforce`. */
  mode: Mode;
}

/** A certificate of ours in Certificate Management Service. */
export interface HeldCertificate {
  /** Digits. */
  certificateId: string;
  /** Its name there. */
  name: string;
  names: string[];
  /** ms since the epoch. */
  notBefore: number;
  notAfter: number;
  /** SHA-256 as upper-case hexadecimal digits. */
  fingerprint: string;
  /** Lower-case hexadecimal digits. */
  serialNumber: string;
  /** How RFC 9773 names it; absent where its source knows nothing of that. */
  ariId?: string | undefined;
  /** Leaf first, PEM: public. Absent where the source keeps it (package orders). */
  chainPem?: string | undefined;
  /** The package order it came from. */
  orderId?: string | undefined;
  /** When it was put there, in ms since the epoch. */
  heldSince: number;
}

/** An old certificate, kept until nothing uses it and its grace is over. */
export interface RetiredCertificate extends HeldCertificate {
  /** When a newer one took its place, in ms since the epoch. */
  replacedAt: number;
}

/** A record that was made to prove a name; written down before it is made, and removed by its id and value only. */
export interface ChallengeRecord {
  /** The whole name of the record, where an alias led to (RFC 8555, section 8.4). */
  recordName: string;
  zone: string;
  type: 'TXT' | 'CNAME';
  value: string;
  /** Absent until the call was answered or the record was found. */
  recordId?: string | undefined;
  /** When a look first found it to be waited for, in ms since the epoch. */
  waitedSince?: number | undefined;
}

/** An ACME order under way (RFC 8555, section 7.1.3). */
export interface AcmeOrder {
  via: 'acme';
  url: string;
  authorizations: string[];
  finalize: string;
  /** What it replaces (RFC 9773, section 5). */
  replaces?: string | undefined;
  startedAt: number;
  /** The key of the certificate, sealed; stored before the order is finalised. */
  sealedKey?: SealedText | undefined;
  /** The issued chain, PEM; stored before it is uploaded. */
  chainPem?: string | undefined;
}

/** A package order under way. */
export interface PackageOrder {
  via: 'package';
  /** Digits, more than a number holds exactly. */
  orderId: string;
  startedAt: number;
}

/** A secret as `shared/secrets/sealed-box.ts` leaves it. */
export interface SealedText {
  /** The name of the master key. */
  key: string;
  iv: string;
  data: string;
  tag: string;
}

/** Why the last attempts to get a certificate came to nothing. */
export interface IssuingFailure {
  /** Attempts in a row. */
  count: number;
  /** A constant: the problem type of the authority, or a reason of ours. */
  code: string;
  message: string;
  /** ms since the epoch. */
  at: number;
  /** When it may be tried again, in ms since the epoch: an hour after the first, doubling up to 32, or as it was asked for. */
  tryAgainAt: number;
  /** Until when the other side asked to be left alone, in ms since the epoch: nothing cuts that short. */
  askedToWaitUntil?: number | undefined;
  /** The generation of the wish that failed: another wish is tried at once. */
  generation: number;
}

/** When the authority would have a certificate renewed (RFC 9773). */
export interface RenewalWindow {
  /** The certificate it is about, as RFC 9773 names it. */
  ariId: string;
  /** ms since the epoch. */
  start: number;
  end: number;
  /** The instant in it that was drawn, once, for this window. */
  chosen: number;
  explanationUrl?: string | undefined;
}

/** What certificate-rotator remembers of one source and set of names (memory of document kind `issuance`). */
export interface IssuanceMemory {
  /** The newest; absent until there is one. */
  current?: HeldCertificate | undefined;
  retired: RetiredCertificate[];
  order?: AcmeOrder | PackageOrder | undefined;
  challengeRecords: ChallengeRecord[];
  failure?: IssuingFailure | undefined;
  window?: RenewalWindow | undefined;
  /** When the authority is to be asked for the window again, in ms since the epoch. */
  askWindowAt?: number | undefined;
  /** That the authority took no notice of `replaces`, so the next order goes without. */
  withoutReplaces?: boolean | undefined;
  /** The newest request to renew at once that was answered, in ms since the epoch. */
  forcedAt?: number | undefined;
  /** Orders that were begun, ever. */
  orders: number;
  /** Uniform in [0, 1), drawn once per certificate: spreads renewals. */
  jitter: number;
}

export const NO_ISSUANCE: IssuanceMemory = { retired: [], challengeRecords: [], orders: 0, jitter: 0 };
