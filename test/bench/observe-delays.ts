import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { perform } from '../../local/cloud/tasks.ts';

/** How long one thing took in the local cloud, which no client can read. */
export interface DelayRecord {
  kind: string;
  startedAt: number;
  /** Undefined while it is under way, and where something else took its place. */
  endedAt: number | undefined;
}

/** Notes from now on every delay that the local cloud draws, in the order in which they begin, and when each ends. */
export function observeDelays({ progress, clock }: LocalCloud): DelayRecord[] {
  const records: DelayRecord[] = [];
  const after = progress.after.bind(progress);
  progress.after = (kind, task) => {
    const record: DelayRecord = { kind, startedAt: clock.now(), endedAt: undefined };
    records.push(record);
    return after(kind, () => {
      record.endedAt = clock.now();
      // Handed on: what follows from it is over when its promise is.
      return perform(task);
    });
  };
  return records;
}
