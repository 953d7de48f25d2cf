import type { Declaration } from '../../shared/domain-rules/declaration.ts';
import { neededSteps, type Wait } from '../../shared/domain-rules/plan.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { withWindows } from '../../shared/domain-rules/provisioning/window.ts';
import { readyFinding } from '../../shared/domain-rules/status.ts';
import {
  decideVerification,
  type VerificationDecision,
} from '../../shared/domain-rules/verification/decide-verification.ts';
import { isAdmitted } from '../../shared/domain-rules/verification/vantage.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';
import type { Observation } from './observe.ts';
import { planAndProof } from './plan-and-proof.ts';

/** The plan of this run, what the proofs say, and what the other workers should hear. */
export function decide(
  subject: Subject<ProvisioningMemory>,
  observation: Observation,
): Decision<ProvisioningStep, ProvisioningMemory> {
  const { declared, peers, now } = subject;
  const { input, targets } = planAndProof(subject, observation.gateway, observation.neighbours);
  const verification = decideVerification({
    targets,
    sightings: observation.sightings,
    isAdmitted: (vantage) => isAdmitted(declared.declaration.spec, vantage),
    before: input.memory.verification,
    now,
  });
  // What the proofs take back, the plan takes back.
  const memory = { ...input.memory, verification: verification.memory };
  const { plan, findings, memory: remembered, lookAgainAt } = planProvisioning({ ...input, memory });
  const proved = findings.map((finding) => (finding.type === 'EndpointVerified' ? verification.finding : finding));
  const { gatewayId, internetDomain, refused, gone } = remembered;
  const known = [peers.zones, peers.certificates, peers.records].flatMap((peer) => peer ?? []);
  const others = known.filter(({ generation }) => generation === declared.generation);
  const ready = readyFinding(
    declared.declaration,
    [...proved, ...others.flatMap(({ conditions }) => conditions)],
    neededSteps(plan).map(({ id }) => id),
    others.length < known.length,
  );
  const settled = neededSteps(plan).length === 0 && plan.waits.length === 0;
  const verified = targets.kind === 'none' || verification.finding.status === 'True';
  return {
    plan: { ...plan, waits: [...plan.waits, ...waitFor(verification)] },
    findings: proved,
    memory: { ...withWindows(remembered, input, now), internetProof: observation.internetProof },
    nextCheckAt: gone
      ? null
      : soonestAfter(now, [
          now + (settled && verified ? DRIFT_SWEEP_MS : OPEN_SWEEP_MS),
          lookAgainAt,
          proofEndsAt(declared.declaration, verification),
        ]),
    tell: [
      ...(gatewayId ? [{ type: 'torii.gateway.created' as const, key: gatewayId }] : []),
      ...(internetDomain ? [{ type: 'torii.gateway.endpoint-known' as const, key: internetDomain }] : []),
      ...(refused ? [{ type: 'torii.gateway.zone-refused' as const, key: refused.vSwitchIds.join(',') }] : []),
      ...(ready.status === 'True' && !declared.deletion
        ? [{ type: 'torii.gateway.ready' as const, key: 'ready' }]
        : []),
    ],
  };
}

function waitFor({ poll, finding: { reason, message } }: VerificationDecision): Wait[] {
  return poll ? [{ id: 'endpoint-verified', on: 'cloud', reason, message, typicalSeconds: 20 }] : [];
}

/** When what was proved is to be proved again, where its owner said how often; else each sweep for drift does. */
function proofEndsAt({ spec }: Declaration, { finding, memory }: VerificationDecision): number | undefined {
  const everyMs = spec.probe?.everyMs;
  return everyMs && memory && finding.status === 'True' ? memory.at + everyMs : undefined;
}

function soonestAfter(now: number, instants: (number | undefined)[]): number {
  return Math.min(...instants.flatMap((at) => (at !== undefined && at > now ? [at] : [])));
}

const DRIFT_SWEEP_MS = 30 * 60_000;
const OPEN_SWEEP_MS = 5 * 60_000;
