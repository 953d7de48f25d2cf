import type { VirtualClock } from '../clock.ts';
import type { RecordSource } from '../dns/zone.ts';
import { ApiError } from '../product.ts';
import type { Progress } from '../progress.ts';
import type { NewId } from '../random.ts';
import { task } from '../tasks.ts';
import type { Batch } from './batch.ts';
import { EDITIONS, type Edition } from './editions.ts';
import type { AlidnsErrorCode } from './errors.ts';
import type { DomainGroup } from './group.ts';
import type { DomainLog } from './log.ts';
import { canonicalName } from './names.ts';
import type { OwnershipProof } from './ownership-proof.ts';
import type { DnsRecord, RecordContent } from './record.ts';
import { Zone } from './zone.ts';

export interface AlidnsWorld {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly newId: NewId;
  /** The public DNS, which is asked who serves a domain and whether its owner proved to be one. */
  readonly publicNames: () => RecordSource;
}

const writeOver = task('alidns/write-over', (zone: Zone) => {
  zone.isBeingWritten = false;
});

/** The hosted domains of all accounts; a domain is held by one account at a time. */
export class AlidnsState {
  /**
   * Assumption: an update that changes nothing but the TTL. Users report DomainRecordDuplicate for updates that change
   * nothing; whether a new TTL alone counts as a change could not be checked.
   */
  ttlOnlyUpdateIs: 'accepted' | 'duplicate' = 'accepted';
  /**
   * Assumption: how long a domain is busy with a write. `one-at-a-time` lets other writers of the domain meet
   * LastOperationNotFinished until the time of progress `alidns-write` is over; what was written shows at once. That
   * concurrent writers meet it is known (terraform-provider-alicloud#2976), how long is not.
   */
  writes: 'at-once' | 'one-at-a-time' = 'at-once';
  /** How long each name server goes on answering without a change that was stored, in ms; none unless set. */
  readonly nameServerLagMs = new Map<string, number>();
  /** Domains that nobody registered: they cannot be added. */
  readonly unregistered = new Set<string>();
  readonly groups = new Map<string, DomainGroup>();
  readonly domainLogs: DomainLog[] = [];
  readonly batches = new Map<number, Batch>();
  /** Account and domain → what its owner has to publish to get it. */
  readonly proofs = new Map<string, OwnershipProof>();
  readonly world: AlidnsWorld;
  private readonly zones = new Map<string, Zone>();
  private readonly records = new Map<string, { zone: Zone; record: DnsRecord }>();
  private recordsMade = 0;

  constructor(world: AlidnsWorld) {
    this.world = world;
  }

  /** Hosts a domain without an API call. Replaces nothing: a domain that is held already is returned as it is. */
  addZone({
    account,
    name,
    edition = 'free',
    ...more
  }: {
    account: string;
    name: string;
    edition?: Edition;
    group?: DomainGroup | undefined;
    resourceGroupId?: string | undefined;
  }): Zone {
    const known = this.zone(name);
    if (known) return known;
    const { clock, newId } = this.world;
    const zone = new Zone({
      account,
      displayName: name.toLowerCase(),
      domainId: newId('', 32),
      edition: EDITIONS[edition],
      createdAt: clock.now(),
      ...(edition !== 'free' && { instanceId: newId('dns-cn-', 9) }),
      ...(more.group && { group: more.group }),
      ...(more.resourceGroupId && { resourceGroupId: more.resourceGroupId }),
    });
    this.zones.set(zone.name, zone);
    return zone;
  }

  removeZone(zone: Zone): void {
    for (const { recordId } of zone.all()) this.records.delete(recordId);
    this.zones.delete(zone.name);
  }

  zone(name: string): Zone | undefined {
    return this.zones.get(canonicalName(name));
  }

  zonesOf(account: string): readonly Zone[] {
    return [...this.zones.values()].filter((zone) => zone.account === account);
  }

  /** The zone that answers for a name: the longest that it lies in, over all accounts. For name servers. */
  findZone(fqdn: string): Zone | undefined {
    const labels = canonicalName(fqdn).split('.');
    for (const index of labels.keys()) {
      const zone = this.zones.get(labels.slice(index).join('.'));
      if (zone) return zone;
    }
    return undefined;
  }

  /** Puts a record into a zone without checking it. Its id is a text of digits above 2^53, like the real ones. */
  addRecord(zone: Zone, content: RecordContent, remark = ''): DnsRecord {
    const now = this.world.clock.now();
    this.recordsMade += 1;
    const record: DnsRecord = {
      recordId: this.world.newId('9', 18, 'digits'),
      sequence: this.recordsMade,
      content,
      enabled: true,
      locked: false,
      remark,
      weight: 1,
      createdAt: now,
      updatedAt: now,
    };
    zone.add(record);
    this.records.set(record.recordId, { zone, record });
    return record;
  }

  removeRecord(zone: Zone, record: DnsRecord): void {
    zone.remove(record);
    this.records.delete(record.recordId);
  }

  record(recordId: string): { readonly zone: Zone; readonly record: DnsRecord } | undefined {
    return this.records.get(recordId);
  }

  /** Throws where the zone takes no writes; otherwise it may take no other until this one is over. */
  beginWrite(zone: Zone): void {
    if (zone.refusesWrites) throw new ApiError<AlidnsErrorCode>(zone.refusesWrites);
    if (zone.isBeingWritten) throw new ApiError<AlidnsErrorCode>('LastOperationNotFinished');
  }

  endWrite(zone: Zone): void {
    if (this.writes === 'at-once') return;
    zone.isBeingWritten = true;
    this.world.progress.after('alidns-write', writeOver(zone));
  }
}
