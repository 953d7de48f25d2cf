import { NameTree } from '../dns/name-tree.ts';
import { SharedLoad } from '../dns/shared-load.ts';
import type { PrivateZone, ZoneRecord } from '../dns/zone.ts';

export const RECORD_TYPES = ['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'PTR', 'SRV'] as const;

/** What a client says a record shall be. */
export interface RecordContent {
  /** Host part relative to the zone, lower case; `@` for the zone itself. */
  readonly rr: string;
  readonly type: (typeof RECORD_TYPES)[number];
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  /** 0 to 100. It counts while the load of its name, type and line is shared by weight. */
  readonly weight: number;
  /** MX only. */
  readonly priority: number | undefined;
  readonly line: string;
}

export interface PvtzRecord {
  /** A number, where public DNS has text. */
  readonly recordId: number;
  content: RecordContent;
  enabled: boolean;
  remark: string;
  readonly createdAt: number;
  updatedAt: number;
}

export interface BoundVpc {
  readonly regionId: string;
  readonly vpcId: string;
  readonly vpcType: string;
}

/** Whether names that the zone does not have are NXDOMAIN (`ZONE`) or looked up on the internet (`RECORD`). */
export type ProxyPattern = 'ZONE' | 'RECORD';
export const DNS_GROUPS = ['NORMAL_ZONE', 'FAST_ZONE'] as const;
export type DnsGroup = (typeof DNS_GROUPS)[number];

/** A private zone: what the API shows and, at the same time, what the name server reads live. */
export class PvtzZone implements PrivateZone {
  readonly account: string;
  readonly zoneId: string;
  /** Lower case, without the final dot. */
  readonly name: string;
  proxyPattern: ProxyPattern;
  dnsGroup: DnsGroup;
  resourceGroupId: string;
  readonly createdAt: number;
  updatedAt: number;
  remark = '';
  boundVpcs: readonly BoundVpc[] = [];
  readonly tags = new Map<string, string>();
  /** It is moving to the other DNS group. */
  isChangingGroup = false;
  /** `A/default/www` → whose turn it is. Absent where all records are answered. */
  private readonly shared = new Map<string, SharedLoad>();
  private serialNumber = 1;
  private readonly byId = new Map<number, PvtzRecord>();
  private readonly tree = new NameTree<PvtzRecord>();

  constructor(
    zone: Pick<PvtzZone, 'account' | 'zoneId' | 'name' | 'proxyPattern' | 'dnsGroup' | 'resourceGroupId' | 'createdAt'>,
  ) {
    this.account = zone.account;
    this.zoneId = zone.zoneId;
    this.name = zone.name;
    this.proxyPattern = zone.proxyPattern;
    this.dnsGroup = zone.dnsGroup;
    this.resourceGroupId = zone.resourceGroupId;
    this.createdAt = zone.createdAt;
    this.updatedAt = zone.createdAt;
  }

  get serial(): number {
    return this.serialNumber;
  }

  get size(): number {
    return this.byId.size;
  }

  get passesOn(): boolean {
    return this.proxyPattern === 'RECORD';
  }

  /** The accelerated kind stands before the resolvers' caches; what the other kind answers is kept for its TTL. */
  get isCached(): boolean {
    return this.dnsGroup === 'NORMAL_ZONE';
  }

  /** Oldest first. */
  get all(): readonly PvtzRecord[] {
    return [...this.byId.values()];
  }

  /** Every record of exactly this name, enabled or not. */
  at(rr: string): readonly PvtzRecord[] {
    return this.tree.at(rr);
  }

  records(relativeName: string): readonly ZoneRecord[] {
    return this.tree
      .at(relativeName)
      .filter(({ enabled }) => enabled)
      .map(({ content }) => content);
  }

  hasDescendants(relativeName: string): boolean {
    return this.tree.hasDescendants(relativeName);
  }

  share(relativeName: string, type: string): readonly ZoneRecord[] | undefined {
    const load = this.shared.get(`${type}/default/${relativeName}`);
    if (!load) return undefined;
    const candidates = this.tree
      .at(relativeName)
      .filter(({ enabled, content }) => enabled && content.type === type && content.line === 'default')
      .map(({ recordId, content }) => ({ recordId, weight: content.weight, content }));
    const chosen = load.next(candidates);
    return chosen && [chosen.content];
  }

  setShared({ rr, type, line }: { rr: string; type: string; line: string }, open: boolean): void {
    const key = `${type}/${line}/${rr}`;
    if (!open) this.shared.delete(key);
    else if (!this.shared.has(key)) this.shared.set(key, new SharedLoad());
  }

  add(record: PvtzRecord): void {
    this.byId.set(record.recordId, record);
    this.tree.add(record.content.rr, record, record.enabled);
    this.touch(record.createdAt);
  }

  /** Changes a record of this zone and where it is found. */
  change(record: PvtzRecord, changes: Partial<Pick<PvtzRecord, 'content' | 'enabled'>>, now: number): void {
    this.tree.remove(record.content.rr, record, record.enabled);
    Object.assign(record, changes, { updatedAt: now });
    this.tree.add(record.content.rr, record, record.enabled);
    this.touch(now);
  }

  remove(record: PvtzRecord, now: number): void {
    this.byId.delete(record.recordId);
    this.tree.remove(record.content.rr, record, record.enabled);
    this.touch(now);
  }

  /** Something of it changed. */
  touch(now: number): void {
    this.serialNumber += 1;
    this.updatedAt = now;
  }
}
