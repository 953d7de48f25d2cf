import type { EditionTerms } from './editions.ts';
import { ancestorsOf, canonicalName } from './names.ts';
import type { DnsRecord, RecordContent } from './record.ts';

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
}

/** One hosted domain. Lookups by id and by name cost the same whatever its size. */
export class Zone implements ZoneView {
  readonly account: string;
  /** Lower case, punycode. */
  readonly name: string;
  /** As its owner writes it. */
  readonly displayName: string;
  readonly domainId: string;
  readonly edition: EditionTerms;
  readonly createdAt: number;
  #serial = 1;
  readonly #byId = new Map<string, DnsRecord>();
  readonly #byName = new Map<string, Set<DnsRecord>>();
  /** Name → enabled records strictly below it. */
  readonly #below = new Map<string, number>();

  constructor(zone: Pick<Zone, 'account' | 'displayName' | 'domainId' | 'edition' | 'createdAt'>) {
    this.account = zone.account;
    this.name = canonicalName(zone.displayName);
    this.displayName = zone.displayName;
    this.domainId = zone.domainId;
    this.edition = zone.edition;
    this.createdAt = zone.createdAt;
  }

  get serial(): number {
    return this.#serial;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Every record, oldest first. */
  all(): readonly DnsRecord[] {
    return [...this.#byId.values()];
  }

  /** Every record of exactly this name, enabled or not. */
  at(rr: string): readonly DnsRecord[] {
    return [...(this.#byName.get(canonicalName(rr)) ?? [])];
  }

  records(relativeName: string): readonly RecordContent[] {
    return this.at(relativeName)
      .filter((record) => record.enabled)
      .map((record) => record.content);
  }

  hasDescendants(relativeName: string): boolean {
    return (this.#below.get(canonicalName(relativeName)) ?? 0) > 0;
  }

  add(record: DnsRecord): void {
    this.#byId.set(record.recordId, record);
    this.#index(record);
    this.#serial += 1;
  }

  remove(record: DnsRecord): void {
    this.#byId.delete(record.recordId);
    this.#unindex(record);
    this.#serial += 1;
  }

  /** Changes a record of this zone and everything that is found through it. */
  change(record: DnsRecord, changes: Partial<Pick<DnsRecord, 'content' | 'enabled' | 'updatedAt'>>): void {
    this.#unindex(record);
    Object.assign(record, changes);
    this.#index(record);
    this.#serial += 1;
  }

  #index(record: DnsRecord): void {
    const name = canonicalName(record.content.rr);
    const sameName = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, sameName.add(record));
    if (record.enabled) this.#countBelow(name, 1);
  }

  #unindex(record: DnsRecord): void {
    const name = canonicalName(record.content.rr);
    const sameName = this.#byName.get(name);
    sameName?.delete(record);
    if (sameName?.size === 0) this.#byName.delete(name);
    if (record.enabled) this.#countBelow(name, -1);
  }

  #countBelow(name: string, step: 1 | -1): void {
    for (const ancestor of ancestorsOf(name)) {
      const count = (this.#below.get(ancestor) ?? 0) + step;
      if (count === 0) this.#below.delete(ancestor);
      else this.#below.set(ancestor, count);
    }
  }
}
