import { actionsOf } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import { pageOf, paging } from '../paging.ts';
import type { AlbState } from '../state.ts';
import { hasTags, tagFilter } from '../tags.ts';
import type { RuleAction } from './parameters.ts';

const values = { Values: ['string'] } as const;
const keyValues = { Values: [{ Key: 'string', Value: 'string' }] } as const;
const header = { Key: 'string', Values: ['string'] } as const;
const tuples = [{ ServerGroupId: 'string', Weight: 'integer' }] as const;

const conditionFields = {
  Type: 'string',
  HostConfig: values,
  PathConfig: values,
  HeaderConfig: header,
  QueryStringConfig: keyValues,
  MethodConfig: values,
  CookieConfig: keyValues,
  SourceIpConfig: values,
  ResponseHeaderConfig: header,
  ResponseStatusCodeConfig: values,
} as const;

const actionFields = {
  Order: 'integer',
  Type: 'string',
  ForwardGroupConfig: {
    ServerGroupTuples: tuples,
    ServerGroupStickySession: { Enabled: 'boolean', Timeout: 'integer' },
  },
  RedirectConfig: {
    Host: 'string',
    HttpCode: 'string',
    Path: 'string',
    Port: 'string',
    Protocol: 'string',
    Query: 'string',
  },
  FixedResponseConfig: { Content: 'string', ContentType: 'string', HttpCode: 'string' },
  RewriteConfig: { Host: 'string', Path: 'string', Query: 'string' },
  InsertHeaderConfig: { Key: 'string', Value: 'string', ValueType: 'string' },
  RemoveHeaderConfig: { Key: 'string' },
  TrafficLimitConfig: { QPS: 'integer', PerIpQps: 'integer' },
  TrafficMirrorConfig: { TargetType: 'string', MirrorGroupConfig: { ServerGroupTuples: tuples } },
  CorsConfig: {
    AllowOrigin: ['string'],
    AllowMethods: ['string'],
    AllowHeaders: ['string'],
    ExposeHeaders: ['string'],
    AllowCredentials: 'string',
    MaxAge: 'integer',
  },
} as const;

/** Without the default action of a listener, which is no rule (inferred). Rules come as they are matched. */
export const listRules = actionsOf<AlbState>()({
  name: 'ListRules',
  style: 'RPC',
  parameters: {
    RuleIds: { type: 'list', max: 20 },
    ListenerIds: { type: 'list', max: 20 },
    LoadBalancerIds: { type: 'list', max: 20 },
    Direction: { type: 'string', enum: ['Request', 'Response'] },
    ...tagFilter,
    ...paging,
  },
  response: {
    Rules: [
      {
        RuleId: 'string',
        RuleName: 'string',
        RuleStatus: 'string',
        Priority: 'integer',
        Direction: 'string',
        ListenerId: 'string',
        LoadBalancerId: 'string',
        RuleConditions: [conditionFields],
        RuleActions: [actionFields],
        Tags: [{ Key: 'string', Value: 'string' }],
      },
    ],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { RuleIds, ListenerIds, LoadBalancerIds, Direction, Tag } = call.parameters;
    const found = state.rules
      .of(call)
      .filter(({ id }) => RuleIds?.includes(id) ?? true)
      .filter(({ listener }) => ListenerIds?.includes(listener.id) ?? true)
      .filter(({ listener }) => LoadBalancerIds?.includes(listener.loadBalancer.id) ?? true)
      .filter(({ direction }) => !Direction || direction === Direction)
      .filter(({ tags }) => hasTags(tags, Tag))
      .sort((one, other) => one.settings.priority - other.settings.priority);
    const { page, ...rest } = pageOf(found, call.parameters);
    const Rules = page.map(({ id, status, direction, listener, settings, tags }) => ({
      RuleId: id,
      RuleName: settings.name,
      RuleStatus: status,
      Priority: settings.priority,
      Direction: direction,
      ListenerId: listener.id,
      LoadBalancerId: listener.loadBalancer.id,
      RuleConditions: settings.conditions,
      RuleActions: settings.actions.map(withDefaults),
      Tags: tags,
    }));
    return { Rules, ...rest };
  },
});

/** Each says that the request's own goes on. */
const REDIRECT_DEFAULTS = {
  Host: `$\{host}`,
  Path: `$\{path}`,
  Port: `$\{port}`,
  Protocol: `$\{protocol}`,
  Query: `$\{query}`,
  HttpCode: '301',
};

/** The documented defaults that a client may have left out. */
function withDefaults(action: RuleAction): RuleAction {
  const { ForwardGroupConfig, RedirectConfig } = action;
  return {
    ...action,
    ...(ForwardGroupConfig && {
      ForwardGroupConfig: {
        ServerGroupTuples: ForwardGroupConfig.ServerGroupTuples.map(({ ServerGroupId, Weight = 100 }) => ({
          ServerGroupId,
          Weight,
        })),
        ServerGroupStickySession: { Enabled: false, Timeout: 1000, ...ForwardGroupConfig.ServerGroupStickySession },
      },
    }),
    ...(RedirectConfig && {
      RedirectConfig: {
        ...REDIRECT_DEFAULTS,
        ...RedirectConfig,
      },
    }),
  } as RuleAction;
}
