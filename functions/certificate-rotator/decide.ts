import type { CertificateFact } from '../../shared/domain-rules/certificates.ts';
import { emptyPlan, type StepHead } from '../../shared/domain-rules/plan.ts';
import { decideCertificates, type ServingDecision } from '../../shared/domain-rules/rotation/decide-certificates.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';

export interface CertificatesMemory {
  /** Which certificate should serve each name. */
  serving: Record<string, ServingDecision>;
  /** Certificates whose detail was read before, by id. */
  known: Record<string, CertificateFact>;
}

/** Which certificate should serve each name, and when that has to be asked again. */
export function decide(
  subject: Subject<CertificatesMemory>,
  candidates: CertificateFact[],
): Decision<StepHead, CertificatesMemory> {
  const { declared, memory, now } = subject;
  if (declared.deletion) {
    return { plan: emptyPlan(), findings: [], memory: { serving: {}, known: {} }, nextCheckAt: null, tell: [] };
  }
  const { serving, findings, nextCheckAt } = decideCertificates({
    declaration: declared.declaration,
    candidates,
    before: memory.serving,
    now,
  });
  const chosen = Object.entries(serving).map(([domain, { certificateId }]) => `${domain}=${certificateId ?? ''}`);
  return {
    plan: emptyPlan(),
    findings,
    memory: { serving, known: Object.fromEntries(candidates.map((fact) => [fact.certificateId, fact])) },
    // Somebody may upload a first or a newer one at any time.
    nextCheckAt: Math.min(nextCheckAt ?? Number.POSITIVE_INFINITY, now + RECHECK_MS),
    tell: chosen.length > 0 ? [{ type: 'torii.certificates.decided', key: chosen.join(',') }] : [],
  };
}

const RECHECK_MS = 60 * 60_000;
