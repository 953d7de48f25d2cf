import { actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import { pageOf, paging } from './paging.ts';
import { forwardedTo, mirroredTo, type Rule } from './rules/rule.ts';
import type { BackendServer, ServerGroup } from './server-groups/server-group.ts';
import type { AlbState } from './state.ts';

const groupInfos = [
  {
    ServerGroupId: 'string',
    ActionType: 'string',
    HealthCheckEnabled: 'string',
    NonNormalServers: [
      {
        ServerId: 'string',
        ServerIp: 'string',
        Port: 'integer',
        Status: 'string',
        Reason: { ReasonCode: 'string', ActualResponse: 'string', ExpectedResponse: 'string' },
      },
    ],
  },
] as const;

/** Only servers that are not healthy show. Pages are of rules (inferred). */
export const getListenerHealthStatus = actionsOf<AlbState>()({
  name: 'GetListenerHealthStatus',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    IncludeRule: { type: 'boolean', default: false },
    ...paging,
  },
  response: {
    ListenerHealthStatus: [
      { ListenerId: 'string', ListenerPort: 'integer', ListenerProtocol: 'string', ServerGroupInfos: groupInfos },
    ],
    RuleHealthStatus: [{ RuleId: 'string', ServerGroupInfos: groupInfos }],
    NextToken: 'string',
  },
  errors: ['ResourceNotFound.Listener', 'InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ListenerId, IncludeRule } = call.parameters;
    const listener = state.ownListener(call, ListenerId);
    const { id, port, protocol, settings } = listener;
    const group = settings.serverGroupId === undefined ? undefined : state.serverGroups.get(settings.serverGroupId);
    const rules = IncludeRule ? state.rulesOf(listener) : [];
    const { page, NextToken } = pageOf(rules, call.parameters);
    return {
      ListenerHealthStatus: [
        {
          ListenerId: id,
          ListenerPort: port,
          ListenerProtocol: protocol,
          ServerGroupInfos: group ? [groupInfo(group, 'ForwardGroup')] : [],
        },
      ],
      RuleHealthStatus: page.map((rule) => ({ RuleId: rule.id, ServerGroupInfos: infosOf(state, rule) })),
      NextToken,
    };
  },
});

function infosOf(state: AlbState, { settings }: Rule) {
  return settings.actions.flatMap((action) =>
    [...forwardedTo(action), ...mirroredTo(action)]
      .flatMap((id) => state.serverGroups.get(id) ?? [])
      .map((group) => groupInfo(group, action.Type)),
  );
}

function groupInfo({ id, settings, servers }: ServerGroup, ActionType: string) {
  const { enabled } = settings.healthCheck;
  return {
    ServerGroupId: id,
    ActionType,
    HealthCheckEnabled: enabled ? 'on' : 'off',
    NonNormalServers: servers.flatMap((server) => {
      const Status = statusOf(server, enabled);
      if (Status === undefined) return [];
      return [{ ServerId: server.id, ServerIp: server.ip, Port: server.port, Status, Reason: reasonOf(server) }];
    }),
  };
}

function statusOf({ weight, health }: BackendServer, isChecked: boolean): string | undefined {
  if (!isChecked) return 'Unavailable';
  if (weight === 0) return 'Unused';
  if (health === 'Initial') return 'Initial';
  return health === 'Normal' ? undefined : 'Unhealthy';
}

function reasonOf({ health }: BackendServer) {
  if (typeof health !== 'object') return undefined;
  const { reasonCode: ReasonCode, actualResponse: ActualResponse, expectedResponse: ExpectedResponse } = health;
  return { ReasonCode, ActualResponse, ExpectedResponse };
}
