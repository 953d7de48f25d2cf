import { ApiError, actionsOf, type Parameter } from '../../product.ts';
import { effectsOf } from '../effects.ts';
import type { AlbErrorCode } from '../errors.ts';
import type { Owner } from '../owner.ts';
import type { AlbState } from '../state.ts';
import { endDryRun, idempotency, jobAbout, writing } from '../writing.ts';
import { checkMoreServers } from './attached.ts';
import {
  changeableFields,
  type NamedServer,
  namedServers,
  newServerErrors,
  newServerFields,
  newServers,
  serverFields,
} from './backend-servers.ts';
import { idleGroup } from './change-groups.ts';
import type { BackendServer, ServerGroup } from './server-group.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

type Servers = readonly BackendServer[];

const replaced = effect<[ServerGroup, Servers, Servers]>('alb/servers-replaced', {
  apply(state, group, added, removed) {
    group.servers = group.servers.filter((each) => !removed.includes(each));
    for (const server of added) server.status = 'Available';
    state.serversAdded(added);
  },
  undo(_state, group, added, removed) {
    group.servers = group.servers.filter((each) => !added.includes(each));
    for (const server of removed) server.status = 'Available';
  },
});

/** One job for all servers of a call: Adding, or Removing, until it ends. */
function replace(
  state: AlbState,
  call: Owner,
  apiName: string,
  group: ServerGroup,
  { added = [], removed = [] }: { added?: Servers; removed?: Servers },
): { JobId: string } {
  for (const server of removed) server.status = 'Removing';
  group.servers = [...group.servers, ...added];
  const about = jobAbout(call, apiName, 'Update', 'servergroup', group.id);
  return { JobId: state.jobs.begin(about, 'alb-server-group-change', [group], replaced(group, added, removed)) };
}

const servers = { type: 'objects', required: true, min: 1, max: 200 } as const satisfies Parameter;

const groupErrors = [
  'ResourceNotFound.ServerGroup',
  'IncorrectStatus.ServerGroup',
  'ResourceInConfiguring',
] as const satisfies AlbErrorCode[];

export const addServersToServerGroup = row({
  name: 'AddServersToServerGroup',
  style: 'RPC',
  parameters: {
    ServerGroupId: { type: 'string', required: true },
    Servers: { ...servers, fields: newServerFields },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [...groupErrors, ...newServerErrors, 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const group = idleGroup(state, call, call.parameters.ServerGroupId);
    const added = newServers(state, call, group, call.parameters.Servers);
    checkMoreServers(state, group, added);
    endDryRun(call.parameters);
    return replace(state, call, 'AddServersToServerGroup', group, { added });
  },
});

export const removeServersFromServerGroup = row({
  name: 'RemoveServersFromServerGroup',
  style: 'RPC',
  parameters: {
    ServerGroupId: { type: 'string', required: true },
    Servers: { ...servers, fields: serverFields },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...groupErrors,
    'ResourceInConfiguring.BackendServer',
    'ResourceNotFound.BackendServer',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { ServerGroupId, Servers } = call.parameters;
    const { group, removed } = leavingServers(state, call, ServerGroupId, Servers);
    endDryRun(call.parameters);
    return replace(state, call, 'RemoveServersFromServerGroup', group, { removed });
  },
});

export const replaceServersInServerGroup = row({
  name: 'ReplaceServersInServerGroup',
  style: 'RPC',
  parameters: {
    ServerGroupId: { type: 'string', required: true },
    AddedServers: { ...servers, fields: newServerFields },
    RemovedServers: { ...servers, fields: serverFields },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...groupErrors,
    ...newServerErrors,
    'ResourceInConfiguring.BackendServer',
    'ResourceNotFound.BackendServer',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { ServerGroupId, AddedServers, RemovedServers } = call.parameters;
    const { group, removed } = leavingServers(state, call, ServerGroupId, RemovedServers);
    const added = newServers(state, call, group, AddedServers, removed);
    checkMoreServers(state, group, added);
    endDryRun(call.parameters);
    return replace(state, call, 'ReplaceServersInServerGroup', group, { added, removed });
  },
});

/** A server that is being changed says so before its group does. */
function leavingServers(state: AlbState, owner: Owner, groupId: string, named: readonly NamedServer[]) {
  const removed = namedServers(state.serverGroups.own(owner, groupId), named);
  const busy = removed.find(({ status }) => status !== 'Available');
  if (busy) throw new ApiError<AlbErrorCode>('ResourceInConfiguring.BackendServer', { id: busy.id });
  return { group: idleGroup(state, owner, groupId), removed };
}

type Change = Partial<Pick<BackendServer, 'weight' | 'description'>>;

const updated = effect<[readonly (readonly [BackendServer, Change])[]]>('alb/servers-updated', {
  apply(_state, changes) {
    for (const [server, change] of changes) Object.assign(server, change, { status: 'Available' });
  },
  undo(_state, changes) {
    for (const [server] of changes) server.status = 'Available';
  },
});

export const updateServerGroupServersAttribute = row({
  name: 'UpdateServerGroupServersAttribute',
  style: 'RPC',
  parameters: {
    ServerGroupId: { type: 'string', required: true },
    Servers: { ...servers, fields: { ...serverFields, ...changeableFields } },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [...groupErrors, 'ResourceNotFound.BackendServer', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { ServerGroupId, Servers } = call.parameters;
    const group = idleGroup(state, call, ServerGroupId);
    const changed = namedServers(group, Servers);
    endDryRun(call.parameters);
    const changes = changed.map((server, index): [BackendServer, Change] => {
      const { Weight: weight = server.weight, Description: description = server.description } = Servers[index] ?? {};
      server.status = 'Configuring';
      return [server, { weight, description }];
    });
    const about = jobAbout(call, 'UpdateServerGroupServersAttribute', 'Update', 'servergroup', group.id);
    return { JobId: state.jobs.begin(about, 'alb-server-group-change', [group], updated(changes)) };
  },
});
