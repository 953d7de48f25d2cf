import type { Product } from '../product.ts';
import { createVSwitch, deleteVSwitch } from './change.ts';
import { describeVpcs, describeVSwitchAttributes, describeVSwitches, describeZones } from './describe.ts';
import { vpcErrors } from './errors.ts';
import { vpcRam } from './ram.ts';
import type { VpcState } from './state.ts';

/** Virtual Private Cloud, API 2016-04-28: what a gateway's owner reads of networks, and the vSwitches they may add. */
export const vpc: Product<VpcState> = {
  name: 'vpc',
  version: '2016-04-28',
  errors: vpcErrors,
  ram: vpcRam,
  actions: [describeVpcs, describeVSwitches, describeVSwitchAttributes, describeZones, createVSwitch, deleteVSwitch],
};
