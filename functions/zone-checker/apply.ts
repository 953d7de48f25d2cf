import type { VpcClient } from '../../shared/cloud/vpc.ts';
import type { ZonesMemory } from '../../shared/domain-rules/zoning/memory.ts';
import { OWNER_TAG, type ZoningStep } from '../../shared/domain-rules/zoning/step.ts';
import type { Applied } from '../../shared/engine/worker.ts';

/**
 * Creates a vSwitch that carries our mark: after a lost answer it is found by that, and not created again.
 *
 * @param token of this one call; the next attempt has another
 */
export async function applyStep(
  vpc: Pick<VpcClient, 'createVSwitch'>,
  { vpcId, zoneId, cidrBlock, name, owner }: ZoningStep,
  token: string,
): Promise<Applied<ZonesMemory>> {
  const { VSwitchId } = await vpc.createVSwitch({
    VpcId: vpcId,
    ZoneId: zoneId,
    CidrBlock: cidrBlock,
    VSwitchName: name,
    Description: owner,
    Tag: [{ Key: OWNER_TAG, Value: owner }],
    ClientToken: token,
  });
  return {
    learn: (memory) => ({ ...memory, created: { ...memory.created, [vpcId]: VSwitchId } }),
    message: `${VSwitchId} is being created in zone ${zoneId} with ${cidrBlock}`,
  };
}
