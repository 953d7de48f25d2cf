import type { Side } from '../data-plane/gateway-view.ts';
import type { Progress } from '../progress.ts';
import { task } from '../tasks.ts';
import { furnishListeners } from './furnish-listeners.ts';
import type { AssociatedLoadBalancer, Gateway } from './gateway.ts';
import { ACCESS } from './lifecycle.ts';
import type { EasState } from './state.ts';

/** Begins to open a side of an application gateway, on a load balancer of its own or on the other side's. */
export function openSide(state: EasState, gateway: Gateway, side: Side, progress: Progress): void {
  gateway[side].show('Creating');
  const carrier = state.albPerAccess === 'one' ? gateway.loadBalancers.find(({ sides }) => sides.size > 0) : undefined;
  // An instance keeps its type here: a private one that is to be public as well is replaced (inferred).
  if (!carrier || (side === 'internet' && !carrier.isPublic)) {
    associate(state, gateway, side, progress, carrier);
    return;
  }
  carrier.sides.add(side);
  if (statusOf(state, carrier) !== 'Provisioning') becomeOpen(state, gateway, side, progress);
}

/** Begins to close a side; a load balancer that carries nothing any more is deleted. */
export function closeSide(state: EasState, gateway: Gateway, side: Side, progress: Progress): void {
  const carrier = gateway.loadBalancerOf(side);
  carrier?.sides.delete(side);
  if (!carrier || carrier.sides.size > 0) {
    gateway[side].begin(ACCESS.disable, progress);
    furnishListeners(state, gateway);
    return;
  }
  gateway[side].show('Deleting');
  release(state, gateway, carrier, side);
}

/** Deletes every load balancer of a gateway that is deleted itself. */
export function releaseLoadBalancers(state: EasState, gateway: Gateway): void {
  gateway.intranet.cancel();
  for (const each of [...gateway.loadBalancers]) release(state, gateway, each);
}

/** @param former what the new instance takes over from */
function associate(
  state: EasState,
  gateway: Gateway,
  side: Side,
  progress: Progress,
  former: AssociatedLoadBalancer | undefined,
): void {
  const { account, region, vpcId = '', vSwitchIds } = gateway;
  const sides = new Set<Side>([side]);
  const isPublic = side === 'internet';
  const { loadBalancerId: id, dnsName } = state.loadBalancers.createForService({
    account,
    region,
    managedBy: 'eas',
    name: `eas-${gateway.id}-${side}`,
    vpcId,
    vSwitchIds,
    addressType: isPublic ? 'Internet' : 'Intranet',
    whenActive: active(state, gateway, sides, former, progress),
  });
  gateway.loadBalancers.push({ id, dnsName, isPublic, vpcId, vSwitchIds, sides });
  state.standsInFront(id, gateway);
}

/** @param sides what the new instance carries by then */
const active = task(
  'eas/load-balancer-active',
  (
    state: EasState,
    gateway: Gateway,
    sides: Set<Side>,
    former: AssociatedLoadBalancer | undefined,
    progress: Progress,
  ) => {
    for (const each of sides) becomeOpen(state, gateway, each, progress);
    if (!former) return;
    for (const each of former.sides) sides.add(each);
    release(state, gateway, former);
  },
);

const opened = task('eas/access-opened', (state: EasState, gateway: Gateway) => {
  furnishListeners(state, gateway);
  return state.networksChanged(gateway);
});

/** @param side that is closed with it */
const gone = task(
  'eas/load-balancer-gone',
  (gateway: Gateway, loadBalancer: AssociatedLoadBalancer, side: Side | undefined) => {
    const kept = gateway.loadBalancers.filter((each) => each !== loadBalancer);
    gateway.loadBalancers.splice(0, gateway.loadBalancers.length, ...kept);
    if (side) gateway[side].show('Deleted');
  },
);

function becomeOpen(state: EasState, gateway: Gateway, side: Side, progress: Progress): void {
  gateway[side].begin(ACCESS.enable, progress, opened(state, gateway));
}

function release(state: EasState, gateway: Gateway, loadBalancer: AssociatedLoadBalancer, side?: Side): void {
  loadBalancer.sides.clear();
  const whenGone = gone(gateway, loadBalancer, side);
  // Its owner may be deleting it already.
  if (statusOf(state, loadBalancer) === 'Deleting') whenGone.run();
  else state.loadBalancers.deleteForService(loadBalancer.id, whenGone);
}

function statusOf(state: EasState, { id }: AssociatedLoadBalancer): string | undefined {
  return state.loadBalancers.loadBalancer(id)?.status;
}
