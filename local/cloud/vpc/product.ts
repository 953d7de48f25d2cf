import type { Product } from '../product.ts';
import { createVSwitch, deleteVSwitch, modifyVSwitchAttribute } from './change.ts';
import { createVpc, deleteVpc, modifyVpcAttribute } from './change-vpc.ts';
import {
  describeRegions,
  describeVpcAttribute,
  describeVpcs,
  describeVSwitchAttributes,
  describeVSwitches,
  describeZones,
} from './describe.ts';
import { vpcErrors } from './errors.ts';
import { vpcRam } from './ram.ts';
import type { VpcState } from './state.ts';
import { listTagResources, tagResources, unTagResources } from './tags.ts';

/** Virtual Private Cloud, API 2016-04-28: what a gateway's owner reads of networks, and the vSwitches they may add. */
export const vpc: Product<VpcState> = {
  name: 'vpc',
  version: '2016-04-28',
  errors: vpcErrors,
  ram: vpcRam,
  actions: [
    describeRegions,
    describeZones,
    createVpc,
    describeVpcs,
    describeVpcAttribute,
    modifyVpcAttribute,
    deleteVpc,
    createVSwitch,
    describeVSwitches,
    describeVSwitchAttributes,
    modifyVSwitchAttribute,
    deleteVSwitch,
    tagResources,
    unTagResources,
    listTagResources,
  ],
};
