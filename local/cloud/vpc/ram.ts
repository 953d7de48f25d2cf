import type { RamNaming } from '../product.ts';
import type { VpcState } from './state.ts';

/** Source: the types of resources in "RAM authorization" of VPC; which action goes by which of them is inferred. */
export const vpcRam: RamNaming<VpcState> = {
  resources: {
    DescribeVpcs: 'vpc/{VpcId}',
    DescribeVSwitches: 'vswitch/{VSwitchId}',
    DescribeVSwitchAttributes: 'vswitch/{VSwitchId}',
    CreateVSwitch: ['vswitch/*', 'vpc/{VpcId}'],
    DeleteVSwitch: 'vswitch/{VSwitchId}',
  },
};
