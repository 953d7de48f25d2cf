import type { ScheduledTask } from '../clock.ts';
import type { StoredCertificate } from './certificate.ts';
import type { SigningRequest } from './csr.ts';
import type { ProductCode } from './product-codes.ts';
import { type CertificateStatus, statusAt } from './status.ts';
import type { Validation } from './validation.ts';

/**
 * `Type` of DescribeCertificateState, but for `unknow`, which only a revoked order shows.
 *
 * ```
 *  payed ─(renewals that wait)      CancelOrderRequest ──► payed
 *  domain_verify ──► process ──► certificate
 *        │              └──► verify_fail
 *        └─(not proved in time) ──► verify_fail
 * ```
 */
export type OrderPhase = 'payed' | 'domain_verify' | 'process' | 'certificate' | 'verify_fail';

/** An application for one certificate out of a package. */
export interface CertificateOrder {
  readonly account: string;
  /** Beyond 2^53, like the real ones. */
  readonly id: bigint;
  /** `cas-ivauto-…` */
  readonly instanceId: string;
  readonly productCode: ProductCode;
  /** Lower case. */
  readonly names: readonly string[];
  readonly validateType: 'DNS' | 'FILE';
  readonly validation: Validation;
  readonly signingRequest: SigningRequest | undefined;
  readonly tags: StoredCertificate['tags'];
  /** ms since the epoch */
  readonly createdAt: number;
  phase: OrderPhase;
  /** True once the package has its certificate back. */
  isRefunded: boolean;
  certificate: StoredCertificate | undefined;
  /** What happens next by itself. */
  pending: ScheduledTask | undefined;
}

export type OrderStatus = 'PAYED' | 'CHECKING' | 'CHECKED_FAIL' | CertificateStatus;

/** `Status` of ListUserCertificateOrder. */
export function orderStatusAt({ phase, certificate }: CertificateOrder, now: number): OrderStatus {
  if (certificate) return statusAt(certificate, now);
  if (phase === 'payed') return 'PAYED';
  return phase === 'verify_fail' ? 'CHECKED_FAIL' : 'CHECKING';
}

/** `Type` of DescribeCertificateState. */
export function orderTypeOf({ phase, certificate }: CertificateOrder): OrderPhase | 'unknow' {
  return certificate?.revoked ? 'unknow' : phase;
}

/** `DomainType` of lists. */
export function domainTypeOf(names: readonly string[]): 'ONE' | 'MULTIPLE' | 'WILDCARD' | 'M_WILDCARD' {
  const isWildcard = names.every((name) => name.startsWith('*.'));
  if (names.length === 1) return isWildcard ? 'WILDCARD' : 'ONE';
  return isWildcard ? 'M_WILDCARD' : 'MULTIPLE';
}
