import { coversName, utcDay } from '../certificates.ts';
import type { Finding } from '../condition.ts';
import type { HeldCertificate } from '../issuing/issuance.ts';
import { type IssuedSource, spellSource } from '../issuing/source.ts';
import type { ServingDecision } from './decide-certificates.ts';

/** How far the certificate of one source and set of names has come. */
export interface Issued {
  /** The newest; absent until there is one. */
  current?: HeldCertificate | undefined;
  /** What was last found about it; absent before the first look. */
  finding?: Omit<Finding, 'type'> | undefined;
}

/**
 * Which certificate should serve a domain whose certificate Torii gets. What served it before goes on serving until then.
 *
 * @param before what was decided for the domain before, from whatever source
 * @param now ms since the epoch
 */
export function serveIssued(
  domain: string,
  source: IssuedSource,
  { current, finding = NOT_LOOKED_YET }: Issued,
  { before, now }: { before: ServingDecision | undefined; now: number },
): { serving: ServingDecision; finding: Omit<Finding, 'type'> } {
  const from = spellSource(source);
  if (current && coversName(current.names, domain)) {
    const { certificateId, notAfter, fingerprint, names } = current;
    const message = `Certificate ${certificateId} from ${from} covers ${domain} until ${utcDay(notAfter)}.`;
    return { serving: { certificateId, notAfter, fingerprint, names, reason: 'Issued', message }, finding };
  }
  const lacking: Omit<Finding, 'type'> = current
    ? {
        status: 'False',
        reason: 'NamesDiffer',
        message: `Certificate ${current.certificateId} from ${from} is for ${current.names.join(', ')}, not for ${domain}.`,
      }
    : finding.status === 'True'
      ? NOT_LOOKED_YET
      : finding;
  const { reason } = lacking;
  const former = before?.certificateId !== undefined && (before.notAfter ?? 0) > now ? before : undefined;
  const message = former
    ? `Certificate ${former.certificateId} goes on serving ${domain} until there is one from ${from}.`
    : `There is no certificate for ${domain} from ${from} yet.`;
  const serving = former
    ? { ...former, reason, message }
    : { certificateId: undefined, notAfter: undefined, reason, message };
  return { serving, finding: lacking };
}

const NOT_LOOKED_YET: Omit<Finding, 'type'> = {
  status: 'Unknown',
  reason: 'Issuing',
  message: 'a certificate is being got',
};
