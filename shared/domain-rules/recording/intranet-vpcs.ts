import type { Declaration } from '../declaration.ts';

/** The VPCs whose servers call the gateway by its private names. */
export function intranetVpcs({ vpcs }: Declaration['spec']): string[] {
  return vpcs.map(({ vpcId }) => vpcId);
}
