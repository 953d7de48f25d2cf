import { coversName, utcDay } from '../certificates.ts';
import type { Blocked } from '../plan.ts';
import { heldBackCertificate } from '../verification/held-back.ts';
import type { ExpectedCertificate } from '../verification/memory.ts';
import type { ProvisioningInput } from './input.ts';

type Question = Pick<ProvisioningInput, 'certificates' | 'memory' | 'now'>;
type Named = { name: string; access: 'internet' | 'intranet' };

/**
 * Why the certificate that should serve a domain is not attached to it: what serves now is worth more than one that no
 * client would take, or that EAS refused.
 */
export function whyNotAttached(question: Question, domain: Named, serving: ExpectedCertificate): Blocked | undefined {
  const { name, access } = domain;
  const unfit = unfitness(question, domain, serving);
  if (unfit) {
    return {
      what: `attach-domain/${name}/${access}`,
      reason: CERTIFICATE_UNFIT,
      message: `${unfit}, so it is not attached to ${name}: what serves it now goes on serving`,
      wayOut: `upload one for ${name} that is valid now to Certificate Management Service: it is chosen by itself`,
      rule: 'G40',
    };
  }
  const refusal = question.memory.certificateRefusals?.[`${name}/${access}`];
  if (refusal?.certificateId !== serving.certificateId) return undefined;
  return {
    what: `attach-domain/${name}/${access}`,
    reason: CERTIFICATE_REFUSED,
    message: `EAS refuses certificate ${refusal.certificateId} for ${name} (${refusal.code}: ${refusal.message}): what serves it now goes on serving`,
    wayOut: `upload another for ${name} to Certificate Management Service, or see there what is wrong with ${refusal.certificateId}; it is tried again by itself where that costs no outage`,
    rule: 'G40',
  };
}

/** A certificate that a rollback comes back to was served before, so its names are not asked about. */
function unfitness(
  question: Question,
  { name, access }: Named,
  { certificateId, notAfter }: ExpectedCertificate,
): string | undefined {
  if (notAfter !== undefined && notAfter < question.now) {
    return `certificate ${certificateId} ended on ${utcDay(notAfter)}`;
  }
  const names = heldBackCertificate(question, name, access) ? undefined : question.certificates[name]?.names;
  if (!names || coversName(names, name)) return undefined;
  return `certificate ${certificateId} is for ${names.join(', ') || 'no name'}`;
}

export const CERTIFICATE_UNFIT = 'CertificateUnfit';
export const CERTIFICATE_REFUSED = 'CertificateRefused';
