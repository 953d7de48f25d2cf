import type { ObservedZones } from '../../shared/cloud/zones-observation.ts';
import { emptyPlan, type StepHead } from '../../shared/domain-rules/plan.ts';
import { decideZones } from '../../shared/domain-rules/zoning/decide-zones.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';
import type { ZonesMemory } from './memory.ts';

/** Settles the vSwitch of each VPC; a VPC for which none fits is looked at again soon. */
export function decide(subject: Subject<ZonesMemory>, observation: ObservedZones): Decision<StepHead, ZonesMemory> {
  const { declared, memory, now } = subject;
  if (declared.deletion) {
    return { plan: emptyPlan(), findings: [], memory: { vpcs: {} }, nextCheckAt: null, tell: [] };
  }
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

const RECHECK_MS = 30 * 60_000;
const BLOCKED_RECHECK_MS = 5 * 60_000;
