import { ApiError } from '../product.ts';
import type { Rule } from './bus.ts';
import type { EventBridgeErrorCode } from './errors.ts';
import type { EventBridgeState } from './state.ts';
import { readTarget, type Target } from './target.ts';

export const TARGET_FIELDS = {
  Id: 'string',
  Type: 'string',
  Endpoint: 'string',
  PushRetryStrategy: 'string',
  ErrorsTolerance: 'string',
  ParamList: [{ ResourceKey: 'string', Form: 'string', Value: 'string', Template: 'string' }],
  DeadLetterQueue: { Arn: 'string' },
  ConcurrentConfig: { Concurrency: 'integer' },
} as const;

export function targetBody(target: Target) {
  const { id, type, endpoint, parameters, retry, deadLetterArn, errorsTolerance, concurrency } = target;
  return {
    Id: id,
    Type: type,
    Endpoint: endpoint,
    PushRetryStrategy: retry.name,
    ErrorsTolerance: errorsTolerance,
    ParamList: parameters.map(({ resourceKey, form, value, template }) => ({
      ResourceKey: resourceKey,
      Form: form,
      Value: value,
      Template: template,
    })),
    DeadLetterQueue: deadLetterArn === undefined ? undefined : { Arn: deadLetterArn },
    ConcurrentConfig: concurrency === undefined ? undefined : { Concurrency: concurrency },
  };
}

/** One target that was not put or deleted, while the others were. */
export interface ErrorEntry {
  /** The target's id, as far as it has one. */
  readonly EntryId: string;
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/**
 * Puts each target that can be put: a new one, or a new version of the one with its id. `EventRuleTargetIdDuplicate` is
 * the documented code of an entry, for an id that comes twice; the others are inferred.
 * @throws ApiError `EventTargetInvalid` where the list is none
 */
export function putAll(state: EventBridgeState, rule: Rule, list: unknown): ErrorEntry[] {
  const errors: ErrorEntry[] = [];
  const ids = new Set<string>();
  for (const entry of listOf(list, 'Targets')) {
    const target = readTarget(entry, rule.bus);
    if (typeof target === 'string') {
      const id = String(Object(entry).Id ?? Object(entry).id ?? '');
      errors.push({ EntryId: id, ErrorCode: 'EventRuleTargetInvalid', ErrorMessage: target });
    } else if (ids.has(target.id)) {
      const message = `The target id [${target.id}] is duplicate`;
      errors.push({ EntryId: target.id, ErrorCode: 'EventRuleTargetIdDuplicate', ErrorMessage: message });
    } else if (!rule.targets.has(target.id) && rule.targets.size >= state.limits.targetsOfRule) {
      const message = `A rule has at most ${state.limits.targetsOfRule} targets`;
      errors.push({ EntryId: target.id, ErrorCode: 'EventRuleTargetCountExceedLimit', ErrorMessage: message });
    } else {
      rule.targets.set(target.id, target);
      state.release(rule, target.id);
    }
    if (typeof target !== 'string') ids.add(target.id);
  }
  return errors;
}

/** A parameter that is a list in one JSON text. */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ApiError<EventBridgeErrorCode>('EventTargetInvalid', { why: `${name} is not a list` });
}
