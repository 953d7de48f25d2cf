import type { NetworkDecision } from './decide-network.ts';
import type { VSwitchDecision } from './decide-zones.ts';

/** What zone-checker writes down. */
export interface ZonesMemory {
  /** What was settled, by VPC id. */
  vpcs: Record<string, VSwitchDecision>;
  /** vSwitches that Torii created, by VPC id. Found again by their tag; absent before the first. */
  created?: Record<string, string> | undefined;
  /** Of a gateway of the ALB kind. */
  network?: NetworkDecision | undefined;
}

export const NO_ZONES_MEMORY: ZonesMemory = { vpcs: {} };
