import { BLOCKS_NOTHING } from '../../shared/domain-rules/condition.ts';
import { zoningInput } from '../../shared/domain-rules/subject.ts';
import type { ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import type { ObservedZones } from '../../shared/domain-rules/zoning/observation.ts';
import { planZones } from '../../shared/domain-rules/zoning/plan-zones.ts';
import type { ZoningStep } from '../../shared/domain-rules/zoning/step.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';

/** Settles the vSwitch of each VPC; a VPC for which none fits is looked at again soon. */
export function decide(subject: Subject<ZonesMemory>, observation: ObservedZones): Decision<ZoningStep, ZonesMemory> {
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

const RECHECK_MS = 30 * 60_000;
const BLOCKED_RECHECK_MS = 5 * 60_000;
