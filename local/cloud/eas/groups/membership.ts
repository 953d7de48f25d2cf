import type { Service } from '../services/service.ts';
import type { EasState } from '../state.ts';
import { Group, newToken } from './group.ts';
import { NOWHERE, routeGroup } from './network.ts';

/**
 * Puts a service into the group that its configuration names, and out of any other. A group that is not there is made
 * (inferred), and a service that comes into one takes its traffic until it is released from it (inferred).
 */
export async function joinGroup(state: EasState, service: Service, now: number): Promise<void> {
  const { account, region, group: name } = service;
  const former = state.groupsOf(account, region).find(({ members }) => members.includes(service));
  if (former?.name === name) return;
  leaveGroup(state, service);
  service.trafficState = name === undefined ? 'standalone' : 'grouping';
  if (name === undefined) return;
  const group = state.findGroup(account, region, name) ?? makeGroup(state, service, name, now);
  group.members = [...group.members, service];
  await routeGroup(state, group);
}

export function leaveGroup(state: EasState, service: Service): void {
  for (const group of state.groupsOf(service.account, service.region)) {
    group.members = group.members.filter((member) => member !== service);
  }
}

function makeGroup(state: EasState, { account, region, workspaceId }: Service, name: string, now: number): Group {
  const labels = new Map<string, string>();
  const made = { account, region, name, token: newToken(), workspaceId, labels, network: NOWHERE, createdAt: now };
  const group = new Group(made);
  state.addGroup(group);
  return group;
}
