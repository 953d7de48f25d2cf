import { ApiError, type ParameterTable } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import type { Group, GroupNetwork } from './group.ts';

export const networkFields = {
  GatewayId: { type: 'string' },
  VpcId: { type: 'string' },
  VSwitchId: { type: 'string' },
  SecurityGroupId: { type: 'string' },
} as const satisfies ParameterTable;

export const networkErrors = [
  'InvalidGateway.NotFound',
  'IncorrectGatewayStatus',
  'InvalidVpcId.NotFound',
  'InvalidVSwitchId.NotFound',
  'InvalidVSwitchId.NotInVpc',
] satisfies EasErrorCode[];

interface Wish {
  readonly GatewayId?: string | undefined;
  readonly VpcId?: string | undefined;
  readonly VSwitchId?: string | undefined;
  readonly SecurityGroupId?: string | undefined;
}

export const NOWHERE: GroupNetwork = {
  gatewayId: undefined,
  vpcId: undefined,
  vSwitchId: undefined,
  securityGroupId: undefined,
};

export function readNetwork({ GatewayId, VpcId, VSwitchId, SecurityGroupId }: Wish = {}): GroupNetwork {
  return {
    gatewayId: GatewayId || undefined,
    vpcId: VpcId || undefined,
    vSwitchId: VSwitchId || undefined,
    securityGroupId: SecurityGroupId || undefined,
  };
}

/** What it names has to be there; security groups are not played. */
export function checkNetwork(
  state: EasState,
  account: string,
  region: string,
  { gatewayId, vpcId, vSwitchId }: GroupNetwork,
): void {
  if (gatewayId !== undefined) state.gatewayThatIsUp(account, region, gatewayId);
  const vpc = vpcId === undefined ? undefined : state.vpc.vpcById(vpcId);
  if (vpcId !== undefined && (vpc?.account !== account || vpc.region !== region)) {
    throw new ApiError<EasErrorCode>('InvalidVpcId.NotFound', { vpc: vpcId });
  }
  if (vSwitchId === undefined) return;
  const vSwitch = state.vpc.vSwitch(vSwitchId);
  if (vSwitch?.account !== account)
    throw new ApiError<EasErrorCode>('InvalidVSwitchId.NotFound', { vSwitch: vSwitchId });
  if (vSwitch.vpcId !== vpcId) {
    throw new ApiError<EasErrorCode>('InvalidVSwitchId.NotInVpc', { vSwitch: vSwitchId, vpc: vpcId ?? '' });
  }
}

/** Through the gateway that it names, or the shared one. */
export async function routeGroup(state: EasState, group: Group): Promise<void> {
  const { account, region, network } = group;
  const { gatewayId } = network;
  const through =
    gatewayId === undefined ? state.sharedGateway(account, region) : state.gateway(account, region, gatewayId);
  group.routeThrough(through);
  await state.networksChanged(through);
}
