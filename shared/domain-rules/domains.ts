import { plainName } from './plain-name.ts';

/** The longest of the zones that holds the name, as the zone is spelled there; undefined where none does. */
export function longestZone(name: string, zones: readonly string[]): string | undefined {
  return zones
    .filter((zone) => isWithin(name, zone))
    .reduce<string | undefined>(
      (longest, zone) =>
        longest !== undefined && plainName(longest).length >= plainName(zone).length ? longest : zone,
      undefined,
    );
}

/** The host record (RR) of a name in a zone: `chat` for chat.example.com in example.com, `@` for the zone itself. */
export function recordName(name: string, zone: string): string {
  if (!isWithin(name, zone)) throw new RangeError(`${name} is not in zone ${zone}`);
  return plainName(name).slice(0, -plainName(zone).length - 1) || '@';
}

export interface WantedRecord {
  rr: string;
  type: 'CNAME';
  /** Without a trailing dot: Alidns takes the value for a full name either way. */
  value: string;
  /** Seconds. */
  ttl: number;
}

/** The CNAME that points a custom domain to its gateway (G41). */
export function expectedRecord({
  name,
  zone,
  target,
  ttl = 600,
}: {
  name: string;
  zone: string;
  target: string;
  ttl?: number;
}): WantedRecord {
  return { rr: recordName(name, zone), type: 'CNAME', value: plainName(target), ttl };
}

/** A record as Alidns lists it. */
export interface ExistingRecord {
  recordId: string;
  rr: string;
  type: string;
  value: string;
  /** `default`, or one of Alidns's lines: a carrier, a region. */
  line: string;
  /** `ENABLE` or `DISABLE`; a disabled record still occupies its place (inferred). */
  status: string;
  /** Seconds. */
  ttl: number;
  remark?: string | undefined;
}

export interface GatewayIdentity {
  account: string;
  region: string;
  name: string;
}

/** What a record's Remark says when Torii made it; records cannot be tagged. */
export function ownerMark({ account, region, name }: GatewayIdentity): string {
  return `torii:${account}/${region}/${name}`;
}

/** Whose record it is, by a mark anywhere in its Remark. */
export function readOwnerMark(remark: string | undefined): GatewayIdentity | undefined {
  const found = OWNER_MARK.exec(remark ?? '')?.groups as GatewayIdentity | undefined;
  return found && { account: found.account, region: found.region, name: found.name };
}

export type RecordConflict = 'OtherType' | 'OtherGateway' | 'ForeignValue' | 'ForeignDisabled';

export type RecordField = 'type' | 'value' | 'ttl' | 'status';

interface Decided {
  message: string;
  /** What is there besides and stays untouched, such as records of other lines: a sentence each. */
  reported: string[];
}

export type RecordDecision = Decided &
  (
    | { kind: 'add'; reason: 'NoRecord' }
    /** Nothing to write. `ForeignEqual`: somebody else's record says the same and stays theirs. */
    | { kind: 'keep'; reason: 'OwnEqual' | 'ForeignEqual'; recordId: string; surplus: string[] }
    /** An equal record without any remark, such as one whose mark was lost on the way: write the mark, nothing else. */
    | { kind: 'adopt-equal'; reason: 'UnmarkedEqual'; recordId: string }
    /** `surplus`: further records of this gateway at the same place, to delete. */
    | { kind: 'update'; reason: 'OwnDiffers'; recordId: string; differs: RecordField[]; surplus: string[] }
    | { kind: 'conflict'; reason: RecordConflict; recordIds: string[] }
  );

/**
 * What to do about the CNAME of one custom domain (G41). At one host record and line:
 *
 * | there is                          | decision    |
 * |-----------------------------------|-------------|
 * | nothing                           | add         |
 * | ours, equal / different           | keep / update |
 * | unmarked, equal                   | adopt-equal |
 * | someone's, an equal CNAME         | keep        |
 * | someone's, anything else          | conflict    |
 *
 * A foreign record is never changed. A CNAME excludes every other type at its place (RFC 1034 §3.6.2), and a second
 * CNAME would not conflict but share the traffic, so it counts as a conflict here.
 *
 * @param existing records of the zone; those of other host records are ignored
 * @param mark the Remark of this gateway's records, from `ownerMark`
 */
export function decideRecord({
  wanted,
  existing,
  mark,
}: {
  wanted: WantedRecord;
  existing: readonly ExistingRecord[];
  mark: string;
}): RecordDecision {
  const here = existing.filter(({ rr }) => plainName(rr) === plainName(wanted.rr));
  const reported = here
    .filter((record) => record.line !== DEFAULT_LINE)
    .map((record) => `${describe(record)} answers the callers of its line and stays as it is.`);
  const place = here.filter((record) => record.line === DEFAULT_LINE);
  const own = place.filter((record) => isMarked(record, mark));
  const others = place.filter((record) => !isMarked(record, mark));

  const conflict = conflictOf(wanted, own, others);
  if (conflict) {
    const { reason, records } = conflict;
    const named = records.map(spellRecord).join(', ');
    const message = `${wanted.rr} cannot point to ${wanted.value}: ${CONFLICT[reason]} ${named}.`;
    return { kind: 'conflict', reason, message, recordIds: records.map(({ recordId }) => recordId), reported };
  }

  const [mine, ...surplusOfMine] = [...own].sort(
    (a, b) => differences(wanted, a).length - differences(wanted, b).length,
  );
  if (mine) {
    const differs = differences(wanted, mine);
    const surplus = surplusOfMine.map(({ recordId }) => recordId);
    const { recordId } = mine;
    return differs.length === 0
      ? { kind: 'keep', reason: 'OwnEqual', message: `${describe(mine)} is as wanted.`, recordId, surplus, reported }
      : {
          kind: 'update',
          reason: 'OwnDiffers',
          message: `${describe(mine)} has another ${differs.join(', ')} than wanted.`,
          recordId,
          differs,
          surplus,
          reported,
        };
  }
  const [equal] = others;
  if (equal) {
    const { recordId } = equal;
    return equal.remark?.trim()
      ? {
          kind: 'keep',
          reason: 'ForeignEqual',
          message: `${describe(equal)} says what is wanted and stays its owner's (${ownerOf(equal)}).`,
          recordId,
          surplus: [],
          reported,
        }
      : {
          kind: 'adopt-equal',
          reason: 'UnmarkedEqual',
          message: `${describe(equal)} says what is wanted and bears no remark.`,
          recordId,
          reported,
        };
  }
  return { kind: 'add', reason: 'NoRecord', message: `${wanted.rr} has no record on the default line.`, reported };
}

/** The first kind of conflict that some of the others' records are in; all of that kind are named. */
function conflictOf(
  wanted: WantedRecord,
  own: readonly ExistingRecord[],
  others: readonly ExistingRecord[],
): { reason: RecordConflict; records: ExistingRecord[] } | undefined {
  const chain: [RecordConflict, (record: ExistingRecord) => boolean][] = [
    ['OtherType', ({ type }) => type.toUpperCase() !== 'CNAME'],
    ['OtherGateway', ({ remark }) => readOwnerMark(remark) !== undefined],
    ['ForeignValue', ({ value }) => own.length > 0 || plainName(value) !== wanted.value],
    ['ForeignDisabled', ({ status }) => !isEnabled(status)],
  ];
  return chain
    .map(([reason, applies]) => ({ reason, records: others.filter(applies) }))
    .find(({ records }) => records.length > 0);
}

const CONFLICT: Record<RecordConflict, string> = {
  OtherType: 'a CNAME excludes other types at its place, and there is',
  OtherGateway: 'the name belongs to another gateway of Torii:',
  ForeignValue: 'a record that Torii did not make holds the name:',
  ForeignDisabled: 'a record that Torii did not make holds the name and is switched off:',
};

function differences(wanted: WantedRecord, record: ExistingRecord): RecordField[] {
  const fields: [RecordField, boolean][] = [
    ['type', record.type.toUpperCase() !== wanted.type],
    ['value', plainName(record.value) !== wanted.value],
    ['ttl', record.ttl !== wanted.ttl],
    ['status', !isEnabled(record.status)],
  ];
  return fields.filter(([, differs]) => differs).map(([field]) => field);
}

/** A record and whose it is, as a sentence can carry it. */
export function spellRecord(record: ExistingRecord): string {
  return `${describe(record)} (${ownerOf(record)})`;
}

function describe({ type, rr, value, line, recordId }: ExistingRecord): string {
  return `${type} ${rr} ${value}${line === DEFAULT_LINE ? '' : ` of line ${line}`} (record ${recordId})`;
}

function ownerOf({ remark }: ExistingRecord): string {
  const owner = readOwnerMark(remark);
  if (owner) return `Torii's gateway ${owner.name} in ${owner.region} of account ${owner.account}`;
  return remark?.trim() ? `foreign, remark "${remark.trim()}"` : 'foreign, no remark';
}

function isMarked({ remark }: ExistingRecord, mark: string): boolean {
  const owner = readOwnerMark(remark);
  return owner !== undefined && ownerMark(owner) === mark;
}

/** Alidns writes ENABLE and DISABLE, some of its documents Enable and Disable. */
function isEnabled(status: string): boolean {
  return status.toUpperCase() !== 'DISABLE';
}

/** Whether a zone holds a name; a zone holds itself. */
export function isWithin(name: string, zone: string): boolean {
  return plainName(zone) !== '' && `.${plainName(name)}`.endsWith(`.${plainName(zone)}`);
}

const DEFAULT_LINE = 'default';
const OWNER_MARK = /(?<![\w:-])torii:(?<account>[\w-]+)\/(?<region>[a-z0-9-]+)\/(?<name>[a-z0-9-]+)(?![\w/-])/;
