import type { ObservedRecords } from '../../shared/cloud/records-observation.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { planRecords, type RecordStep, type RecordsMemory } from '../../shared/domain-rules/recording/plan-records.ts';
import type { Decision, Subject } from '../../shared/engine/worker.ts';

/** Which records should stand where, now that the gateway's public name is known or not. */
export function decide(
  subject: Subject<RecordsMemory>,
  { zones, existing }: ObservedRecords,
): Decision<RecordStep, RecordsMemory> {
  const { declared, peers, memory, intents, now } = subject;
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  const decision = planRecords({
    account: subject.account,
    declaration: declared.declaration,
    deleting: declared.deletion !== undefined,
    target: provisioning?.internetDomain,
    zones,
    existing,
    memory,
    openAdds: Object.keys(intents).flatMap((id) => (id.startsWith(ADD) ? [id.slice(ADD.length)] : [])),
  });
  const settled = decision.plan.steps.length === 0 && decision.plan.waits.length === 0;
  return {
    ...decision,
    nextCheckAt: decision.memory.removed ? null : now + (settled ? DRIFT_SWEEP_MS : OPEN_SWEEP_MS),
    tell: settled ? [{ type: 'torii.records.changed', key: decision.memory.removed ? 'removed' : 'published' }] : [],
  };
}

const ADD = 'add-record/';
const DRIFT_SWEEP_MS = 30 * 60_000;
const OPEN_SWEEP_MS = 5 * 60_000;
