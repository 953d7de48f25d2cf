import type { VirtualClock } from '../clock.ts';
import type { PrivateZone } from '../dns/zone.ts';
import { ApiError } from '../product.ts';
import type { Progress } from '../progress.ts';
import type { Vpc } from '../vpc/state.ts';
import type { Authorization } from './authorization.ts';
import type { ChangeLog } from './change-log.ts';
import type { PvtzErrorCode } from './errors.ts';
import type { DnsGroup, PvtzRecord, PvtzZone } from './zone.ts';

export interface PvtzWorld {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly vpc: { vpcById(id: string): Vpc | undefined };
}

/** The private zones of all accounts, in every region at once: the product is global. */
export class PvtzState {
  /**
   * Assumption: the kind of a zone that AddZone is not told. The documents say NORMAL_ZONE; accounts that were opened
   * since 30 April 2025 get FAST_ZONE, and everybody shall in the end.
   */
  newZonesAre: DnsGroup = 'FAST_ZONE';
  /** Assumption: what DescribeUserServiceStatus says; nothing depends on it. */
  serviceStatus: 'OPENED' | 'CLOSED' | 'IN_DEBT' | 'IN_DEBT_OVER_DUE' = 'OPENED';
  /** The digits that the owner of VPCs is sent to let another account bind them. */
  authCode = '123456';
  authorizations: readonly Authorization[] = [];
  readonly changeLogs: ChangeLog[] = [];
  readonly world: PvtzWorld;
  private readonly zones = new Map<string, PvtzZone>();
  private readonly records = new Map<number, { readonly zone: PvtzZone; readonly record: PvtzRecord }>();

  constructor(world: PvtzWorld) {
    this.world = world;
  }

  addZone(zone: PvtzZone): void {
    this.zones.set(zone.zoneId, zone);
    this.log(zone, 'add');
  }

  removeZone(zone: PvtzZone): void {
    for (const { recordId } of zone.all) this.records.delete(recordId);
    this.zones.delete(zone.zoneId);
    this.log(zone, 'delete');
  }

  addRecord(zone: PvtzZone, record: PvtzRecord): void {
    zone.add(record);
    this.records.set(record.recordId, { zone, record });
    this.logRecord(zone, record, 'add');
  }

  removeRecord(zone: PvtzZone, record: PvtzRecord): void {
    zone.remove(record, this.world.clock.now());
    this.records.delete(record.recordId);
    this.logRecord(zone, record, 'delete');
  }

  zonesOf(account: string): readonly PvtzZone[] {
    return [...this.zones.values()].filter((zone) => zone.account === account);
  }

  /** The account's own zone. Throws Zone.NotExists. */
  zone(account: string, zoneId: string): PvtzZone {
    const zone = this.zones.get(zoneId);
    if (zone?.account !== account) throw new ApiError<PvtzErrorCode>('Zone.NotExists');
    return zone;
  }

  /** The account's own record. Throws Record.NotExists. */
  record(account: string, recordId: number): { readonly zone: PvtzZone; readonly record: PvtzRecord } {
    const found = this.records.get(recordId);
    if (found?.zone.account !== account) throw new ApiError<PvtzErrorCode>('Record.NotExists');
    return found;
  }

  /** The account's zone that has the record, if one has. */
  zoneOfRecord(account: string, recordId: number): PvtzZone | undefined {
    const zone = this.records.get(recordId)?.zone;
    return zone?.account === account ? zone : undefined;
  }

  /** What clients inside a VPC see of it. */
  privateZones(vpcId: string): readonly PrivateZone[] {
    return [...this.zones.values()].filter(({ boundVpcs }) => boundVpcs.some((bound) => bound.vpcId === vpcId));
  }

  log(zone: PvtzZone, action: ChangeLog['action']): void {
    const { account, zoneId, name } = zone;
    const of = { account, zoneId, entityType: 'PV_ZONE', entityId: zoneId, entityName: name } as const;
    this.changeLogs.push({ ...of, ...this.entry(action), content: `${action} zone ${name}` });
  }

  logRecord(zone: PvtzZone, { recordId, content }: PvtzRecord, action: ChangeLog['action']): void {
    const { account, zoneId } = zone;
    const name = content.rr === '@' ? zone.name : `${content.rr}.${zone.name}`;
    const text = `${action} record ${content.type} ${name} ${content.value}`;
    const of = { account, zoneId, entityType: 'PV_RECORD', entityId: String(recordId), entityName: name } as const;
    this.changeLogs.push({ ...of, ...this.entry(action), content: text });
  }

  private entry(action: ChangeLog['action']) {
    return { id: this.changeLogs.length + 1, action, at: this.world.clock.now() };
  }
}
