import type { RamNaming } from '../product.ts';
import type { VpcState } from './state.ts';

/** Source: the types of resources in "RAM authorization" of VPC; which action goes by which of them is inferred. */
export const vpcRam: RamNaming<VpcState> = {
  resources: {
    DescribeVpcs: 'vpc/{VpcId}',
    CreateVpc: 'vpc/*',
    DescribeVpcAttribute: 'vpc/{VpcId}',
    ModifyVpcAttribute: 'vpc/{VpcId}',
    DeleteVpc: 'vpc/{VpcId}',
    ModifyVSwitchAttribute: 'vswitch/{VSwitchId}',
    DescribeVSwitches: 'vswitch/{VSwitchId}',
    DescribeVSwitchAttributes: 'vswitch/{VSwitchId}',
    CreateVSwitch: ['vswitch/*', 'vpc/{VpcId}'],
    DeleteVSwitch: 'vswitch/{VSwitchId}',
  },
};
