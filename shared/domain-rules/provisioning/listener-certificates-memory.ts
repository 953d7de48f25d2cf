import { associateId } from './listener-certificate-step.ts';
import type { ObservedListener, ObservedListenerCertificate, ObservedLoadBalancer } from './load-balancer.ts';

/** What was found on a listener. */
export interface ListenerSeen {
  /** When it was asked about, in ms since the epoch. */
  at: number;
  /** Since when each certificate is Associated there, in ms since the epoch. */
  associated: Record<string, number>;
}

interface Remembered {
  listenerCertificates?: Record<string, string[]> | undefined;
  listenersSeen?: Record<string, ListenerSeen> | undefined;
}

interface Looked {
  loadBalancers: readonly ObservedLoadBalancer[];
  /** Ids of steps that were called and whose outcome nobody knows. */
  openIntents: readonly string[];
  /** Certificates that a declared domain should be served with. */
  wanted: readonly string[];
  /** ms since the epoch. */
  now: number;
}

/**
 * Keeps what is remembered of the listeners. A certificate is ours from the answer to the call that put it there, or from
 * the look that finds what such a call may have put there, until it is neither there nor wanted; a list can be stale.
 */
export function rememberListenerCertificates(memory: Remembered, looked: Looked): Remembered {
  const listeners = looked.loadBalancers.flatMap((loadBalancer) => loadBalancer.listeners);
  const seen = listeners.flatMap((listener) => {
    const known = memory.listenersSeen?.[listener.listenerId];
    const now = listener.certificates ? lookAt(listener.certificates, known, looked.now) : known;
    return now ? [[listener.listenerId, now] as const] : [];
  });
  const ours = listeners.flatMap((listener) => {
    const ids = oursOn(listener, memory, looked);
    return ids.length > 0 ? [[listener.listenerId, ids] as const] : [];
  });
  return { listenersSeen: someOf(seen), listenerCertificates: someOf(ours) };
}

/** Nothing to remember is remembered as nothing, whatever was there before. */
function someOf<Value>(entries: (readonly [string, Value])[]): Record<string, Value> | undefined {
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function oursOn(listener: ObservedListener, memory: Remembered, { openIntents, wanted }: Looked): string[] {
  const { listenerId, certificates } = listener;
  const before = memory.listenerCertificates?.[listenerId] ?? [];
  if (!certificates) return before;
  const there = certificates.map(({ certificateId }) => certificateId);
  const mayBeOurs = there.filter((id) => openIntents.includes(associateId(listenerId, id)));
  return [...new Set([...before, ...mayBeOurs])].filter((id) => there.includes(id) || wanted.includes(id));
}

function lookAt(
  certificates: readonly ObservedListenerCertificate[],
  known: ListenerSeen | undefined,
  now: number,
): ListenerSeen {
  const associated = certificates.filter(({ status }) => status === 'Associated');
  return {
    at: now,
    associated: Object.fromEntries(
      associated.map(({ certificateId }) => [certificateId, known?.associated[certificateId] ?? now]),
    ),
  };
}

/** What a call that associated a certificate teaches. */
export function withOurs(memory: Remembered, listenerId: string, certificateId: string): Record<string, string[]> {
  const before = memory.listenerCertificates?.[listenerId] ?? [];
  return { ...memory.listenerCertificates, [listenerId]: [...new Set([...before, certificateId])] };
}

/** Whether certificates of ours are on any listener: then it was found out that the listeners decide. */
export function listenersDecide({ listenerCertificates = {} }: Remembered): boolean {
  return Object.values(listenerCertificates).some((ids) => ids.length > 0);
}

/**
 * Whether a look has to ask for the certificates of a listener. In a sweep what was found lately will do, where it has
 * all that should be there and nothing of ours that should not.
 *
 * @param wanted certificates that a declared domain should be served with
 */
export function asksCertificates(
  memory: Remembered,
  listenerId: string,
  { wanted, ofSweep, now }: { wanted: readonly string[]; ofSweep: boolean; now: number },
): boolean {
  const ours = memory.listenerCertificates?.[listenerId] ?? [];
  if (wanted.length === 0 && ours.length === 0) return false;
  const seen = memory.listenersSeen?.[listenerId];
  if (!ofSweep || !seen || now - seen.at >= SEEN_LASTS_MS) return true;
  return wanted.some((id) => seen.associated[id] === undefined) || ours.some((id) => !wanted.includes(id));
}

/** As long as what was described of public access counts. */
const SEEN_LASTS_MS = 6 * 3_600_000;
