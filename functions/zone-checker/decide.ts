import { BLOCKS_NOTHING } from '../../shared/domain-rules/condition.ts';
import { emptyPlan } from '../../shared/domain-rules/plan.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { zoningInput } from '../../shared/domain-rules/subject.ts';
import { decideNetwork, networkFinding } from '../../shared/domain-rules/zoning/decide-network.ts';
import type { ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import type { ObservedZones } from '../../shared/domain-rules/zoning/observation.ts';
import { planZones } from '../../shared/domain-rules/zoning/plan-zones.ts';
import type { ZoningStep } from '../../shared/domain-rules/zoning/step.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';

type ZonesDecision = Decision<ZoningStep, ZonesMemory>;

/** Settles the vSwitches of each gateway; one for which none fits is looked at again soon. */
export function decide(subject: Subject<ZonesMemory>, observation: ObservedZones): ZonesDecision {
  const { declaration, deletion } = subject.declared;
  return declaration.spec.type === 'alb' && !deletion
    ? decideForAlb(subject, observation)
    : decideForManaged(subject, observation);
}

/** One vSwitch for each linked VPC, in a zone that the gateway supports (G70, G71). */
function decideForManaged(subject: Subject<ZonesMemory>, observation: ObservedZones): ZonesDecision {
  const { declared, now } = subject;
  const { plan, findings, memory } = planZones(zoningInput(subject, subject.memory, observation));
  if (declared.deletion) return { plan, findings, memory, nextCheckAt: null, tell: [] };
  const chosen = Object.entries(memory.vpcs).flatMap(([vpcId, decision]) =>
    decision.chosen ? [`${vpcId}=${decision.chosen}`] : [],
  );
  const settled = findings.every(({ status, reason }) => status === 'True' || BLOCKS_NOTHING.includes(reason));
  return {
    plan,
    findings,
    memory,
    nextCheckAt: now + (settled ? RECHECK_MS : BLOCKED_RECHECK_MS),
    tell: observation.supportedZones ? [{ type: 'torii.zones.decided', key: chosen.join(',') }] : [],
  };
}

/** The vSwitches of the load balancers of both accesses (G13). */
function decideForAlb(
  { declared, memory, peers, now }: Subject<ZonesMemory>,
  { supportedZones, vSwitches }: ObservedZones,
): ZonesDecision {
  const { spec } = declared.declaration;
  if (spec.type !== 'alb' || !spec.network || !supportedZones) {
    return { plan: emptyPlan(), findings: [], memory: { vpcs: {} }, nextCheckAt: now + RECHECK_MS, tell: [] };
  }
  const { vpcId } = spec.network;
  const inUse = (peers.provisioning?.memory as ProvisioningMemory | undefined)?.network;
  const network = decideNetwork({
    declared: spec.network,
    supportedZones,
    known: vSwitches,
    before: memory.network?.vpcId === vpcId ? memory.network : undefined,
    inUse: inUse?.vpcId === vpcId ? inUse.vSwitchIds : [],
  });
  return {
    plan: emptyPlan(),
    findings: [networkFinding(network)],
    memory: { vpcs: {}, network },
    nextCheckAt: now + (network.chosen.length > 0 ? RECHECK_MS : BLOCKED_RECHECK_MS),
    tell: [{ type: 'torii.zones.decided', key: `${vpcId}=${network.chosen.join(',')}` }],
  };
}

const RECHECK_MS = 30 * 60_000;
const BLOCKED_RECHECK_MS = 5 * 60_000;
