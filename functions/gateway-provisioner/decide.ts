import { ownerMark } from '../../shared/domain-rules/domains.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import type { RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import type { ServingDecision } from '../../shared/domain-rules/rotation/decide-certificates.ts';
import { readyFinding } from '../../shared/domain-rules/status.ts';
import type { VSwitchDecision } from '../../shared/domain-rules/zoning/decide-zones.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';

/** The plan of this run: what the rules say, given what the other workers settled for this generation. */
export function decide(
  subject: Subject<ProvisioningMemory>,
  observation: GatewayObservation,
): Decision<ProvisioningStep, ProvisioningMemory> {
  const { declared, peers, memory, now } = subject;
  const zones = peers.zones?.memory as { vpcs: Record<string, VSwitchDecision> } | undefined;
  const certificates = peers.certificates?.memory as { serving: Record<string, ServingDecision> } | undefined;
  const records = peers.records?.memory as RecordsMemory | undefined;
  const current = (generation: number | undefined) => generation === declared.generation;
  const decision = planProvisioning({
    owner: ownerMark(subject),
    declaration: declared.declaration,
    deletion: declared.deletion,
    observation,
    zones: current(peers.zones?.generation) ? (zones?.vpcs ?? {}) : {},
    certificates: current(peers.certificates?.generation) ? (certificates?.serving ?? {}) : {},
    recordsRemoved: current(peers.records?.generation) && records?.removed === true,
    memory,
  });
  const others = [peers.zones, peers.certificates, peers.records].filter((peer) => current(peer?.generation));
  const ready = readyFinding(
    declared.declaration,
    [...decision.findings, ...others.flatMap((peer) => peer?.conditions ?? [])],
    decision.plan.steps.map(({ id }) => id),
  );
  const { gatewayId, internetDomain, supportedZones, gone } = decision.memory;
  const settled = decision.plan.steps.length === 0 && decision.plan.waits.length === 0;
  return {
    ...decision,
    nextCheckAt: gone ? null : now + (settled ? DRIFT_SWEEP_MS : OPEN_SWEEP_MS),
    tell: [
      ...(gatewayId ? [{ type: 'torii.gateway.created' as const, key: gatewayId }] : []),
      ...(internetDomain ? [{ type: 'torii.gateway.endpoint-known' as const, key: internetDomain }] : []),
      ...(supportedZones ? [{ type: 'torii.gateway.zone-refused' as const, key: supportedZones.join(',') }] : []),
      ...(ready.status === 'True' && !declared.deletion
        ? [{ type: 'torii.gateway.ready' as const, key: 'ready' }]
        : []),
    ],
  };
}

const DRIFT_SWEEP_MS = 30 * 60_000;
const OPEN_SWEEP_MS = 5 * 60_000;
