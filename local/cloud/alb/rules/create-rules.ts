import { ApiError, actionsOf } from '../../product.ts';
import type { NewId } from '../../random.ts';
import { effectsOf } from '../effects.ts';
import type { AlbErrorCode } from '../errors.ts';
import type { Listener } from '../listener.ts';
import type { Tag } from '../load-balancer.ts';
import type { Owner } from '../owner.ts';
import type { AlbState } from '../state.ts';
import {
  byEdition,
  changeableListener,
  checkQuota,
  endDryRun,
  idempotency,
  jobAbout,
  listenerErrors,
  writing,
} from '../writing.ts';
import { checkRule, ruleErrors } from './check-rule.ts';
import { newRule, type RuleAction, type RuleCondition } from './parameters.ts';
import { Rule } from './rule.ts';

const row = actionsOf<AlbState>();

const created = effectsOf<AlbState>()<[readonly Rule[]]>('alb/rules-created', {
  apply(_state, rules) {
    for (const rule of rules) rule.phase = 'Available';
  },
  undo(state, rules) {
    for (const rule of rules) state.rules.remove(rule);
  },
});

const errors = [
  ...listenerErrors,
  'Conflict.Priority',
  'ResourceQuotaExceeded.LoadBalancerRulesNum',
  ...ruleErrors,
  'DryRunOperation',
] as const satisfies AlbErrorCode[];

export const createRule = row({
  name: 'CreateRule',
  style: 'RPC',
  parameters: { ListenerId: { type: 'string', required: true }, ...newRule, ...writing },
  response: { RuleId: 'string', JobId: 'string' },
  errors,
  idempotency,
  handler: (state, call) => {
    const { ListenerId, DryRun, ClientToken: _, ...rule } = call.parameters;
    const { listener, rules } = checkedRules(state, call, ListenerId, [rule]);
    endDryRun({ DryRun });
    const JobId = begin(state, call, 'CreateRule', listener, rules);
    return { RuleId: rules[0]?.id, JobId };
  },
});

/** Up to eleven rules of one listener in one job. */
export const createRules = row({
  name: 'CreateRules',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    Rules: { type: 'objects', required: true, min: 1, max: 11, fields: newRule },
    ...writing,
  },
  response: { RuleIds: [{ RuleId: 'string', Priority: 'integer' }], JobId: 'string' },
  errors,
  idempotency,
  handler: (state, call) => {
    const { listener, rules } = checkedRules(state, call, call.parameters.ListenerId, call.parameters.Rules);
    endDryRun(call.parameters);
    const JobId = begin(state, call, 'CreateRules', listener, rules);
    return { RuleIds: rules.map(({ id, settings }) => ({ RuleId: id, Priority: settings.priority })), JobId };
  },
});

interface Given {
  readonly RuleName: string;
  readonly Priority: number;
  readonly RuleConditions: readonly RuleCondition[];
  readonly RuleActions: readonly RuleAction[];
  readonly Direction: 'Request' | 'Response';
  readonly Tag?: readonly Tag[] | undefined;
}

function checkedRules(
  state: AlbState,
  call: Owner & { readonly newId: NewId },
  listenerId: string,
  given: readonly Given[],
): { listener: Listener; rules: readonly Rule[] } {
  const listener = changeableListener(state, call, listenerId);
  const { loadBalancer } = listener;
  const rules = given.map((each) => {
    // "Basic ALB instances do not support the Response value."
    if (each.Direction === 'Response' && loadBalancer.edition === 'Basic') {
      throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Direction' });
    }
    const settings = {
      name: each.RuleName,
      priority: each.Priority,
      conditions: each.RuleConditions,
      actions: each.RuleActions,
    };
    checkRule(state, call, listener, settings);
    return new Rule({ id: call.newId('rule-', 18), listener, direction: each.Direction, settings, tags: each.Tag });
  });
  checkPriorities([...state.rulesOf(listener), ...rules]);
  const count = state.listenersOf(loadBalancer.id).reduce((sum, each) => sum + state.rulesOf(each).length, 0);
  const quota = byEdition(state.quotas.rules, loadBalancer);
  checkQuota('ResourceQuotaExceeded.LoadBalancerRulesNum', loadBalancer.id, count + rules.length, quota);
  return { listener, rules };
}

/** No two rules of a listener and direction have the same priority; throws Conflict.Priority. */
export function checkPriorities(rules: readonly Pick<Rule, 'id' | 'direction' | 'settings'>[]): void {
  const taken = new Map<string, string>();
  for (const { id, direction, settings } of rules) {
    const place = `${direction}/${settings.priority}`;
    const other = taken.get(place);
    if (other !== undefined) throw new ApiError<AlbErrorCode>('Conflict.Priority', { id: other, other: id });
    taken.set(place, id);
  }
}

function begin(state: AlbState, call: Owner, apiName: string, listener: Listener, rules: readonly Rule[]): string {
  for (const rule of rules) state.rules.add(rule);
  const about = jobAbout(call, apiName, 'Create', 'rule', rules[0]?.id ?? '');
  const held = [...rules, listener, listener.loadBalancer];
  return state.jobs.begin(about, 'alb-listener-change', held, created(rules));
}
