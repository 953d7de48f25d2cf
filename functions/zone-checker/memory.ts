import type { NetworkDecision } from '../../shared/domain-rules/zoning/decide-network.ts';
import type { VSwitchDecision } from '../../shared/domain-rules/zoning/decide-zones.ts';

/** What zone-checker writes down: what was settled, by VPC id. */
export interface ZonesMemory {
  vpcs: Record<string, VSwitchDecision>;
  /** Of a gateway of the ALB kind. */
  network?: NetworkDecision | undefined;
}
