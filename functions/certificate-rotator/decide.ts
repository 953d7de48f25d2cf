import type { CertificateFact } from '../../shared/domain-rules/certificates.ts';
import type { WantedCertificate } from '../../shared/domain-rules/issuing/issuance.ts';
import { type Blocked, emptyPlan, mergePlans } from '../../shared/domain-rules/plan.ts';
import { decideCertificates, type ServingDecision } from '../../shared/domain-rules/rotation/decide-certificates.ts';
import {
  declaredSources,
  isSame,
  planWanting,
  type WantingStep,
} from '../../shared/domain-rules/rotation/plan-wanting.ts';
import type { Issued } from '../../shared/domain-rules/rotation/serve-issued.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';

export interface CertificatesMemory {
  /** Which certificate should serve each name. */
  serving: Record<string, ServingDecision>;
  /** Certificates whose detail was read before, by id. */
  known: Record<string, CertificateFact>;
  /** Keys of what is got for this gateway; absent: of nothing. */
  wants?: string[];
}

/** What Certificate Management Service holds, and what is got for the gateway. */
export interface Observation {
  candidates: CertificateFact[];
  /** By `issuanceKey`, of what is declared or was wanted before. */
  wanted: Record<string, WantedCertificate | undefined>;
  issued: Record<string, Issued & { blocked: Blocked[] }>;
}

/** Which certificate should serve each name, what is to be got for that, and when that has to be asked again. */
export function decide(
  subject: Subject<CertificatesMemory>,
  { candidates, wanted, issued }: Observation,
): Decision<WantingStep, CertificatesMemory> {
  const { declared, region, name, now } = subject;
  const { serving: before, wants = [] } = subject.memory;
  const { declaration, deletion } = declared;
  const gone = deletion !== undefined && isGone(subject);
  const gateway = { region, name };
  const wanting = planWanting({ gateway, declaration, gone, wants, wanted, issued });
  const left = Object.keys(wanted).filter((key) => wanted[key]?.wantedBy.some((one) => isSame(one, gateway)));
  if (deletion) {
    // What serves a gateway goes on serving it until the end, and is got for it until then.
    const nextCheckAt = left.length > 0 ? now + RECHECK_MS : null;
    const plan = gone ? wanting : emptyPlan<WantingStep>();
    return { plan, findings: [], memory: { serving: {}, known: {}, wants: left }, nextCheckAt, tell: [] };
  }
  const { serving, findings, nextCheckAt } = decideCertificates({ declaration, candidates, issued, before, now });
  const chosen = Object.entries(serving).map(([domain, { certificateId }]) => `${domain}=${certificateId ?? ''}`);
  const blocked = [...declaredSources(declaration).keys()].flatMap((key) => issued[key]?.blocked ?? []);
  return {
    plan: mergePlans(wanting, { ...emptyPlan(), blocked }),
    findings,
    memory: { serving, known: Object.fromEntries(candidates.map((fact) => [fact.certificateId, fact])), wants: left },
    // Somebody may upload a first or a newer one at any time.
    nextCheckAt: Math.min(nextCheckAt ?? Number.POSITIVE_INFINITY, now + RECHECK_MS),
    tell: chosen.length > 0 ? [{ type: 'torii.certificates.decided', key: chosen.join(',') }] : [],
  };
}

function isGone({ peers: { provisioning } }: Subject<CertificatesMemory>): boolean {
  return (provisioning?.memory as { gone?: boolean } | undefined)?.gone === true;
}

const RECHECK_MS = 60 * 60_000;
