import { ApiError } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import { Listener } from '../listener.ts';
import type { LoadBalancer } from '../load-balancer.ts';
import type { AlbState } from '../state.ts';
import { byEdition, checkQuota } from '../writing.ts';
import type { BackendServer, ServerGroup } from './server-group.ts';

/** Refuses groups that the listeners and rules of an instance cannot forward to as well. */
export function checkForwarding(state: AlbState, loadBalancer: LoadBalancer, groups: readonly ServerGroup[]): void {
  for (const group of groups) {
    const { id, phase, facts } = group;
    if (phase !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.ServerGroup', { id, status: phase });
    if (facts.vpcId !== undefined && facts.vpcId !== loadBalancer.facts.vpcId) {
      throw new ApiError<AlbErrorCode>('Mismatch.VpcId', { what: 'VpcId', id, other: loadBalancer.id });
    }
    checkEdition(group, loadBalancer);
    const attached = state.usersOf(group).length;
    checkQuota('ResourceQuotaExceeded.ServerGroupAttachedNum', id, attached + 1, state.quotas.serverGroupListeners);
  }
  checkServers(state, loadBalancer, [...new Set([...groupsOf(state, loadBalancer), ...groups])]);
}

/** Basic instances have neither connection draining nor slow start. */
export function checkEdition({ settings }: Pick<ServerGroup, 'settings'>, { edition }: LoadBalancer): void {
  if (edition !== 'Basic') return;
  if (settings.connectionDrain.enabled) {
    throw new ApiError<AlbErrorCode>('Mismatch.LoadBalancerEditionAndConnectionDrain');
  }
  if (settings.slowStart.enabled) throw new ApiError<AlbErrorCode>('Mismatch.LoadBalancerEditionAndSlowStartEnable');
}

/** The instances that forward to a group. */
export function loadBalancersOf(state: AlbState, group: ServerGroup): readonly LoadBalancer[] {
  const users = state.usersOf(group).map((user) => (user instanceof Listener ? user : user.listener).loadBalancer);
  return [...new Set(users)];
}

/** Refuses servers that would be too many for an instance which forwards to the group. */
export function checkMoreServers(state: AlbState, group: ServerGroup, servers: readonly BackendServer[]): void {
  for (const loadBalancer of loadBalancersOf(state, group)) {
    checkServers(state, loadBalancer, groupsOf(state, loadBalancer), servers);
  }
}

function groupsOf(state: AlbState, { id, facts }: LoadBalancer): readonly ServerGroup[] {
  const listeners = state.listenersOf(id);
  const ids = listeners.flatMap((listener) => [
    ...(listener.settings.serverGroupId === undefined ? [] : [listener.settings.serverGroupId]),
    ...state.rulesOf(listener).flatMap(({ serverGroupIds }) => serverGroupIds),
  ]);
  return [...new Set(ids)].map((each) => state.serverGroups.own(facts, each));
}

function checkServers(
  state: AlbState,
  loadBalancer: LoadBalancer,
  groups: readonly ServerGroup[],
  more: readonly BackendServer[] = [],
): void {
  const servers = [...groups.flatMap((group) => group.servers), ...more];
  const limit = byEdition(state.quotas.servers, loadBalancer);
  checkQuota('ResourceQuotaExceeded.LoadBalancerServersNum', loadBalancer.id, servers.length, limit);
  const times = new Map<string, number>();
  for (const { ip } of servers) if (ip) times.set(ip, (times.get(ip) ?? 0) + 1);
  const most = Math.max(0, ...times.values());
  checkQuota('ResourceQuotaExceeded.ServerAddedNum', loadBalancer.id, most, state.quotas.sameAddress);
}
