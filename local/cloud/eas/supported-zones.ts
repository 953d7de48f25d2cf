import { zonesOf } from '../vpc/zones.ts';

/** The zones in which a gateway of a region can be linked: some of the region's, and for a test any. */
export class SupportedZones {
  private readonly chosen = new Map<string, readonly string[]>();

  set(region: string, zones: readonly string[]): void {
    this.chosen.set(region, [...zones]);
  }

  /** In the order the cloud names them. Of Beijing they are documented (G70), elsewhere the last three are assumed. */
  of(region: string): readonly string[] {
    return this.chosen.get(region) ?? DOCUMENTED[region] ?? (zonesOf(region) ?? []).slice(-3);
  }
}

const DOCUMENTED: Readonly<Record<string, readonly string[]>> = {
  'cn-beijing': ['cn-beijing-i', 'cn-beijing-l', 'cn-beijing-k'],
};
