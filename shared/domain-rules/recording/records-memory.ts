import type { Declaration } from '../declaration.ts';
import { recordPlace } from '../dns-rules.ts';
import { type ExistingRecord, ownerMark, readOwnerMark } from '../domains.ts';
import type { Neighbour, Switched } from '../moving/neighbour.ts';
import { plainName } from '../plain-name.ts';
import type { ObservedPrivateZone, PrivateNameMemory } from './private-zone.ts';
import type { AwaitedName, DnsSightings } from './publication.ts';
import type { RecordStep } from './record-step.ts';

export interface RecordsMemory {
  /** Records that we made: domain name → RecordId. The mark in the record itself is what counts; this is quicker. */
  records: Record<string, string>;
  /** Every record of ours is gone after the owner asked for deletion. */
  removed: boolean;
  /** Since when the CNAME of each published name leads here. */
  switched?: Record<string, Switched> | undefined;
  /** How long the answer of the gateway before may live, of records that are being taken over, in seconds. */
  takenOver?: Record<string, number> | undefined;
  /** Private names that we made something for; absent where there is none. */
  privateNames?: Record<string, PrivateNameMemory>;
  /** Names whose publication is waited for; absent where there is none. */
  awaited?: Record<string, AwaitedName>;
}

export interface RecordsInput {
  account: string;
  declaration: Declaration;
  deleting: boolean;
  /** The gateway was there already and is taken over: equal records that bear no remark are taken over too. */
  adopting: boolean;
  /** Nothing is to be changed yet: that Torii's own mark is missing on an equal record is no difference. */
  onlyReports?: boolean;
  /** The gateway's public domain name, once known. */
  target: string | undefined;
  /** Names of the account's zones in Alibaba Cloud DNS. */
  zones: string[];
  /** What stands at each declared or remembered name. */
  existing: Record<string, ExistingRecord[]>;
  memory: RecordsMemory;
  /** Names whose AddDomainRecord has no known outcome. */
  openAdds: string[];
  /** The account's other gateways; none where no record of this one comes or goes. */
  neighbours: Neighbour[];
  /** Names that the gateway answers under. */
  served: string[];
  /** ms since the epoch. */
  now: number;
  /** By zone: the name servers that Alibaba Cloud DNS gave it. */
  nameServers?: Record<string, string[]>;
  /** What stands at the names that decide which wildcard answers for a name that has no record yet. */
  covers?: Record<string, ExistingRecord[]>;
  /** What DNS said; absent where nobody asked, as in a plan that is only shown. */
  sightings?: DnsSightings | undefined;
  /** The gateway's private domain name, once known. */
  privateTarget?: string | undefined;
  /** Private zones that hold a name of ours, or that are ours. */
  privateZones?: ObservedPrivateZone[];
  /** Names whose private zone was added without a known outcome. */
  openZones?: string[];
  /** What the owner forces beyond the safety threshold; absent: nothing. */
  forced?: readonly string[];
}

/** Names whose CNAME Torii keeps: public ones in Alibaba Cloud DNS. */
export function recordedNames({ spec }: Declaration): string[] {
  return spec.domains.filter((domain) => recordPlace(domain) === 'alidns').map(({ name }) => name);
}

/**
 * Ours is what carries our mark. Also, while no other gateway's mark is on it, the record we remember, and the bare CNAME
 * that stands where an add of ours without a known outcome was going to put it; or, where a gateway is taken over, that
 * points at it already.
 */
export function recallRecords({
  existing,
  memory,
  openAdds,
  adopting,
  account,
  declaration,
  target,
}: RecordsInput): RecordsMemory {
  const mark = markOf(account, declaration);
  const isOurs = (name: string, { recordId, remark, value }: ExistingRecord): boolean => {
    const marked = readOwnerMark(remark);
    if (marked) return ownerMark(marked) === mark;
    if (recordId === memory.records[name]) return true;
    return (
      (adopting || openAdds.includes(name)) && !remark && target !== undefined && plainName(value) === plainName(target)
    );
  };
  const records = Object.entries(existing).flatMap(([name, found]) => {
    const ours = found.find((record) => isOurs(name, record));
    return ours ? [[name, ours.recordId] as const] : [];
  });
  return { records: Object.fromEntries(records), removed: memory.removed };
}

/** What is written down before records change hands: how long their old answers may live. */
export function keepOldTtls(steps: readonly RecordStep[], memory: RecordsMemory): RecordsMemory {
  const taken = steps.flatMap((step): [string, number][] =>
    step.kind === 'take-over-record' ? [[step.name, step.oldTtlSeconds]] : [],
  );
  return taken.length > 0 ? { ...memory, takenOver: { ...memory.takenOver, ...Object.fromEntries(taken) } } : memory;
}

/** Since when each declared name leads here and nowhere else, as others have to know who held it before. */
export function noteSwitches(
  { existing, target, memory, now }: RecordsInput,
  declared: string[],
): Pick<RecordsMemory, 'switched' | 'takenOver'> {
  const isHere = ({ type, value, status }: ExistingRecord): boolean =>
    type === 'CNAME' && plainName(value) === plainName(target ?? '') && status.toUpperCase() !== 'DISABLE';
  const switched = declared.flatMap((name): [string, Switched][] => {
    const [record, another] = (existing[name] ?? []).filter(({ line }) => line === 'default');
    if (!record || another || !isHere(record)) return [];
    const ttlSeconds = memory.takenOver?.[name] ?? record.ttl;
    return [[name, memory.switched?.[name] ?? { at: now, ttlSeconds }]];
  });
  const done = switched.map(([name]) => name);
  const pending = Object.entries(memory.takenOver ?? {}).filter(([name]) => !done.includes(name));
  return {
    switched: switched.length > 0 ? Object.fromEntries(switched) : undefined,
    takenOver: pending.length > 0 ? Object.fromEntries(pending) : undefined,
  };
}

/** A part of the memory; absent where it would say nothing. */
export function unlessEmpty<Part extends 'awaited' | 'privateNames'>(
  part: Part,
  entries: NonNullable<RecordsMemory[Part]>,
): Pick<RecordsMemory, Part> | Record<string, never> {
  return Object.keys(entries).length > 0 ? ({ [part]: entries } as Pick<RecordsMemory, Part>) : {};
}

export function markOf(account: string, { spec, metadata }: Declaration): string {
  return ownerMark({ account, region: spec.region, name: metadata.name });
}
