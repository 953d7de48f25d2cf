import { ApiError, actionsOf, type ParameterTable } from '../../product.ts';
import { effectsOf } from '../effects.ts';
import type { AlbErrorCode } from '../errors.ts';
import type { Owner } from '../owner.ts';
import type { AlbState } from '../state.ts';
import { deny, endDryRun, idempotency, jobAbout, mustBeIdle, refuseServiceManaged, writing } from '../writing.ts';
import { checkRule, ruleErrors } from './check-rule.ts';
import { checkPriorities } from './create-rules.ts';
import { type RuleAction, type RuleCondition, ruleParts } from './parameters.ts';
import type { Rule, RuleSettings } from './rule.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

/** One's own rule that is there and not being changed, of an instance that no service keeps to itself. */
function changeableRule(state: AlbState, owner: Owner, ruleId: string): Rule {
  const rule = state.rules.own(owner, ruleId);
  const { id, status, listener } = rule;
  refuseServiceManaged(state, listener.loadBalancer);
  if (status !== 'Available') throw new ApiError<AlbErrorCode>('IncorrectStatus.Rule', { id, status });
  return rule;
}

const changeErrors = [
  'ResourceNotFound.Rule',
  'IncorrectStatus.Rule',
  'OperationDenied.ServiceManagedResource',
  'ResourceInConfiguring.Listener',
] as const satisfies AlbErrorCode[];

const updated = effect<[readonly (readonly [Rule, RuleSettings])[]]>('alb/rules-updated', {
  apply(_state, changes) {
    for (const [rule, settings] of changes) rule.settings = settings;
  },
});

interface Given {
  readonly Priority?: number | undefined;
  readonly RuleName?: string | undefined;
  readonly RuleConditions?: readonly RuleCondition[] | undefined;
  readonly RuleActions?: readonly RuleAction[] | undefined;
}

function settingsOf({ settings }: Rule, given: Given): RuleSettings {
  return {
    name: given.RuleName ?? settings.name,
    priority: given.Priority ?? settings.priority,
    conditions: given.RuleConditions ?? settings.conditions,
    actions: given.RuleActions ?? settings.actions,
  };
}

/** Checks the changes of rules of one listener, all of them together, and its other rules as they are. */
function checkChanges(state: AlbState, owner: Owner, changes: readonly (readonly [Rule, RuleSettings])[]): void {
  const listener = changes[0]?.[0].listener;
  if (!listener) return;
  mustBeIdle(listener);
  for (const [rule, settings] of changes) checkRule(state, owner, listener, settings, rule.settings);
  const changed = new Map(changes);
  checkPriorities(
    state.rulesOf(listener).map((rule) => {
      const { id, direction, settings } = rule;
      return { id, direction, settings: changed.get(rule) ?? settings };
    }),
  );
}

function begin(
  state: AlbState,
  owner: Owner,
  apiName: string,
  changes: readonly (readonly [Rule, RuleSettings])[],
): { JobId: string } {
  const rules = changes.map(([rule]) => rule);
  const about = jobAbout(owner, apiName, 'Update', 'rule', rules[0]?.id ?? '');
  return { JobId: state.jobs.begin(about, 'alb-listener-change', heldBy(rules), updated(changes)) };
}

/** The rules, their listeners and these listeners' instance. */
function heldBy(rules: readonly Rule[]) {
  const listeners = rules.map(({ listener }) => listener);
  return [...new Set([...rules, ...listeners, ...listeners.map(({ loadBalancer }) => loadBalancer)])];
}

/** What is not given stays as it is. */
export const updateRuleAttribute = row({
  name: 'UpdateRuleAttribute',
  style: 'RPC',
  parameters: { RuleId: { type: 'string', required: true }, ...ruleParts, ...writing },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'Conflict.Priority', ...ruleErrors, 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const rule = changeableRule(state, call, call.parameters.RuleId);
    const changes = [[rule, settingsOf(rule, call.parameters)]] as const;
    checkChanges(state, call, changes);
    endDryRun(call.parameters);
    return begin(state, call, 'UpdateRuleAttribute', changes);
  },
});

const changedRule = {
  RuleId: { type: 'string', required: true },
  ...ruleParts,
  // Judged by the action, which has a code of its own for it.
  Priority: { type: 'integer' },
} as const satisfies ParameterTable;

/** Rules of one listener in one job. */
export const updateRulesAttribute = row({
  name: 'UpdateRulesAttribute',
  style: 'RPC',
  parameters: { Rules: { type: 'objects', required: true, min: 1, max: 11, fields: changedRule }, ...writing },
  response: { JobId: 'string' },
  errors: [
    ...changeErrors,
    'OperationDenied.ListenerIdInconsistent',
    'IllegalParam.Priority',
    'Conflict.Priority',
    ...ruleErrors,
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const changes = call.parameters.Rules.map((given): [Rule, RuleSettings] => {
      const rule = changeableRule(state, call, given.RuleId);
      return [rule, settingsOf(rule, given)];
    });
    if (new Set(changes.map(([{ listener }]) => listener)).size > 1) deny('OperationDenied.ListenerIdInconsistent');
    if (changes.some(([, { priority }]) => priority < 1 || priority > 10_000)) {
      throw new ApiError<AlbErrorCode>('IllegalParam.Priority');
    }
    checkChanges(state, call, changes);
    endDryRun(call.parameters);
    return begin(state, call, 'UpdateRulesAttribute', changes);
  },
});

const deleted = effect<[readonly Rule[]]>('alb/rules-deleted', {
  apply(state, rules) {
    for (const rule of rules) state.rules.remove(rule);
  },
  undo(_state, rules) {
    for (const rule of rules) rule.phase = 'Available';
  },
});

function beginDeletion(state: AlbState, owner: Owner, apiName: string, rules: readonly Rule[]): { JobId: string } {
  for (const rule of rules) rule.phase = 'Deleting';
  const about = jobAbout(owner, apiName, 'Delete', 'rule', rules[0]?.id ?? '');
  return { JobId: state.jobs.begin(about, 'alb-listener-change', heldBy(rules), deleted(rules)) };
}

export const deleteRule = row({
  name: 'DeleteRule',
  style: 'RPC',
  parameters: { RuleId: { type: 'string', required: true }, ...writing },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const rule = changeableRule(state, call, call.parameters.RuleId);
    mustBeIdle(rule.listener);
    endDryRun(call.parameters);
    return beginDeletion(state, call, 'DeleteRule', [rule]);
  },
});

/** Rules of one instance in one job. */
export const deleteRules = row({
  name: 'DeleteRules',
  style: 'RPC',
  parameters: { RuleIds: { type: 'list', required: true, min: 1, max: 11 }, ...writing },
  response: { JobId: 'string' },
  errors: [...changeErrors, 'OperationDenied.CrossLoadBalancerRules', 'DryRunOperation'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const rules = [...new Set(call.parameters.RuleIds)].map((id) => changeableRule(state, call, id));
    if (new Set(rules.map(({ listener }) => listener.loadBalancer)).size > 1) {
      deny('OperationDenied.CrossLoadBalancerRules');
    }
    for (const { listener } of rules) mustBeIdle(listener);
    endDryRun(call.parameters);
    return beginDeletion(state, call, 'DeleteRules', rules);
  },
});
