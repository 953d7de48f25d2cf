import { ApiError } from '../product.ts';
import { answered, OUTCOME, PAGING, page, row } from './answered.ts';
import { busArn } from './arn.ts';
import { isName, type Rule } from './bus.ts';
import { busFor } from './buses.ts';
import type { EventBridgeErrorCode } from './errors.ts';
import { InvalidEventPattern, parseEventPattern } from './event-pattern.ts';
import type { EventBridgeState } from './state.ts';
import { putAll, TARGET_FIELDS, targetBody } from './targets-body.ts';

export const RULE = {
  EventBusName: { type: 'string', required: true },
  RuleName: { type: 'string', required: true },
} as const;
const STATUS = { type: 'string', enum: ['ENABLE', 'DISABLE'] } as const;
const RULE_FIELDS = {
  RuleARN: 'string',
  RuleName: 'string',
  EventBusName: 'string',
  Description: 'string',
  FilterPattern: 'string',
  Status: 'string',
  CreatedTimestamp: 'integer',
  Targets: [TARGET_FIELDS],
} as const;
/** What any action on a rule may be refused with. */
export const FOUND = [
  'ServiceNotEnable',
  'EventBusNotExist',
  'EventRuleNotExisted',
] as const satisfies EventBridgeErrorCode[];

export const createRule = row({
  name: 'CreateRule',
  style: 'RPC',
  parameters: {
    ...RULE,
    FilterPattern: { type: 'string', required: true },
    Description: { type: 'string' },
    Status: STATUS,
    EventTargets: { type: 'json' },
  },
  response: { ...OUTCOME, Data: { RuleARN: 'string' } },
  errors: [
    'ServiceNotEnable',
    'EventBusNotExist',
    'EventRuleNameInvalid',
    'EventRuleAlreadyExist',
    'EventRuleCountExceedLimit',
    'EventRuleFilterPatternInvalid',
    'EventTargetInvalid',
  ] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters }) =>
    answered(state, () => {
      const {
        EventBusName,
        RuleName: name,
        FilterPattern: filterPattern,
        Description,
        Status,
        EventTargets,
      } = parameters;
      const bus = busFor(state, account, region, EventBusName);
      if (!isName(name)) throw new ApiError<EventBridgeErrorCode>('EventRuleNameInvalid', { rule: name });
      if (bus.rules.has(name)) {
        throw new ApiError<EventBridgeErrorCode>('EventRuleAlreadyExist', { rule: name, bus: bus.name });
      }
      const limit = state.rulesAllowed(bus);
      if (bus.rules.size >= limit) {
        const counts = { count: String(bus.rules.size), limit: String(limit) };
        throw new ApiError<EventBridgeErrorCode>('EventRuleCountExceedLimit', counts);
      }
      checkPattern(filterPattern);
      const description = Description ?? '';
      const rule = state.addRule(bus, { name, filterPattern, description, enabled: Status !== 'DISABLE' });
      const [error] = EventTargets === undefined ? [] : putAll(state, rule, EventTargets);
      if (error) {
        bus.rules.delete(name);
        throw new ApiError<EventBridgeErrorCode>('EventTargetInvalid', { why: error.ErrorMessage });
      }
      return { RuleARN: arnOf(rule) };
    }),
});

export const getRule = row({
  name: 'GetRule',
  style: 'RPC',
  parameters: RULE,
  response: { ...OUTCOME, Data: RULE_FIELDS },
  errors: FOUND,
  handler: (state, call) => answered(state, () => ruleBody(ruleFor(state, call))),
});

export const listRules = row({
  name: 'ListRules',
  style: 'RPC',
  parameters: { EventBusName: RULE.EventBusName, RuleNamePrefix: { type: 'string' }, ...PAGING },
  response: {
    ...OUTCOME,
    Data: { Rules: [RULE_FIELDS], NextToken: 'string', Total: 'integer' },
  },
  errors: ['ServiceNotEnable', 'EventBusNotExist'] satisfies EventBridgeErrorCode[],
  handler: (state, { account, region, parameters }) =>
    answered(state, () => {
      const { EventBusName, RuleNamePrefix: prefix = '', Limit: limit, NextToken: token } = parameters;
      const rules = [...busFor(state, account, region, EventBusName).rules.values()];
      const named = rules.filter(({ name }) => name.startsWith(prefix));
      const { items, total, nextToken } = page(named, { limit, token });
      return { Rules: items.map(ruleBody), NextToken: nextToken, Total: total };
    }),
});

export const updateRule = row({
  name: 'UpdateRule',
  style: 'RPC',
  parameters: { ...RULE, FilterPattern: { type: 'string' }, Description: { type: 'string' }, Status: STATUS },
  response: OUTCOME,
  errors: [...FOUND, 'EventRuleFilterPatternInvalid'] satisfies EventBridgeErrorCode[],
  handler: (state, call) =>
    answered(state, () => {
      const rule = ruleFor(state, call);
      const { FilterPattern: filterPattern, Description: description, Status: status } = call.parameters;
      if (filterPattern !== undefined) {
        checkPattern(filterPattern);
        rule.filterPattern = filterPattern;
      }
      if (description !== undefined) rule.description = description;
      if (status !== undefined) enable(state, rule, status === 'ENABLE');
      return {};
    }),
});

export const enableRule = row({
  name: 'EnableRule',
  style: 'RPC',
  parameters: RULE,
  response: OUTCOME,
  errors: FOUND,
  handler: (state, call) => answered(state, () => enable(state, ruleFor(state, call), true)),
});

export const disableRule = row({
  name: 'DisableRule',
  style: 'RPC',
  parameters: RULE,
  response: OUTCOME,
  errors: FOUND,
  handler: (state, call) => answered(state, () => enable(state, ruleFor(state, call), false)),
});

export const deleteRule = row({
  name: 'DeleteRule',
  style: 'RPC',
  parameters: RULE,
  response: OUTCOME,
  errors: FOUND,
  handler: (state, call) =>
    answered(state, () => {
      const rule = ruleFor(state, call);
      rule.bus.rules.delete(rule.name);
      rule.targets.clear();
      return {};
    }),
});

interface RuleCall {
  readonly account: string;
  readonly region: string;
  readonly parameters: { readonly EventBusName: string; readonly RuleName: string };
}

/** @throws ApiError `EventBusNotExist`, `EventRuleNotExisted` */
export function ruleFor(state: EventBridgeState, { account, region, parameters }: RuleCall): Rule {
  const rule = busFor(state, account, region, parameters.EventBusName).rules.get(parameters.RuleName);
  if (!rule) throw new ApiError<EventBridgeErrorCode>('EventRuleNotExisted');
  return rule;
}

function checkPattern(filterPattern: string): void {
  try {
    parseEventPattern(filterPattern);
  } catch (error) {
    if (!(error instanceof InvalidEventPattern)) throw error;
    throw new ApiError<EventBridgeErrorCode>('EventRuleFilterPatternInvalid', { why: error.message });
  }
}

function enable(state: EventBridgeState, rule: Rule, enabled: boolean): Record<string, never> {
  rule.enabled = enabled;
  if (enabled) for (const id of rule.targets.keys()) state.release(rule, id);
  return {};
}

function arnOf(rule: Rule): string {
  return `${busArn(rule.bus)}/rule/${rule.name}`;
}

function ruleBody(rule: Rule) {
  return {
    RuleARN: arnOf(rule),
    RuleName: rule.name,
    EventBusName: rule.bus.name,
    Description: rule.description,
    FilterPattern: rule.filterPattern,
    Status: rule.enabled ? 'ENABLE' : 'DISABLE',
    CreatedTimestamp: rule.createdAt,
    Targets: [...rule.targets.values()].map(targetBody),
  };
}
