import type { ProvisioningInput, ProvisioningMemory } from './input.ts';
import { rowInUse } from './link.ts';
import type { ObservedLink } from './observation.ts';
import { peerKey } from './peers.ts';

/** Through which vSwitch each of our VPCs is linked, and which peers are ours: declared ones that are there, and what was ours. */
export function rememberNetworks(
  input: ProvisioningInput,
  isOurs: (vpcId: string) => boolean,
): Pick<ProvisioningMemory, 'linkedThrough' | 'peers'> {
  const { observation, memory, declaration } = input;
  const linkedThrough: Record<string, string> = {};
  const peers: Record<string, string[]> = {};
  for (const { vpcId } of observation.links.filter((link) => isOurs(link.vpcId))) {
    const rows = observation.links.filter((link) => link.vpcId === vpcId);
    // There is one: the loop is over rows.
    linkedThrough[vpcId] = (rowInUse(rows, input, vpcId) as ObservedLink).vSwitchId;
    const declared = declaration.spec.vpcs.find((vpc) => vpc.vpcId === vpcId)?.peers ?? [];
    const known = [...declared.map(peerKey), ...(memory.peers?.[vpcId] ?? [])];
    const ours = (observation.peers[vpcId] ?? []).map(peerKey).filter((key) => known.includes(key));
    if (ours.length > 0) peers[vpcId] = ours;
  }
  return { linkedThrough, peers };
}
