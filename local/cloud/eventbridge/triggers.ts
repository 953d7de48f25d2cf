import { parseFunctionArn } from './arn.ts';
import { parseEventPattern } from './event-pattern.ts';
import { isRecord } from './pattern-operators.ts';
import { DEFAULT_RETRY, type RetryStrategy } from './retry.ts';
import type { Target } from './target.ts';

export interface FunctionTrigger {
  /** `acs:fc:<region>:<account>:functions/<name>[/<qualifier>]` */
  readonly functionArn: string;
  readonly triggerName: string;
}

export interface TriggerSubscription extends FunctionTrigger {
  /** As Function Compute keeps it, parsed from JSON: `triggerEnable`, `eventRuleFilterPattern`, `eventSinkConfig`, … */
  readonly config: Readonly<Record<string, unknown>>;
}

export class InvalidTriggerConfig extends Error {
  readonly code = 'InvalidTriggerConfig';

  constructor(why: string) {
    super(why);
    this.name = 'InvalidTriggerConfig';
  }
}

export interface RuleOfTrigger {
  readonly place: { readonly account: string; readonly region: string };
  readonly ruleName: string;
  readonly enabled: boolean;
  readonly filterPattern: string;
  /** Absent where its source is a message queue, which nothing here plays. */
  readonly target: Target | undefined;
}

/** Reads a trigger's configuration as the rule that it stands for ("EventBridge trigger overview" of Function Compute). */
export function ruleOfTrigger({ functionArn, triggerName, config }: TriggerSubscription): RuleOfTrigger {
  const place = parseFunctionArn(functionArn);
  if (!place?.resource) throw new InvalidTriggerConfig(`${functionArn} is not a function of version 3.0`);
  const filterPattern = config.eventRuleFilterPattern ?? '{}';
  if (typeof filterPattern !== 'string') throw new InvalidTriggerConfig('eventRuleFilterPattern is not a JSON text');
  try {
    parseEventPattern(filterPattern);
  } catch (error) {
    throw new InvalidTriggerConfig(`eventRuleFilterPattern: ${error instanceof Error ? error.message : error}`);
  }
  const [functionName = ''] = place.resource.split('/');
  const sourceType = at(config, 'eventSourceConfig', 'eventSourceType') ?? 'Default';
  return {
    place,
    ruleName: `${functionName}-${triggerName}`,
    enabled: config.triggerEnable !== false,
    filterPattern,
    target: sourceType === 'Default' ? targetOf(functionArn, triggerName, config) : undefined,
  };
}

function targetOf(functionArn: string, triggerName: string, config: TriggerSubscription['config']): Target {
  const mode = at(config, 'eventSinkConfig', 'deliveryOption', 'mode') ?? 'event-driven';
  if (mode !== 'event-driven' && mode !== 'event-streaming')
    throw new InvalidTriggerConfig(`mode ${mode} is not known`);
  const schema = at(config, 'eventSinkConfig', 'deliveryOption', 'eventSchema') ?? 'CloudEvents';
  if (schema !== 'CloudEvents' && schema !== 'RawData') throw new InvalidTriggerConfig(`eventSchema ${schema}`);
  const deadLetterArn = at(config, 'runOptions', 'deadLetterQueue', 'Arn');
  return {
    id: triggerName,
    type: 'acs.fc.function',
    endpoint: functionArn,
    parameters: [],
    retry: retryOf(at(config, 'runOptions', 'retryStrategy')),
    deadLetterArn: typeof deadLetterArn === 'string' ? deadLetterArn : undefined,
    errorsTolerance: at(config, 'runOptions', 'errorsTolerance') === 'NONE' ? 'NONE' : 'ALL',
    concurrency: undefined,
    envelope: { mode, schema },
  };
}

function retryOf(strategy: unknown): RetryStrategy {
  const { PushRetryStrategy, MaximumRetryAttempts, MaximumEventAgeInSeconds } = isRecord(strategy) ? strategy : {};
  return {
    name: PushRetryStrategy === 'EXPONENTIAL_DECAY_RETRY' ? PushRetryStrategy : DEFAULT_RETRY.name,
    ...(typeof MaximumRetryAttempts === 'number' && { atMost: MaximumRetryAttempts }),
    ...(typeof MaximumEventAgeInSeconds === 'number' && { maxAgeMs: 1000 * MaximumEventAgeInSeconds }),
  };
}

function at(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>((inside, name) => (isRecord(inside) ? inside[name] : undefined), value);
}
