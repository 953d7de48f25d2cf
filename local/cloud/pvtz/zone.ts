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
  /** 1 to 100: kept, but this name server gives every value to everybody. */
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
export type DnsGroup = 'NORMAL_ZONE' | 'FAST_ZONE';

/** A private zone: what the API shows and, at the same time, what the name server reads live. */
export class PvtzZone implements PrivateZone {
  readonly account: string;
  readonly zoneId: string;
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly proxyPattern: ProxyPattern;
  readonly dnsGroup: DnsGroup;
  readonly createdAt: number;
  updatedAt: number;
  remark = '';
  boundVpcs: readonly BoundVpc[] = [];
  #serial = 1;
  readonly #records = new Map<number, PvtzRecord>();

  constructor(zone: Pick<PvtzZone, 'account' | 'zoneId' | 'name' | 'proxyPattern' | 'dnsGroup' | 'createdAt'>) {
    this.account = zone.account;
    this.zoneId = zone.zoneId;
    this.name = zone.name;
    this.proxyPattern = zone.proxyPattern;
    this.dnsGroup = zone.dnsGroup;
    this.createdAt = zone.createdAt;
    this.updatedAt = zone.createdAt;
  }

  get serial(): number {
    return this.#serial;
  }

  get passesOn(): boolean {
    return this.proxyPattern === 'RECORD';
  }

  /** Oldest first. */
  get all(): readonly PvtzRecord[] {
    return [...this.#records.values()];
  }

  records(relativeName: string): readonly ZoneRecord[] {
    return this.#enabled.filter(({ rr }) => rr === relativeName);
  }

  hasDescendants(relativeName: string): boolean {
    return this.#enabled.some(({ rr }) => rr.endsWith(`.${relativeName}`));
  }

  add(record: PvtzRecord): void {
    this.#records.set(record.recordId, record);
    this.touch(record.createdAt);
  }

  remove(record: PvtzRecord, now: number): void {
    this.#records.delete(record.recordId);
    this.touch(now);
  }

  /** Something of it changed. */
  touch(now: number): void {
    this.#serial += 1;
    this.updatedAt = now;
  }

  get #enabled(): readonly RecordContent[] {
    return this.all.filter(({ enabled }) => enabled).map(({ content }) => content);
  }
}
