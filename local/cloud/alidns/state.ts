import type { VirtualClock } from '../clock.ts';
import type { NewId } from '../random.ts';
import { EDITIONS, type Edition } from './editions.ts';
import { canonicalName } from './names.ts';
import type { DnsRecord, RecordContent } from './record.ts';
import { Zone } from './zone.ts';

/** The hosted domains of all accounts; a domain is held by one account at a time. */
export class AlidnsState {
  /**
   * Assumption: an update that changes nothing but the TTL. Users report DomainRecordDuplicate for updates that change
   * nothing; whether a new TTL alone counts as a change could not be checked.
   */
  ttlOnlyUpdateIs: 'accepted' | 'duplicate' = 'accepted';
  /** How long each name server goes on answering without a change that was stored, in ms; none unless set. */
  readonly nameServerLagMs = new Map<string, number>();
  readonly #zones = new Map<string, Zone>();
  readonly #records = new Map<string, { zone: Zone; record: DnsRecord }>();
  readonly #clock: VirtualClock;
  readonly #newId: NewId;

  constructor(clock: VirtualClock, newId: NewId) {
    this.#clock = clock;
    this.#newId = newId;
  }

  /** Hosts a domain without an API call. Replaces nothing: a domain that is held already is returned as it is. */
  addZone({ account, name, edition = 'free' }: { account: string; name: string; edition?: Edition }): Zone {
    const known = this.zone(name);
    if (known) return known;
    const zone = new Zone({
      account,
      displayName: name.toLowerCase(),
      domainId: this.#newId('', 32),
      edition: EDITIONS[edition],
      createdAt: this.#clock.now(),
    });
    this.#zones.set(zone.name, zone);
    return zone;
  }

  removeZone(zone: Zone): void {
    for (const { recordId } of zone.all()) this.#records.delete(recordId);
    this.#zones.delete(zone.name);
  }

  zone(name: string): Zone | undefined {
    return this.#zones.get(canonicalName(name));
  }

  zonesOf(account: string): readonly Zone[] {
    return [...this.#zones.values()].filter((zone) => zone.account === account);
  }

  /** The zone that answers for a name: the longest that it lies in, over all accounts. For name servers. */
  findZone(fqdn: string): Zone | undefined {
    const labels = canonicalName(fqdn).split('.');
    for (const index of labels.keys()) {
      const zone = this.#zones.get(labels.slice(index).join('.'));
      if (zone) return zone;
    }
    return undefined;
  }

  /** Puts a record into a zone without checking it. Its id is a text of digits above 2^53, like the real ones. */
  addRecord(zone: Zone, content: RecordContent, remark = ''): DnsRecord {
    const now = this.#clock.now();
    const record: DnsRecord = {
      recordId: this.#newId('9', 18, 'digits'),
      content,
      enabled: true,
      locked: false,
      remark,
      createdAt: now,
      updatedAt: now,
    };
    zone.add(record);
    this.#records.set(record.recordId, { zone, record });
    return record;
  }

  removeRecord(zone: Zone, record: DnsRecord): void {
    zone.remove(record);
    this.#records.delete(record.recordId);
  }

  record(recordId: string): { readonly zone: Zone; readonly record: DnsRecord } | undefined {
    return this.#records.get(recordId);
  }
}
