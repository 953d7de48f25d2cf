import { ApiError } from '../product.ts';
import type { EasErrorCode } from './errors.ts';
import type { Gateway } from './gateway.ts';
import type { EasState } from './state.ts';

/**
 * Checks the VPC of an application gateway and, where there are any, its vSwitches: of that VPC, Available, in two zones
 * or more, one in each (G13).
 */
export function checkVpcAndVSwitches(
  state: EasState,
  { account, region }: Gateway,
  vpcId: string,
  vSwitchIds: readonly string[],
): void {
  const vpc = state.vpc.vpcById(vpcId);
  if (vpc?.account !== account || vpc.region !== region) {
    throw new ApiError<EasErrorCode>('InvalidVpcId.NotFound', { vpc: vpcId });
  }
  if (vSwitchIds.length === 0) return;
  const zones = vSwitchIds.map((id) => zoneOf(state, account, vpcId, id));
  const repeated = zones.find((zone, index) => zones.indexOf(zone) !== index);
  if (repeated !== undefined) throw invalid(`two vSwitches are in zone ${repeated}`);
  if (zones.length < 2) throw invalid('at least two vSwitches in different zones are needed');
}

function zoneOf(state: EasState, account: string, vpcId: string, id: string): string {
  const vSwitch = state.vpc.vSwitch(id);
  if (vSwitch?.account !== account) throw new ApiError<EasErrorCode>('InvalidVSwitchId.NotFound', { vSwitch: id });
  if (vSwitch.vpcId !== vpcId) {
    throw new ApiError<EasErrorCode>('InvalidVSwitchId.NotInVpc', { vSwitch: id, vpc: vpcId });
  }
  if (vSwitch.status !== 'Available') throw new ApiError<EasErrorCode>('IncorrectVSwitchStatus', { vSwitch: id });
  return vSwitch.zoneId;
}

function invalid(reason: string): ApiError {
  return new ApiError<EasErrorCode>('InvalidVSwitchIds', { reason });
}
