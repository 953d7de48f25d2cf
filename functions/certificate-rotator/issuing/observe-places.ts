import type { AlidnsReader, Domain, DomainRecord } from '../../../shared/cloud/alidns.ts';
import { longestZone } from '../../../shared/domain-rules/domains.ts';
import type { ChallengePlace } from '../../../shared/domain-rules/issuing/observation.ts';
import { plainName } from '../../../shared/domain-rules/plain-name.ts';
import { coverNames } from '../../../shared/domain-rules/recording/wildcard-cover.ts';
import type { PublicDns } from '../../../shared/function-compute/public-dns.ts';

/** Where records that prove names are looked at. */
export interface PlaceReaders {
  alidns: Pick<AlidnsReader, 'allSubDomainRecords'>;
  publicDns: PublicDns;
  /** The account's zones. */
  zones: Domain[];
  /** Names whose own record dns-recorder is about to make. */
  comingSoon: ReadonlySet<string>;
  /** Values of CNAMEs that prove something themselves: they lead nowhere. */
  proofs: ReadonlySet<string>;
}

/** Where the record for a name that is asked for goes, and what is there. One exact lookup a name, whatever the zone holds. */
export async function observePlace(asked: string, readers: PlaceReaders): Promise<ChallengePlace> {
  const { recordName, aliases, zone, existing } = await followAliases(plainName(asked), readers);
  if (!zone) return { ...NOWHERE, recordName, aliases };
  const name = plainName(zone.DomainName);
  const [delegation, shadowed] = await Promise.all([
    delegationOf(zone, readers.publicDns),
    existing.length > 0 ? [] : shadowedBy(recordName, name, readers),
  ]);
  return {
    recordName,
    aliases,
    zone: name,
    ttl: SHORTEST_TTL[zone.VersionCode ?? ''] ?? USUAL_TTL,
    ...delegation,
    existing: existing.map(({ RecordId, Type, Value, Remark }) => ({
      recordId: RecordId,
      type: Type.toUpperCase(),
      value: Value,
      ...(Remark && { remark: Remark }),
    })),
    shadowed,
    comingSoon: shadowed.map(({ name }) => name).filter((name) => readers.comingSoon.has(name)),
  };
}

/**
 * Who asks for a challenge follows aliases (RFC 8555, section 8.4), so that a name can be proved in a zone that its own
 * one leads to. What stands in a zone of the account is taken from there, because a name server may not know it yet.
 */
async function followAliases(asked: string, readers: PlaceReaders) {
  const aliases: string[] = [];
  let recordName = asked;
  for (;;) {
    const zone = zoneOf(recordName, readers.zones);
    const existing = zone ? await standing(recordName, zone.DomainName, readers) : [];
    const alias = zone ? aliasAmong(existing, readers.proofs) : await publicAlias(recordName, readers.publicDns);
    if (alias === undefined || aliases.length === LONGEST_CHAIN || aliases.includes(alias)) {
      return { recordName, aliases, zone, existing };
    }
    aliases.push(recordName);
    recordName = alias;
  }
}

function aliasAmong(existing: DomainRecord[], proofs: ReadonlySet<string>): string | undefined {
  const alias = existing.find(({ Type, Value }) => Type.toUpperCase() === 'CNAME' && !proofs.has(plainName(Value)));
  return alias && plainName(alias.Value);
}

async function publicAlias(name: string, dns: PublicDns): Promise<string | undefined> {
  try {
    const { cname } = await dns.lookUp(name);
    return cname === undefined ? undefined : plainName(cname);
  } catch {
    // Who does not answer leads nowhere; that no zone holds the name is said then.
    return undefined;
  }
}

/** Whom the public DNS asks for a zone. Where it cannot be asked, the name servers themselves will be. */
async function delegationOf(
  { DomainName, DnsServers }: Domain,
  dns: PublicDns,
): Promise<Pick<ChallengePlace, 'nameServers' | 'delegated'>> {
  const own = (DnsServers?.DnsServer ?? []).map(plainName);
  try {
    const nameServers = (await dns.nameServersOf(DomainName)).map(plainName);
    return { nameServers, delegated: nameServers.length > 0 && nameServers.every((server) => own.includes(server)) };
  } catch {
    return { nameServers: own, delegated: true };
  }
}

/**
 * Names that exist only by a wildcard, and that a record below them would take from it (RFC 4592, section 2.2.1). A name
 * that other names below it make exist is not told from one that does not exist: that would take the whole zone to read.
 */
async function shadowedBy(
  recordName: string,
  zone: string,
  readers: PlaceReaders,
): Promise<ChallengePlace['shadowed']> {
  const places = coverNames(recordName, zone);
  const records = new Map(
    await Promise.all(places.map(async (place) => [place, await standing(place, zone, readers)] as const)),
  );
  const at = (place: string) =>
    (records.get(place) ?? []).filter(({ Status = '' }) => Status.toUpperCase() !== 'DISABLE');
  const above = places.filter((place) => place.startsWith('*.')).map((place) => place.slice(2));
  const exists = (name: string) => name === zone || at(name).length > 0 || at(`*.${name}`).length > 0;
  const closest = above.findIndex(exists);
  const encloser = above[closest];
  const [answering] = encloser === undefined ? [] : at(`*.${encloser}`);
  if (!answering) return [];
  return above.slice(0, closest).map((name) => ({ name, wildcard: `*.${encloser}`, target: answering.Value }));
}

async function standing(name: string, zone: string, { alidns }: PlaceReaders): Promise<DomainRecord[]> {
  return alidns.allSubDomainRecords({ SubDomain: name, DomainName: zone });
}

function zoneOf(name: string, zones: Domain[]): Domain | undefined {
  const found = longestZone(
    name,
    zones.map(({ DomainName }) => DomainName),
  );
  return zones.find(({ DomainName }) => DomainName === found);
}

/** Seconds, by edition (alibabacloud.com/help/doc-detail/29806.htm); what is not named here takes the usual one. */
const SHORTEST_TTL: Record<string, number> = { version_enterprise_basic: 60, version_enterprise_advanced: 1 };
const USUAL_TTL = 600;
/** As resolvers follow them. */
const LONGEST_CHAIN = 8;

const NOWHERE: Omit<ChallengePlace, 'recordName' | 'aliases'> = {
  ttl: USUAL_TTL,
  nameServers: [],
  delegated: false,
  existing: [],
  shadowed: [],
  comingSoon: [],
};
