import { WARM_UP_MS } from '../verification/judge-sighting.ts';
import type { ProvisioningMemory } from './input.ts';
import type { Wanted, WantedOnListener } from './listener-certificates-wanted.ts';
import type { ObservedListener, ObservedListenerCertificate } from './load-balancer.ts';

/** Certificates that we put there, and that no declared domain wants any more. */
export function surplusOn(
  { listenerId }: ObservedListener,
  rows: ObservedListenerCertificate[],
  { inUse }: Pick<Wanted, 'inUse'>,
  memory: ProvisioningMemory,
): ObservedListenerCertificate[] {
  const ours = memory.listenerCertificates?.[listenerId] ?? [];
  return rows.filter(({ certificateId }) => ours.includes(certificateId) && !inUse.has(certificateId));
}

/**
 * From when on the surplus may go: every domain has its own on the listener, and it was proved to be served. Without a
 * vantage point on its side an hour has to do. Which of two that match is served is not documented: where the proof goes on
 * seeing another one that is trusted, the old one goes after the minutes that a domain may take.
 *
 * @param domains whose callers come to this listener
 * @returns ms since the epoch; undefined where time alone does not bring it
 */
export function mayGoFrom(
  { listenerId }: ObservedListener,
  rows: ObservedListenerCertificate[],
  domains: WantedOnListener[],
  memory: ProvisioningMemory,
): number | undefined {
  const seen = memory.listenersSeen?.[listenerId];
  const seesOther = memory.verification?.truth.reason === 'OtherCertificateServed';
  const instants = domains.map(({ certificateId, proved, provable }) => {
    const isThere = rows.some((row) => row.certificateId === certificateId && row.status === 'Associated');
    const since = seen?.associated[certificateId];
    if (!isThere || since === undefined) return undefined;
    if (proved) return since;
    if (!provable) return since + UNPROVED_MS;
    return seesOther ? since + WARM_UP_MS : undefined;
  });
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === instants.length ? Math.max(0, ...known) : undefined;
}

/** How long the old certificate stays beside the new one where nothing can be proved. */
const UNPROVED_MS = 3_600_000;
