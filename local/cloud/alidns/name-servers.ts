import type { VirtualClock } from '../clock.ts';
import { type DnsServer, startDnsServer } from '../dns/server.ts';
import type { RecordSource } from '../dns/zone.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

/** The name servers of every hosted domain. Each account has two of a larger set in truth; here all have these. */
export const DNS_SERVERS = ['ns1.alidns.com', 'ns2.alidns.com'];

/**
 * The name servers on a loopback port each: they answer from the hosted domains alone, whether the public DNS asks them
 * or not, and as late as they were told to be.
 */
export async function startNameServers(state: AlidnsState, clock: VirtualClock): Promise<Record<string, DnsServer>> {
  const started = await Promise.all(
    DNS_SERVERS.map(async (name) => {
      const server = await startDnsServer(() =>
        lateSource(state, () => clock.now() - (state.nameServerLagMs.get(name) ?? 0)),
      );
      return [name, server] as const;
    }),
  );
  return Object.fromEntries(started);
}

/** Without what was changed after `since`: what a late server answers instead is not modelled, but nothing (inferred). */
function lateSource(state: AlidnsState, since: () => number): RecordSource {
  return {
    findZone(name) {
      const zone = state.findZone(name);
      if (!zone) return undefined;
      return {
        ...identityOf(zone),
        records: (relative) => recordsUntil(zone, relative, since()),
        // Whose turn it is, is as late as any change: whoever is not known yet is left out.
        share: (relative, type) => zone.share(relative, type, 'default', since()),
      };
    },
  };
}

function identityOf(zone: { name: string; serial: number; hasDescendants(name: string): boolean }) {
  return { name: zone.name, serial: zone.serial, hasDescendants: (name: string) => zone.hasDescendants(name) };
}

function recordsUntil(zone: Zone, relativeName: string, since: number) {
  return zone
    .at(relativeName)
    .filter(({ enabled, updatedAt }) => enabled && updatedAt <= since)
    .map(({ content }) => content);
}
