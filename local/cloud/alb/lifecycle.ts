import type { VirtualClock } from '../clock.ts';
import { perform, type Task, task } from '../tasks.ts';
import type { VSwitch } from '../vpc/state.ts';
import { effectsOf } from './effects.ts';
import type { Jobs } from './jobs.ts';
import type { Listener } from './listener.ts';
import type { LoadBalancer, LoadBalancerPhase } from './load-balancer.ts';

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

/** What is to happen when something is done. */
export type Told = Task | undefined;

const effect = effectsOf<Place>();

const DAY_MS = 24 * 60 * 60 * 1000;

const created = effect<[LoadBalancer, readonly Listener[], Told]>('alb/load-balancer-created', {
  apply(place, loadBalancer, listeners, whenActive) {
    // It may have been deleted meanwhile.
    if (loadBalancer.phase !== 'Provisioning') return;
    loadBalancer.phase = 'Active';
    for (const listener of listeners) listener.phase = 'Running';
    place.namesChanged();
    if (whenActive) perform(whenActive);
  },
  undo(place, loadBalancer) {
    loadBalancer.phase = 'CreateFailed';
    place.clock.schedule(place.clock.now() + DAY_MS, failedForADay(place, loadBalancer));
  },
});

const failedForADay = task('alb/failed-for-a-day', (place: Place, loadBalancer: LoadBalancer) => {
  if (loadBalancer.phase === 'CreateFailed') beginDeletion(place, loadBalancer);
});

const deleted = effect<[LoadBalancer, LoadBalancerPhase, Told]>('alb/load-balancer-deleted', {
  apply(place, loadBalancer, _before, whenGone) {
    for (const { vSwitchId } of loadBalancer.zones) giveBack(place, vSwitchId);
    place.removeLoadBalancer(loadBalancer);
    if (whenGone) perform(whenGone);
  },
  undo(place, loadBalancer, before) {
    loadBalancer.phase = before;
    place.namesChanged();
  },
});

/** Provisioning, then Active with its first listeners; or CreateFailed, which goes by itself within a day. */
export function beginCreation(
  place: Place,
  loadBalancer: LoadBalancer,
  listeners: readonly Listener[] = [],
  whenActive?: Told,
): void {
  place.addLoadBalancer(loadBalancer);
  for (const listener of listeners) place.addListener(listener);
  const { account, region, id } = loadBalancer.facts;
  const subject = { apiName: 'CreateLoadBalancer', operateType: 'Create', resourceType: 'loadbalancer' } as const;
  const about = { account, region, resourceId: id, ...subject };
  place.jobs.begin(about, 'alb-load-balancer-create', [], created(loadBalancer, listeners, whenActive));
}

/**
 * Deleting, then gone with its listeners and their associations. That listeners need not go first is inferred.
 *
 * @returns the JobId
 */
export function beginDeletion(place: Place, loadBalancer: LoadBalancer, whenGone?: Told): string {
  const { account, region, id } = loadBalancer.facts;
  const before = loadBalancer.phase;
  loadBalancer.phase = 'Deleting';
  place.namesChanged();
  const subject = { apiName: 'DeleteLoadBalancer', operateType: 'Delete', resourceType: 'loadbalancer' } as const;
  const about = { account, region, resourceId: id, ...subject };
  return place.jobs.begin(about, 'alb-load-balancer-delete', [], deleted(loadBalancer, before, whenGone));
}

/** The address that a load balancer had in the vSwitch, where that still exists. */
export function giveBack({ vpc }: Pick<Place, 'vpc'>, vSwitchId: string): void {
  const vSwitch = vpc.vSwitch(vSwitchId);
  if (vSwitch) vSwitch.availableIpAddressCount += 1;
}
