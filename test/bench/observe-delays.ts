import type { LocalCloud } from '../../local/cloud/start.ts';

/** How long one thing took in the local cloud, which no client can read. */
export interface DelayRecord {
  kind: string;
  startedAt: number;
  endedAt: number;
}

/** Notes from now on every delay that the local cloud draws and sees to its end. */
export function observeDelays({ progress, clock }: LocalCloud): DelayRecord[] {
  const records: DelayRecord[] = [];
  const after = progress.after.bind(progress);
  progress.after = (kind, task) => {
    const startedAt = clock.now();
    return after(kind, () => {
      records.push({ kind, startedAt, endedAt: clock.now() });
      task();
    });
  };
  return records;
}
