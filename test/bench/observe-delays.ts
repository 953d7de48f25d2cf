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

/** The least time that anybody needs for chat-public.yaml: what has to come after what, and nothing else. In ms. */
export function criticalPathMs(records: DelayRecord[]): number {
  const lasted = (kind: string): number => {
    const found = records.find((record) => record.kind === kind);
    if (!found) throw new Error(`nothing of kind ${kind} happened`);
    return found.endedAt - found.startedAt;
  };
  return (
    lasted('eas-gateway-create') +
    Math.max(
      lasted('eas-internet-enable') + lasted('eas-domain-attach'),
      lasted('eas-link-create'),
      lasted('eas-service-update'),
    )
  );
}
