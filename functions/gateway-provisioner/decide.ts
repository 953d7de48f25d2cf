import { type ProvisioningMemory, withoutOldRefusals } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { readyFinding } from '../../shared/domain-rules/status.ts';
import { provisioningInput } from '../../shared/domain-rules/subject.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';

/** The plan of this run, and what the other workers should hear. */
export function decide(
  subject: Subject<ProvisioningMemory>,
  observation: GatewayObservation,
): Decision<ProvisioningStep, ProvisioningMemory> {
  const { declared, peers, now } = subject;
  const memory = withoutOldRefusals(subject.memory, now);
  const decision = planProvisioning(provisioningInput(subject, memory, observation));
  const { gatewayId, internetDomain, refused, gone } = decision.memory;
  const others = [peers.zones, peers.certificates, peers.records].filter(
    (peer) => peer?.generation === declared.generation,
  );
  const ready = readyFinding(
    declared.declaration,
    [...decision.findings, ...others.flatMap((peer) => peer?.conditions ?? [])],
    decision.plan.steps.map(({ id }) => id),
  );
  const settled = decision.plan.steps.length === 0 && decision.plan.waits.length === 0;
  return {
    ...decision,
    nextCheckAt: gone ? null : now + (settled ? DRIFT_SWEEP_MS : OPEN_SWEEP_MS),
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

const DRIFT_SWEEP_MS = 30 * 60_000;
const OPEN_SWEEP_MS = 5 * 60_000;
