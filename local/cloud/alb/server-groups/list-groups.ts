import { actionsOf } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import { pageOf, paging } from '../paging.ts';
import type { AlbState } from '../state.ts';
import { hasTags, tagFilter } from '../tags.ts';
import { utcTime } from '../times.ts';
import { loadBalancersOf } from './attached.ts';
import { healthCheckBody, healthCheckFields } from './health-check.ts';
import type { ServerGroup } from './server-group.ts';

export const listServerGroups = actionsOf<AlbState>()({
  name: 'ListServerGroups',
  style: 'RPC',
  parameters: {
    ServerGroupIds: { type: 'list', max: 20 },
    ServerGroupNames: { type: 'list', max: 10 },
    ServerGroupType: { type: 'string' },
    VpcId: { type: 'string' },
    ResourceGroupId: { type: 'string' },
    ...tagFilter,
    ...paging,
  },
  response: {
    ServerGroups: [
      {
        ServerGroupId: 'string',
        ServerGroupName: 'string',
        ServerGroupType: 'string',
        ServerGroupStatus: 'string',
        Protocol: 'string',
        Scheduler: 'string',
        VpcId: 'string',
        ServerCount: 'integer',
        CreateTime: 'string',
        HealthCheckConfig: { HealthCheckEnabled: 'boolean', ...healthCheckFields },
        StickySessionConfig: {
          Cookie: 'string',
          CookieTimeout: 'integer',
          StickySessionEnabled: 'boolean',
          StickySessionType: 'string',
        },
        ConnectionDrainConfig: { ConnectionDrainEnabled: 'boolean', ConnectionDrainTimeout: 'integer' },
        SlowStartConfig: { SlowStartEnabled: 'boolean', SlowStartDuration: 'integer' },
        UchConfig: { Type: 'string', Value: 'string' },
        UpstreamKeepaliveEnabled: 'boolean',
        CrossZoneEnabled: 'boolean',
        Ipv6Enabled: 'boolean',
        IpVersionAffinityMode: 'string',
        ServiceName: 'string',
        ConfigManagedEnabled: 'boolean',
        ResourceGroupId: 'string',
        RelatedLoadBalancerIds: ['string'],
        Tags: [{ Key: 'string', Value: 'string' }],
      },
    ],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ServerGroupIds, ServerGroupNames, ServerGroupType, VpcId, ResourceGroupId, Tag } = call.parameters;
    const found = state.serverGroups
      .of(call)
      .filter(({ id }) => ServerGroupIds?.includes(id) ?? true)
      .filter(({ settings }) => ServerGroupNames?.includes(settings.name) ?? true)
      .filter(({ facts }) => !ServerGroupType || facts.type === ServerGroupType)
      .filter(({ facts }) => !VpcId || facts.vpcId === VpcId)
      .filter(({ resourceGroupId }) => !ResourceGroupId || resourceGroupId === ResourceGroupId)
      .filter(({ tags }) => hasTags(tags, Tag));
    const { page, ...rest } = pageOf(found, call.parameters);
    return { ServerGroups: page.map((group) => serverGroupBody(state, group)), ...rest };
  },
});

function serverGroupBody(state: AlbState, group: ServerGroup) {
  const { facts, settings } = group;
  const { stickySession, connectionDrain, slowStart, uch } = settings;
  return {
    ServerGroupId: facts.id,
    ServerGroupName: settings.name,
    ServerGroupType: facts.type,
    ServerGroupStatus: group.status,
    Protocol: facts.protocol,
    Scheduler: settings.scheduler,
    VpcId: facts.vpcId,
    ServerCount: group.servers.length,
    CreateTime: utcTime(facts.createdAt),
    HealthCheckConfig: { HealthCheckEnabled: settings.healthCheck.enabled, ...healthCheckBody(settings.healthCheck) },
    StickySessionConfig: {
      StickySessionEnabled: stickySession.enabled,
      StickySessionType: stickySession.type,
      Cookie: stickySession.cookie,
      CookieTimeout: stickySession.cookieTimeoutSeconds,
    },
    ConnectionDrainConfig: {
      ConnectionDrainEnabled: connectionDrain.enabled,
      ConnectionDrainTimeout: connectionDrain.timeoutSeconds,
    },
    SlowStartConfig: { SlowStartEnabled: slowStart.enabled, SlowStartDuration: slowStart.durationSeconds },
    ...(uch && { UchConfig: { Type: uch.type, Value: uch.value } }),
    UpstreamKeepaliveEnabled: settings.upstreamKeepalive,
    CrossZoneEnabled: settings.crossZone,
    Ipv6Enabled: facts.ipv6,
    IpVersionAffinityMode: settings.ipVersionAffinityMode,
    ServiceName: settings.serviceName,
    ConfigManagedEnabled: false,
    ResourceGroupId: group.resourceGroupId,
    RelatedLoadBalancerIds: loadBalancersOf(state, group).map(({ id }) => id),
    Tags: group.tags,
  };
}
