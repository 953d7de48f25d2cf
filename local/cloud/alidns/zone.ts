import { NameTree } from '../dns/name-tree.ts';
import { SharedLoad } from '../dns/shared-load.ts';
import type { EditionTerms } from './editions.ts';
import type { DomainGroup } from './group.ts';
import type { RecordLog } from './log.ts';
import { canonicalName } from './names.ts';
import { type DnsRecord, foldedValue, type RecordContent, type RecordType } from './record.ts';

/** What a zone shows to a name server: only what is enabled. Names are relative, `@` is the apex. */
export interface ZoneView {
  /** Without a trailing dot. */
  readonly name: string;
  /** Grows with every change. */
  readonly serial: number;
  readonly edition: EditionTerms;
  /** Exactly this name; ask for `*` or `*.x` to find wildcards. */
  records(relativeName: string): readonly RecordContent[];
  /** Whether any name lies below this one, which makes it exist without records (RFC 4592, empty non-terminal). */
  hasDescendants(relativeName: string): boolean;
  /** The one record that is answered now, where the owner has the load shared by weight. */
  share(relativeName: string, type: string): readonly RecordContent[] | undefined;
}

/** Why the platform lets nobody write to a domain. Nothing in the API brings these states about. */
export type WriteRefusal =
  | 'DomainForbidden'
  | 'Forbidden.DomainExpired'
  | 'Forbidden.DomainLocked'
  | 'RecordForbidden.BlackHole'
  | 'RecordForbidden.DNSChange';

/** One hosted domain. Lookups by id, by name and by value cost the same whatever its size. */
export class Zone implements ZoneView {
  /** Who holds it. */
  account: string;
  /** Lower case, punycode. */
  readonly name: string;
  /** As its owner writes it. */
  readonly displayName: string;
  readonly domainId: string;
  readonly edition: EditionTerms;
  /** What a paid edition was bought as. */
  readonly instanceId: string | undefined;
  readonly createdAt: number;
  /** The account's default group where there is none. */
  group: DomainGroup | undefined;
  resourceGroupId = '';
  remark = '';
  isStarred = false;
  registrantEmail = '';
  readonly tags = new Map<string, string>();
  /** Set it to have the platform refuse every change of records. */
  refusesWrites: WriteRefusal | undefined;
  /** A change is not over yet; see `AlidnsState.writes`. */
  isBeingWritten = false;
  readonly logs: RecordLog[] = [];
  private serialNumber = 1;
  private readonly byId = new Map<string, DnsRecord>();
  private readonly tree = new NameTree<DnsRecord>();
  private readonly byValue = new Map<string, Set<DnsRecord>>();
  /** `A/default/www` → whose turn it is. Absent where all records are answered. */
  private readonly shared = new Map<string, SharedLoad>();

  constructor(
    zone: Pick<Zone, 'account' | 'displayName' | 'domainId' | 'edition' | 'createdAt'> &
      Partial<Pick<Zone, 'group' | 'resourceGroupId' | 'instanceId'>>,
  ) {
    this.account = zone.account;
    this.name = canonicalName(zone.displayName);
    this.displayName = zone.displayName;
    this.domainId = zone.domainId;
    this.edition = zone.edition;
    this.instanceId = zone.instanceId;
    this.createdAt = zone.createdAt;
    this.group = zone.group;
    this.resourceGroupId = zone.resourceGroupId ?? '';
  }

  get serial(): number {
    return this.serialNumber;
  }

  get size(): number {
    return this.byId.size;
  }

  /** Every record, oldest first. */
  all(): readonly DnsRecord[] {
    return [...this.byId.values()];
  }

  /** Every record of exactly this name, enabled or not, oldest first. */
  at(rr: string): readonly DnsRecord[] {
    return oldestFirst(this.tree.at(canonicalName(rr)));
  }

  /** Every record of exactly this value (in any case), oldest first. */
  withValue(value: string): readonly DnsRecord[] {
    return oldestFirst([...(this.byValue.get(foldedValue(value)) ?? [])]);
  }

  records(relativeName: string): readonly RecordContent[] {
    return this.at(relativeName)
      .filter((record) => record.enabled)
      .map((record) => record.content);
  }

  hasDescendants(relativeName: string): boolean {
    return this.tree.hasDescendants(canonicalName(relativeName));
  }

  /** @param until what was changed later is not known yet; ms since the epoch */
  share(
    relativeName: string,
    type: string,
    line = 'default',
    until = Number.POSITIVE_INFINITY,
  ): readonly RecordContent[] | undefined {
    const load = this.shared.get(loadKey(relativeName, type, line));
    if (!load) return undefined;
    const chosen = load.next(
      this.at(relativeName).filter(
        ({ enabled, content, updatedAt }) =>
          enabled && content.type === type && content.line === line && updatedAt <= until,
      ),
    );
    return chosen && [chosen.content];
  }

  /** Whether the load of these records is shared by weight. */
  isShared({ rr, type, line }: Pick<RecordContent, 'rr' | 'type' | 'line'>): boolean {
    return this.shared.has(loadKey(rr, type, line));
  }

  setShared({ rr, type, line }: { rr: string; type: RecordType; line: string }, open: boolean): void {
    const key = loadKey(rr, type, line);
    if (!open) this.shared.delete(key);
    else if (!this.shared.has(key)) this.shared.set(key, new SharedLoad());
  }

  add(record: DnsRecord): void {
    this.byId.set(record.recordId, record);
    this.index(record);
    this.serialNumber += 1;
  }

  remove(record: DnsRecord): void {
    this.byId.delete(record.recordId);
    this.unindex(record);
    this.serialNumber += 1;
  }

  /** Changes a record of this zone and everything that is found through it. */
  change(record: DnsRecord, changes: Partial<Pick<DnsRecord, 'content' | 'enabled' | 'updatedAt'>>): void {
    this.unindex(record);
    Object.assign(record, changes);
    this.index(record);
    this.serialNumber += 1;
  }

  private index(record: DnsRecord): void {
    this.tree.add(canonicalName(record.content.rr), record, record.enabled);
    const value = foldedValue(record.content.value);
    this.byValue.set(value, (this.byValue.get(value) ?? new Set<DnsRecord>()).add(record));
  }

  private unindex(record: DnsRecord): void {
    this.tree.remove(canonicalName(record.content.rr), record, record.enabled);
    const value = foldedValue(record.content.value);
    const sameValue = this.byValue.get(value);
    sameValue?.delete(record);
    if (sameValue?.size === 0) this.byValue.delete(value);
  }
}

function oldestFirst(records: readonly DnsRecord[]): readonly DnsRecord[] {
  return records.toSorted((one, other) => one.sequence - other.sequence);
}

function loadKey(rr: string, type: string, line: string): string {
  return `${type}/${line}/${canonicalName(rr)}`;
}
