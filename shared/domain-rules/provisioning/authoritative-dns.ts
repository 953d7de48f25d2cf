import type { DeclaredVpc } from '../declaration.ts';
import type { ProvisioningInput } from './input.ts';
import type { ObservedLink } from './observation.ts';

/** Whether a VPC should have authoritative DNS (G28): undefined where it is left as it is. One that gets it takes it from the others. */
export function wantedDns({ declaration }: ProvisioningInput, vpc: DeclaredVpc): boolean | undefined {
  if (vpc.authoritativeDns !== undefined) return vpc.authoritativeDns;
  return declaration.spec.vpcs.some(({ authoritativeDns }) => authoritativeDns === true) ? false : undefined;
}

/** Links of other VPCs that have it now: they lose it before another one can get it. */
export function dnsHolders({ observation }: ProvisioningInput, vpcId: string): ObservedLink[] {
  return observation.links.filter((link) => link.authoritativeDns && link.vpcId !== vpcId);
}
