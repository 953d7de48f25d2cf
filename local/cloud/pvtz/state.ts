import type { PrivateZone } from '../dns/zone.ts';
import { ApiError } from '../product.ts';
import type { Vpc } from '../vpc/state.ts';
import type { PvtzErrorCode } from './errors.ts';
import type { PvtzRecord, PvtzZone } from './zone.ts';

/** The private zones of all accounts, in every region at once: the product is global. */
export class PvtzState {
  readonly vpc: { vpcById(id: string): Vpc | undefined };
  readonly #zones = new Map<string, PvtzZone>();

  constructor(vpc: PvtzState['vpc']) {
    this.vpc = vpc;
  }

  addZone(zone: PvtzZone): void {
    this.#zones.set(zone.zoneId, zone);
  }

  removeZone(zone: PvtzZone): void {
    this.#zones.delete(zone.zoneId);
  }

  zonesOf(account: string): readonly PvtzZone[] {
    return [...this.#zones.values()].filter((zone) => zone.account === account);
  }

  /** The account's own zone. Throws Zone.NotExists. */
  zone(account: string, zoneId: string): PvtzZone {
    const zone = this.#zones.get(zoneId);
    if (zone?.account !== account) throw new ApiError<PvtzErrorCode>('Zone.NotExists');
    return zone;
  }

  /** The account's own record. Throws Record.NotExists. */
  record(account: string, recordId: number): { readonly zone: PvtzZone; readonly record: PvtzRecord } {
    for (const zone of this.zonesOf(account)) {
      const record = zone.all.find((each) => each.recordId === recordId);
      if (record) return { zone, record };
    }
    throw new ApiError<PvtzErrorCode>('Record.NotExists');
  }

  /** What clients inside a VPC see of it. */
  privateZones(vpcId: string): readonly PrivateZone[] {
    return [...this.#zones.values()].filter(({ boundVpcs }) => boundVpcs.some((bound) => bound.vpcId === vpcId));
  }
}
