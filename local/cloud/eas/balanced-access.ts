import type { Side } from '../data-plane/gateway-view.ts';
import { ApiError } from '../product.ts';
import type { Progress } from '../progress.ts';
import { checkVpcAndVSwitches } from './balanced-network.ts';
import type { EasErrorCode } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { ACCESS } from './lifecycle.ts';
import { closeSide, openSide } from './load-balancers.ts';
import type { EasState } from './state.ts';

/** What UpdateGateway may say about networks; what is not sent stays as it is. */
export interface AccessWish {
  readonly EnableIntranet?: boolean | undefined;
  readonly EnableInternet?: boolean | undefined;
  readonly VpcId?: string | undefined;
  readonly VSwitchIds?: readonly string[] | undefined;
}

/** Refusals of both kinds of gateway. */
export const accessErrors = [
  'IncorrectInternetStatus',
  'IncorrectIntranetStatus',
  'MissingVpcId',
  'MissingVSwitchIds',
  'NetworkInUse',
  'InvalidVSwitchIds',
  'InvalidVpcId.NotFound',
  'InvalidVSwitchId.NotFound',
  'InvalidVSwitchId.NotInVpc',
  'IncorrectVSwitchStatus',
] satisfies EasErrorCode[];

/**
 * Checks what an application gateway is asked to open and close; the returned function does it. Its access is a load
 * balancer in the owner's account (G12):
 *
 * ```
 *  side switched   its load balancer                          the side shows
 *  on              made, or (one for both) the other side's   Creating, until that is Active and a little longer
 *  off             kept for the other side                    Deleting, a little while
 *                  deleted, if it was the last                Deleting, until it is gone
 * ```
 */
export function checkBalancedAccess(state: EasState, gateway: Gateway, wish: AccessWish): (progress: Progress) => void {
  const on = sidesToSwitch(gateway, wish, true);
  const off = sidesToSwitch(gateway, wish, false);
  const network = checkNetwork(state, gateway, wish, on.length > 0);
  return (progress) => {
    gateway.vpcId = network.vpcId;
    gateway.vSwitchIds = network.vSwitchIds;
    for (const side of off) closeSide(state, gateway, side, progress);
    // Public access first: an instance for both has to be a public one.
    for (const side of on) openSide(state, gateway, side, progress);
  };
}

/** The public side first. Throws where a side is in the middle of something. */
function sidesToSwitch(gateway: Gateway, wish: AccessWish, to: boolean): Side[] {
  const wished = [
    ['internet', wish.EnableInternet, gateway.internetEnabled, 'IncorrectInternetStatus'],
    ['intranet', wish.EnableIntranet, gateway.intranetEnabled, 'IncorrectIntranetStatus'],
  ] as const;
  return wished.flatMap(([side, wanted, is, code]) => {
    if (wanted !== to || is === to) return [];
    const lifecycle = gateway[side];
    if (lifecycle.allows(to ? ACCESS.enable : ACCESS.disable)) return [side];
    throw new ApiError<EasErrorCode>(code, { gateway: gateway.id, status: lifecycle.status ?? 'off' });
  });
}

interface NetworkOfGateway {
  readonly vpcId: string | undefined;
  readonly vSwitchIds: readonly string[];
}

/** Both sides share the VPC (G14) and, here, its vSwitches: while one uses them, they stay (inferred). */
function checkNetwork(state: EasState, gateway: Gateway, wish: AccessWish, opens: boolean): NetworkOfGateway {
  const vpcId = wish.VpcId ?? gateway.vpcId;
  const vSwitchIds = wish.VSwitchIds ?? (vpcId === gateway.vpcId ? gateway.vSwitchIds : []);
  const changed = vpcId !== gateway.vpcId || !sameSet(vSwitchIds, gateway.vSwitchIds);
  if (changed && gateway.loadBalancers.length > 0) {
    throw new ApiError<EasErrorCode>('NetworkInUse', { gateway: gateway.id });
  }
  if (changed || opens) {
    if (vpcId === undefined) throw new ApiError<EasErrorCode>('MissingVpcId');
    if (opens && vSwitchIds.length === 0) throw new ApiError<EasErrorCode>('MissingVSwitchIds');
    checkVpcAndVSwitches(state, gateway, vpcId, vSwitchIds);
  }
  return { vpcId, vSwitchIds };
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each) => other.includes(each));
}
