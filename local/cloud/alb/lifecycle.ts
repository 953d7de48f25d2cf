import type { VirtualClock } from '../clock.ts';
import { perform, type Task } from '../tasks.ts';
import type { VSwitch } from '../vpc/state.ts';
import type { Jobs } from './jobs.ts';
import type { Listener } from './listener.ts';
import type { LoadBalancer } from './load-balancer.ts';

/** Where load balancers live. */
export interface Place {
  readonly clock: VirtualClock;
  readonly jobs: Jobs;
  readonly vpc: { vSwitch(id: string): VSwitch | undefined };
  addLoadBalancer(loadBalancer: LoadBalancer): void;
  removeLoadBalancer(loadBalancer: LoadBalancer): void;
  addListener(listener: Listener): void;
  namesChanged(): void;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Provisioning, then Active with its first listeners; or CreateFailed, which goes by itself within a day. */
export function beginCreation(
  place: Place,
  loadBalancer: LoadBalancer,
  listeners: readonly Listener[] = [],
  whenActive?: Task,
): void {
  place.addLoadBalancer(loadBalancer);
  for (const listener of listeners) place.addListener(listener);
  const { account, region, id } = loadBalancer.facts;
  const apply = () => {
    // It may have been deleted meanwhile.
    if (loadBalancer.phase !== 'Provisioning') return undefined;
    loadBalancer.phase = 'Active';
    for (const listener of listeners) listener.phase = 'Running';
    place.namesChanged();
    if (whenActive) void perform(whenActive);
    return undefined;
  };
  const undo = () => {
    loadBalancer.phase = 'CreateFailed';
    place.clock.schedule(place.clock.now() + DAY_MS, () => {
      if (loadBalancer.phase === 'CreateFailed') beginDeletion(place, loadBalancer);
    });
  };
  const subject = { apiName: 'CreateLoadBalancer', operateType: 'Create', resourceType: 'loadbalancer' } as const;
  place.jobs.begin({ account, region, resourceId: id, ...subject }, 'alb-load-balancer-create', [], { apply, undo });
}

/**
 * Deleting, then gone with its listeners and their associations. That listeners need not go first is inferred.
 *
 * @returns the JobId
 */
export function beginDeletion(place: Place, loadBalancer: LoadBalancer, whenGone?: Task): string {
  const { account, region, id } = loadBalancer.facts;
  const before = loadBalancer.phase;
  loadBalancer.phase = 'Deleting';
  place.namesChanged();
  const apply = () => {
    for (const { vSwitchId } of loadBalancer.zones) giveBack(place, vSwitchId);
    place.removeLoadBalancer(loadBalancer);
    if (whenGone) void perform(whenGone);
    return undefined;
  };
  const undo = () => {
    loadBalancer.phase = before;
    place.namesChanged();
  };
  const subject = { apiName: 'DeleteLoadBalancer', operateType: 'Delete', resourceType: 'loadbalancer' } as const;
  const about = { account, region, resourceId: id, ...subject };
  return place.jobs.begin(about, 'alb-load-balancer-delete', [], { apply, undo });
}

/** The address that a load balancer had in the vSwitch, where that still exists. */
export function giveBack({ vpc }: Pick<Place, 'vpc'>, vSwitchId: string): void {
  const vSwitch = vpc.vSwitch(vSwitchId);
  if (vSwitch) vSwitch.availableIpAddressCount += 1;
}
