import type { VSwitchFact } from '../zones.ts';

/** What the cloud says of zones and vSwitches now. */
export interface ObservedZones {
  /** Those that the gateway lists and no refused link denied (G70). Undefined until the gateway has an id. */
  supportedZones: string[] | undefined;
  /** As the gateway lists them: what a link that is there already is judged by. */
  listedZones: string[];
  vSwitches: VSwitchFact[];
  /** By VPC id: VPCs of other accounts that could not be read, and what the cloud said. */
  unreadable: Record<string, { code: string; message: string }>;
  /** By VPC id: its own CIDRs, where a vSwitch may have to be created. */
  vpcBlocks: Record<string, string[]>;
}

export const NO_ZONES_OBSERVED: ObservedZones = {
  supportedZones: undefined,
  listedZones: [],
  vSwitches: [],
  unreadable: {},
  vpcBlocks: {},
};
