import { actionsOf } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import { pageOf, paging } from '../paging.ts';
import type { AlbState } from '../state.ts';
import { hasTags, tagFilter } from '../tags.ts';

/** Of one group, or of all. `Tag` is of the groups (inferred). */
export const listServerGroupServers = actionsOf<AlbState>()({
  name: 'ListServerGroupServers',
  style: 'RPC',
  parameters: {
    ServerGroupId: { type: 'string' },
    ServerIds: { type: 'list', max: 20 },
    ...tagFilter,
    ...paging,
    MaxResults: { type: 'integer', default: 20, min: 1, max: 1000 },
  },
  response: {
    Servers: [
      {
        ServerId: 'string',
        ServerType: 'string',
        ServerIp: 'string',
        Port: 'integer',
        Weight: 'integer',
        Description: 'string',
        Status: 'string',
        ServerGroupId: 'string',
        RemoteIpEnabled: 'boolean',
      },
    ],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ServerGroupId, ServerIds, Tag } = call.parameters;
    const found = state.serverGroups
      .of(call)
      .filter(({ id }) => !ServerGroupId || id === ServerGroupId)
      .filter(({ tags }) => hasTags(tags, Tag))
      .flatMap(({ id, servers }) => servers.map((server) => ({ server, ServerGroupId: id })))
      .filter(({ server }) => ServerIds?.includes(server.id) ?? true);
    const { page, ...rest } = pageOf(found, call.parameters);
    const Servers = page.map(({ server, ServerGroupId: groupId }) => ({
      ServerId: server.id,
      ServerType: server.type,
      ServerIp: server.ip,
      Port: server.port,
      Weight: server.weight,
      Description: server.description,
      Status: server.status,
      ServerGroupId: groupId,
      RemoteIpEnabled: server.remoteIpEnabled,
    }));
    return { Servers, ...rest };
  },
});
