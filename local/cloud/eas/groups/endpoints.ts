import type { Side } from '../../data-plane/gateway-view.ts';
import { gatewayBases, sharedBase } from '../services/endpoints.ts';
import type { EasState } from '../state.ts';
import type { Group } from './group.ts';

/** Where a group is called, the best address first. */
export function groupAddresses(state: EasState, { account, region, name, network }: Group, side: Side): string[] {
  const { gatewayId } = network;
  const bases =
    gatewayId === undefined
      ? [sharedBase(state, account, region, side)]
      : gatewayBases(state.gateway(account, region, gatewayId), side);
  return bases.map((base) => `${base}/api/predict/${name}`);
}
