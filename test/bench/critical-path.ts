import type { DelayRecord } from './observe-delays.ts';

/**
 * The least time that anybody needs for chat-public.yaml: what has to come after what, and nothing else. In ms.
 *
 * A custom domain is not there when its certificate is accepted, but when it has taken effect (G43): that is what Ready
 * means, and what the scripts wait for as well.
 */
export function managedCriticalPathMs(records: DelayRecord[]): number {
  const lasted = (kind: string) => lastedMs(begun(records, kind, 1)[0]);
  return (
    lasted('eas-gateway-create') +
    Math.max(
      lasted('eas-internet-enable') + lasted('eas-domain-attach') + lasted('eas-domain-effect'),
      lasted('eas-link-create'),
      lasted('eas-service-update'),
    )
  );
}

/**
 * The same for chat-alb.yaml. Each access has a load balancer of its own, the public one is asked for first; its two
 * listeners take the list one after the other. The proof needs a route that is warm.
 */
export function albCriticalPathMs(records: DelayRecord[]): number {
  const lasted = (kind: string) => lastedMs(begun(records, kind, 1)[0]);
  const all = (kind: string, count: number) => begun(records, kind, count).reduce((sum, one) => sum + lastedMs(one), 0);
  const [forPublic, forPrivate] = begun(records, 'alb-load-balancer-create', 2);
  return (
    lasted('eas-gateway-record') +
    Math.max(
      lastedMs(forPublic) +
        lastedMs(thatFollowed(records, 'eas-access-enable', forPublic)) +
        lasted('eas-domain-attach') +
        lasted('eas-domain-effect'),
      lastedMs(forPrivate) + lastedMs(thatFollowed(records, 'eas-access-enable', forPrivate)),
      Math.max(lastedMs(forPublic), all('alb-acl-change', 2)) + all('alb-acl-association', 2),
      lasted('eas-service-update') + lasted('eas-service-warm-up'),
    )
  );
}

/** The first of a kind that came to their end, in the order in which they began. */
function begun(records: DelayRecord[], kind: string, count: number): DelayRecord[] {
  const found = records.filter((record) => record.kind === kind && record.endedAt !== undefined);
  if (found.length < count) throw new Error(`${found.length} of kind ${kind} came to their end, and not ${count}`);
  return found.slice(0, count);
}

/** What began at the instant at which something else came to its end, because it did. */
function thatFollowed(records: DelayRecord[], kind: string, before: DelayRecord | undefined): DelayRecord | undefined {
  return records.find((record) => record.kind === kind && record.startedAt === before?.endedAt);
}

function lastedMs(record: DelayRecord | undefined): number {
  if (record?.endedAt === undefined) throw new Error('what the critical path goes through did not come to its end');
  return record.endedAt - record.startedAt;
}
