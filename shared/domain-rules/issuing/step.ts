import type { StepHead } from '../plan.ts';
import type { ChallengeRecord } from './issuance.ts';
import type { KeyType } from './source.ts';

/** One change on the way to a certificate, or away from an old one. */
export type IssuanceStep =
  /** The account's key is made and stored, sealed, before the authority hears of it; asking again finds the same account. */
  | Of<'make-account', { issuer: string }>
  /** Not repeatable: what became of a lost one is looked for among the account's orders. */
  | Of<'order-certificate', { issuer: string; names: string[]; replaces?: string | undefined }>
  /** Written down in memory before (`intend`); one that is there already is found, not made twice. */
  | Of<'add-challenge-record', { record: ChallengeRecord; ttl: number; mark: string }>
  | Of<'answer-challenge', { url: string; name: string }>
  /** Stored, sealed, before the order is finalised: so that a crash never costs a second order. */
  | Of<'make-key', { keyType: KeyType }>
  | Of<'finalise-order', { names: string[] }>
  | Of<'fetch-certificate', { url: string }>
  /** The name ends in the fingerprint, so a second call of a lost one is told `NameRepeat` and finds the first. */
  | Of<'upload-certificate', { namePrefix: string }>
  | Of<'remove-challenge-record', { record: ChallengeRecord }>
  | Of<'delete-certificate', { certificateId: string }>
  /** Not repeatable: looked for among the account's orders. */
  | Of<'apply-for-package', { product: string; names: string[] }>
  | Of<'renew-package-order', { orderId: string }>
  | Of<'cancel-package-order', { orderId: string }>
  /** Seals secrets anew under the current master key. */
  | Of<'reseal', object>;

type Of<Kind extends string, Values> = StepHead & { kind: Kind } & Values;

/** Ids that memory is reconciled with after a lost answer. */
export const ORDER_CERTIFICATE = 'order-certificate';
export const APPLY_FOR_PACKAGE = 'apply-for-package';
