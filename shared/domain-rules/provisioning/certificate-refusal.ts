import type { ProvisioningStep } from './step.ts';

/** What EAS said when a domain was to get this certificate. */
export interface CertificateRefusal {
  certificateId: string;
  code: string;
  message: string;
  /** ms since the epoch. */
  at: number;
}

/** Whether EAS refuses the certificate itself. Its codes for that are not documented: one that names it counts (inferred). */
export function refusesCertificate(code: string): boolean {
  return /certificate/i.test(code);
}

/**
 * Refusals that still count. One is tried again after ten minutes, for EAS may not have seen a new certificate yet; where
 * trying means to detach the domain first, not before another certificate is chosen.
 */
export function refusalsThatCount(
  refusals: Record<string, CertificateRefusal>,
  tryingIsAnOutage: boolean,
  now: number,
): Record<string, CertificateRefusal> {
  if (tryingIsAnOutage) return refusals;
  return Object.fromEntries(Object.entries(refusals).filter(([, { at }]) => now - at < REFUSAL_LASTS_MS));
}

/**
 * What serves the domains that these steps detach to attach them with another certificate: the way back where EAS refuses
 * that one. By `name/access`.
 */
export function servedUntilDetached(
  steps: readonly ProvisioningStep[],
  before: Record<string, string> | undefined,
): Record<string, string> | undefined {
  const added = steps.flatMap((step) =>
    step.kind === 'detach-domain' && step.certificateId ? [[`${step.domain}/${step.access}`, step.certificateId]] : [],
  );
  return added.length > 0 ? { ...before, ...Object.fromEntries(added) } : before;
}

/** What served a domain counts until it is attached again, or given up. */
export function stillDetached(
  detachedFrom: Record<string, string>,
  present: readonly string[],
  declared: readonly string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(detachedFrom).filter(([key]) => declared.includes(key) && !present.includes(key)),
  );
}

const REFUSAL_LASTS_MS = 10 * 60_000;
