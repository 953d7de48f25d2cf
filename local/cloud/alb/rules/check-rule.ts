import { ApiError } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import type { Listener } from '../listener.ts';
import type { Owner } from '../owner.ts';
import { checkForwarding } from '../server-groups/attached.ts';
import type { ServerGroup } from '../server-groups/server-group.ts';
import type { AlbState } from '../state.ts';
import { byEdition, checkQuota, deny } from '../writing.ts';
import type { RuleAction, RuleCondition } from './parameters.ts';
import { forwardedTo, mirroredTo, type RuleSettings } from './rule.ts';

export const ruleErrors = [
  'ResourceNotFound.ServerGroup',
  'IncorrectStatus.ServerGroup',
  'Mismatch.VpcId',
  'Mismatch.Protocol',
  'Mismatch.LoadBalancerEditionAndConnectionDrain',
  'Mismatch.LoadBalancerEditionAndSlowStartEnable',
  'OperationDenied.GRPCServerGroup',
  'OperationDenied.ProtocolMustSameForForwardGroupAction',
  'OperationDenied.MirrorActionSupportHttpGroupOnly',
  'OperationDenied.IpGroupCanNotUsedForMirrorAction',
  'OperationDenied.SameGroupForForwardAndMirrorAction',
  'OperationDenied.RewriteMissingForwardGroup',
  'QuotaExceeded.RuleActionsNum',
  'QuotaExceeded.RuleMatchEvaluationsNum',
  'QuotaExceeded.RuleWildcardsNum',
  'ResourceQuotaExceeded.ServerGroupAttachedNum',
  'ResourceQuotaExceeded.LoadBalancerServersNum',
  'ResourceQuotaExceeded.ServerAddedNum',
  'InvalidParameter',
] as const satisfies AlbErrorCode[];

/** Refuses a rule that a listener cannot have. `before` is what it was, where it is changed. */
export function checkRule(
  state: AlbState,
  owner: Owner,
  listener: Listener,
  { conditions, actions }: RuleSettings,
  before?: RuleSettings,
): void {
  checkQuotas(state, listener, conditions, actions);
  checkActions(actions);
  if (actions !== before?.actions) checkGroups(state, owner, listener, actions, before?.actions ?? []);
}

function checkQuotas(
  { quotas }: AlbState,
  { loadBalancer }: Listener,
  conditions: readonly RuleCondition[],
  actions: readonly RuleAction[],
): void {
  const values = conditions.flatMap(valuesOf);
  const wildcards = values.filter((value) => /[*?]/.test(value)).length;
  const { id } = loadBalancer;
  checkQuota('QuotaExceeded.RuleActionsNum', id, actions.length, byEdition(quotas.ruleActions, loadBalancer));
  const evaluations = byEdition(quotas.ruleConditions, loadBalancer);
  checkQuota('QuotaExceeded.RuleMatchEvaluationsNum', id, values.length, evaluations);
  checkQuota('QuotaExceeded.RuleWildcardsNum', id, wildcards, byEdition(quotas.ruleWildcards, loadBalancer));
}

/** What a condition compares with. */
function valuesOf(condition: RuleCondition): readonly string[] {
  const lists = [
    condition.HostConfig,
    condition.PathConfig,
    condition.HeaderConfig,
    condition.MethodConfig,
    condition.SourceIpConfig,
    condition.ResponseHeaderConfig,
    condition.ResponseStatusCodeConfig,
  ];
  const pairs = [condition.QueryStringConfig, condition.CookieConfig];
  return [
    ...lists.flatMap((list) => list?.Values ?? []),
    ...pairs.flatMap((list) => (list?.Values ?? []).map(({ Value }) => Value ?? '')),
  ];
}

const CONFIG_OF = {
  ForwardGroup: 'ForwardGroupConfig',
  Redirect: 'RedirectConfig',
  FixedResponse: 'FixedResponseConfig',
  Rewrite: 'RewriteConfig',
  InsertHeader: 'InsertHeaderConfig',
  RemoveHeader: 'RemoveHeaderConfig',
  TrafficLimit: 'TrafficLimitConfig',
  TrafficMirror: 'TrafficMirrorConfig',
  Cors: 'CorsConfig',
} as const satisfies Record<RuleAction['Type'], keyof RuleAction>;

const FINAL: readonly RuleAction['Type'][] = ['ForwardGroup', 'Redirect', 'FixedResponse'];

/** One final action at most, and one where others are; each with its own order. Which code says so is inferred. */
function checkActions(actions: readonly RuleAction[]): void {
  const refuse = (name: string): never => {
    throw new ApiError<AlbErrorCode>('InvalidParameter', { name });
  };
  if (new Set(actions.map(({ Order }) => Order)).size < actions.length) refuse('RuleActions.Order');
  const types = actions.map(({ Type }) => Type);
  if (types.includes('Rewrite') && !types.includes('ForwardGroup')) deny('OperationDenied.RewriteMissingForwardGroup');
  for (const action of actions) if (!action[CONFIG_OF[action.Type]]) refuse(CONFIG_OF[action.Type]);
  if (types.filter((type) => FINAL.includes(type)).length > 1) refuse('RuleActions');
  const tuples = actions.flatMap(({ ForwardGroupConfig }) => ForwardGroupConfig?.ServerGroupTuples ?? []);
  if (tuples.length > 1 && tuples.some(({ Weight }) => Weight === undefined)) refuse('Weight');
  if (actions.some(({ RedirectConfig }) => RedirectConfig && isAllDefault(RedirectConfig))) refuse('RedirectConfig');
}

/** "Do not set all fields in RedirectConfig to default values, except for httpCode." */
function isAllDefault({ Host, Path, Port, Protocol, Query }: NonNullable<RuleAction['RedirectConfig']>): boolean {
  const isDefault = (value: string | undefined, name: string) => !value || value === `\${${name}}`;
  return (
    isDefault(Host, 'host') &&
    isDefault(Path, 'path') &&
    isDefault(Port, 'port') &&
    isDefault(Protocol, 'protocol') &&
    isDefault(Query, 'query')
  );
}

function checkGroups(
  state: AlbState,
  owner: Owner,
  { loadBalancer, protocol, id }: Listener,
  actions: readonly RuleAction[],
  before: readonly RuleAction[],
): void {
  const find = (groupId: string): ServerGroup => state.serverGroups.own(owner, groupId);
  const forwarded = actions.flatMap(forwardedTo).map(find);
  const mirrored = actions.flatMap(mirroredTo).map(find);
  if (new Set(forwarded.map(({ facts }) => facts.protocol)).size > 1) {
    deny('OperationDenied.ProtocolMustSameForForwardGroupAction');
  }
  for (const { id: groupId, facts } of forwarded) {
    if (facts.protocol === 'gRPC' && protocol === 'HTTP') deny('OperationDenied.GRPCServerGroup');
    if (facts.protocol === 'HTTPS' && protocol !== 'HTTPS') {
      throw new ApiError<AlbErrorCode>('Mismatch.Protocol', { what: 'Protocol', id: groupId, other: id });
    }
  }
  for (const group of mirrored) {
    if (forwarded.includes(group)) deny('OperationDenied.SameGroupForForwardAndMirrorAction');
    if (group.facts.type === 'Ip') deny('OperationDenied.IpGroupCanNotUsedForMirrorAction');
    if (group.facts.protocol !== 'HTTP') deny('OperationDenied.MirrorActionSupportHttpGroupOnly');
  }
  const known = before.flatMap((action) => [...forwardedTo(action), ...mirroredTo(action)]);
  checkForwarding(
    state,
    loadBalancer,
    [...forwarded, ...mirrored].filter((group) => !known.includes(group.id)),
  );
}
