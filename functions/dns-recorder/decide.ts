import { planRecords } from '../../shared/domain-rules/recording/plan-records.ts';
import type { RecordStep } from '../../shared/domain-rules/recording/record-step.ts';
import type { RecordsMemory } from '../../shared/domain-rules/recording/records-memory.ts';
import { recordsInput } from '../../shared/domain-rules/subject.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';
import type { Observation } from './observe.ts';

/** Which records should stand where, now that the gateway's public name is known or not. */
export function decide(subject: Subject<RecordsMemory>, observed: Observation): Decision<RecordStep, RecordsMemory> {
  const { now, memory, intents } = subject;
  const surroundings = { neighbours: observed.neighbours, now };
  const decision = planRecords(recordsInput(subject, memory, observed, Object.keys(intents), surroundings));
  const { removed } = decision.memory;
  const settled = decision.plan.steps.length === 0 && decision.plan.waits.length === 0;
  const confirmed = decision.findings.every(({ status }) => status === 'True');
  return {
    ...decision,
    nextCheckAt: removed ? null : subject.now + (settled && confirmed ? DRIFT_SWEEP_MS : OPEN_SWEEP_MS),
    tell: settled ? [{ type: 'torii.records.changed', key: removed ? 'removed' : 'published' }] : [],
  };
}

const DRIFT_SWEEP_MS = 30 * 60_000;
const OPEN_SWEEP_MS = 5 * 60_000;
