import type { ServingDecision } from '../rotation/decide-certificates.ts';
import type { ExpectedCertificate, HeldBack, VerificationMemory } from './memory.ts';

interface Served {
  /** What certificate-rotator settled, by domain name. */
  certificates: Record<string, ServingDecision>;
  memory: { verification?: VerificationMemory | undefined };
}

/** What certificate-rotator settled is held back while it is still the one that failed; a newer choice is tried. */
export function heldBackCertificate(
  { certificates, memory }: Served,
  name: string,
  access: 'internet' | 'intranet',
): HeldBack | undefined {
  const held = memory.verification?.heldBack[`${name}/${access}`];
  return held?.certificateId === certificates[name]?.certificateId ? held : undefined;
}

/** The certificate that should serve a domain now; undefined while none is settled. */
export function servingCertificate(
  served: Served,
  name: string,
  access: 'internet' | 'intranet',
): ExpectedCertificate | undefined {
  const held = heldBackCertificate(served, name, access);
  if (held) return held.instead;
  const { certificateId, fingerprint, notAfter } = served.certificates[name] ?? {};
  return certificateId === undefined ? undefined : { certificateId, fingerprint, notAfter };
}

/** Why a domain is not as declared after a rollback; what serves it instead is proved all the same. */
export const ROLLED_BACK = 'RolledBack';
