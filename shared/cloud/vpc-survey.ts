import { onceEach } from './once.ts';
import type { VpcReader } from './vpc.ts';

/** Reads the vSwitches of each VPC once: many gateways are linked to the same few. */
export function surveyVpc(vpc: VpcReader): VpcReader {
  const byVpc = onceEach((vpcId) => vpc.allVSwitches(vpcId));
  const byId = onceEach((vSwitchId) => vpc.vSwitchesById([vSwitchId]));
  return {
    ...vpc,
    allVSwitches: byVpc,
    vSwitchesById: async (ids) => (await Promise.all([...new Set(ids)].map(byId))).flat(),
  };
}
