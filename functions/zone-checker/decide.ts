import { emptyPlan, type StepHead } from '../../shared/domain-rules/plan.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { decideNetwork, networkFinding } from '../../shared/domain-rules/zoning/decide-network.ts';
import { decideZones } from '../../shared/domain-rules/zoning/decide-zones.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';
import type { ZonesMemory } from './memory.ts';
import type { ObservedZones } from './observe.ts';

type ZonesDecision = Decision<StepHead, ZonesMemory>;

/** Settles the vSwitches of each gateway; one for which none fits is looked at again soon. */
export function decide(subject: Subject<ZonesMemory>, observation: ObservedZones): ZonesDecision {
  const { declared } = subject;
  if (declared.deletion) {
    return { plan: emptyPlan(), findings: [], memory: { vpcs: {} }, nextCheckAt: null, tell: [] };
  }
  return declared.declaration.spec.type === 'alb'
    ? decideForAlb(subject, observation)
    : decideForManaged(subject, observation);
}

/** One vSwitch for each linked VPC, in a zone that the gateway supports (G70, G71). */
function decideForManaged({ declared, memory, now }: Subject<ZonesMemory>, observation: ObservedZones): ZonesDecision {
  const { vpcs, findings } = decideZones({ declaration: declared.declaration, ...observation, before: memory.vpcs });
  const chosen = Object.entries(vpcs).flatMap(([vpcId, decision]) =>
    decision.chosen ? [`${vpcId}=${decision.chosen}`] : [],
  );
  const settled = findings.every(({ status }) => status === 'True');
  return {
    plan: emptyPlan(),
    findings,
    memory: { vpcs },
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
