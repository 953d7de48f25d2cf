import { type IssuanceMemory, NO_ISSUANCE } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';

/** What is remembered besides what plans are made from. */
export interface RotatorMemory extends IssuanceMemory {
  /** Calls in a row that nothing was heard of, or that failed for no fault of ours: step id → how many. */
  tries?: Record<string, number> | undefined;
  /** When the chain of the current certificate was looked at last, in ms since the epoch. */
  checkedAt?: number | undefined;
  /** When Certificate Management Service had no room for an upload, in ms since the epoch; absent once one was taken. */
  noRoomSince?: number | undefined;
}

export const NO_MEMORY: RotatorMemory = NO_ISSUANCE;

/** What is written down before steps are called: each try, and the records that are about to be made. */
export function intend(steps: IssuanceStep[], memory: RotatorMemory): RotatorMemory {
  const tries = Object.fromEntries(steps.map(({ id }) => [id, (memory.tries?.[id] ?? 0) + 1]));
  const records = steps.flatMap((step) => (step.kind === 'add-challenge-record' ? [step.record] : []));
  const fresh = records.filter(
    (record) =>
      !memory.challengeRecords.some(
        ({ recordName, value }) => recordName === record.recordName && value === record.value,
      ),
  );
  return {
    ...memory,
    tries: { ...memory.tries, ...tries },
    challengeRecords: [...memory.challengeRecords, ...fresh],
  };
}

/** A step that went well starts counting anew. */
export function withoutTries(memory: RotatorMemory, id: string): RotatorMemory {
  const { [id]: _, ...tries } = memory.tries ?? {};
  return { ...memory, tries };
}
