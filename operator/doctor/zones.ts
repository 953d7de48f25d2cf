import type { AlidnsReader, Domain } from '../../shared/cloud/alidns.ts';
import { couldNotTell, type Finding, missing, ok, warning } from './finding.ts';

/** Names of the servers that the public DNS asks about a zone; rejects where it names none. */
export type ResolveNs = (zone: string) => Promise<string[]>;

/** Whether each domain lies in a zone of this account that the public DNS asks Alibaba Cloud DNS about. */
export async function checkZones(alidns: AlidnsReader, resolveNs: ResolveNs, domains: readonly string[]): Promise<Finding[]> {
  if (domains.length === 0) return [];
  let zones: Domain[];
  try {
    zones = await alidns.allDomains();
  } catch (error) {
    return [couldNotTell('DNS zones', error)];
  }
  const found = new Map<string, Finding>();
  for (const domain of domains) {
    const zone = longest(zones, domain.toLowerCase());
    if (!zone) {
      const wayOut = 'Add the zone in Alibaba Cloud DNS, declare `dns.createZone`, or publish the records where it is hosted.';
      found.set(domain, missing(`DNS of ${domain}`, 'lies in no zone of this account', wayOut));
    } else if (!found.has(zone.DomainName)) found.set(zone.DomainName, await checkDelegation(zone, resolveNs));
  }
  return [...found.values()];
}

async function checkDelegation({ DomainName, DnsServers }: Domain, resolveNs: ResolveNs): Promise<Finding> {
  const check = `DNS zone ${DomainName}`;
  const own = (DnsServers?.DnsServer ?? []).map(plain);
  if (own.length === 0) return warning(check, 'names no servers of its own', 'Compare the delegation in the console.');
  const wayOut = `Name ${own.join(' and ')} at its registrar.`;
  try {
    const asked = (await resolveNs(DomainName)).map(plain);
    if (asked.some((server) => own.includes(server))) return ok(check, `is delegated to ${own.join(' and ')}`);
    return missing(check, `the public DNS asks ${asked.join(' and ')}`, wayOut);
  } catch {
    return warning(check, 'the public DNS names no servers for it, or cannot be asked from here', wayOut);
  }
}

function longest(zones: readonly Domain[], domain: string): Domain | undefined {
  return zones
    .filter(({ DomainName }) => domain === DomainName.toLowerCase() || domain.endsWith(`.${DomainName.toLowerCase()}`))
    .toSorted((one, other) => other.DomainName.length - one.DomainName.length)[0];
}

function plain(server: string): string {
  return server.toLowerCase().replace(/\.$/, '');
}
