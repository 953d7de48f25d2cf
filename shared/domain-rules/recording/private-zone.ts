import { type ExistingRecord, isWithin, ownerMark, readOwnerMark, recordName, spellRecord } from '../domains.ts';
import { plainName } from '../plain-name.ts';

/** A private zone as PrivateZone shows it, and what stands in it at the names that were asked about. */
export interface ObservedPrivateZone {
  zoneId: string;
  name: string;
  remark?: string | undefined;
  recordCount: number;
  /** Ids of the VPCs that see it. */
  vpcs: string[];
  /** By domain name. */
  at: Record<string, ExistingRecord[]>;
}

/** What we made for one name. */
export interface PrivateNameMemory {
  /** Our zone of exactly that name; absent where the record is in a zone of somebody else. */
  zoneId?: string | undefined;
  /** VPCs that we bound to it. */
  bound: string[];
}

/** Where the record of a private name goes. */
export type PrivatePlace =
  /** A zone of ours, of exactly the name; undefined while it is not made. */
  | { kind: 'own'; zone: ObservedPrivateZone | undefined }
  /** The zone that every linked VPC sees already: it answers for the name there, whatever we do. */
  | { kind: 'shared'; zone: ObservedPrivateZone }
  | { kind: 'conflict'; reason: 'ForeignPrivateZone' | 'ForeignPrivateRecord'; message: string; wayOut: string };

/**
 * Chooses the zone for a private name (G42). A zone of the registered domain would hide every public name of it inside
 * the VPCs, so ours is named after the name itself, and passes on what is below it:
 *
 * | the linked VPCs see                                   | the record goes to                     |
 * |-------------------------------------------------------|----------------------------------------|
 * | our zone of that name, made already                   | it                                     |
 * | all the same zone of somebody else that holds the name | that zone; it is not bound any further |
 * | a zone of somebody else of exactly that name, some    | nowhere: two of a name exclude each other |
 * | a record of somebody else at the name, some           | nowhere: ours would hide it            |
 * | nothing of the kind                                   | a new zone of ours                     |
 */
export function choosePrivateZone(
  name: string,
  vpcs: string[],
  zones: ObservedPrivateZone[],
  own: ObservedPrivateZone | undefined,
  wantedValue: string | undefined,
): PrivatePlace {
  const foreign = zones.filter((zone) => zone !== own && isWithin(name, zone.name));
  if (!own) {
    const seen = vpcs.map((vpcId) => longest(foreign.filter((zone) => zone.vpcs.includes(vpcId))));
    const [first] = seen;
    if (first && seen.every((zone) => zone === first)) return { kind: 'shared', zone: first };
  }
  const visible = foreign.filter((zone) => zone.vpcs.some((vpcId) => vpcs.includes(vpcId)));
  const namesake = visible.find((zone) => plainName(zone.name) === name);
  if (namesake) {
    const seenIn = namesake.vpcs.filter((vpcId) => vpcs.includes(vpcId)).join(', ');
    return {
      kind: 'conflict',
      reason: 'ForeignPrivateZone',
      message: `${seenIn} sees a private zone ${name} that Torii did not make (${namesake.zoneId}), and a VPC sees only one zone of a name`,
      wayOut: `bind ${namesake.zoneId} to ${vpcs.join(', ')} yourself, and the record goes there; or unbind it from ${seenIn}`,
    };
  }
  const hidden = visible.flatMap((zone) =>
    (zone.at[name] ?? [])
      .filter((record) => wantedValue === undefined || plainName(record.value) !== plainName(wantedValue))
      .map((record) => ({ zone, record })),
  );
  const [taken] = hidden;
  if (taken) {
    return {
      kind: 'conflict',
      reason: 'ForeignPrivateRecord',
      message: `a private zone for ${name} would hide ${spellRecord(taken.record)} of private zone ${taken.zone.name}`,
      wayOut: 'remove that record if nobody needs it, or choose another domain name; Torii changes no foreign record',
    };
  }
  return { kind: 'own', zone: own };
}

/**
 * Our zone of a name: it carries our mark, or we remember it, or it stands bare and empty where an add of ours without
 * a known outcome was going to put it.
 */
export function findOwnZone(
  name: string,
  zones: ObservedPrivateZone[],
  { mark, remembered, addIsOpen }: { mark: string; remembered: string | undefined; addIsOpen: boolean },
): ObservedPrivateZone | undefined {
  return zones
    .filter((zone) => plainName(zone.name) === name)
    .find((zone) => {
      const marked = readOwnerMark(zone.remark);
      if (marked) return ownerMark(marked) === mark;
      if (zone.zoneId === remembered) return true;
      return addIsOpen && !zone.remark && zone.vpcs.length === 0 && zone.recordCount === 0;
    });
}

/** The host record of a name in a private zone; `@` where the zone is named after it. */
export function privateHost(name: string, zone: ObservedPrivateZone | undefined): string {
  return zone ? recordName(name, zone.name) : '@';
}

function longest(zones: ObservedPrivateZone[]): ObservedPrivateZone | undefined {
  return [...zones].sort((one, other) => other.name.length - one.name.length)[0];
}
