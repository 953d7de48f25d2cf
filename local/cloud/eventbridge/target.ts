import { parseBusArn, parseFunctionArn } from './arn.ts';
import { isRecord } from './pattern-operators.ts';
import { DEFAULT_RETRY, type RetryStrategy } from './retry.ts';
import { type Form, isTransformable, type TargetParameter } from './transform.ts';

/** Where a rule sends what it wants. */
export interface Target {
  readonly id: string;
  readonly type: string;
  readonly endpoint: string;
  readonly parameters: readonly TargetParameter[];
  readonly retry: RetryStrategy;
  /** ARN of an event bus or of another product's queue. */
  readonly deadLetterArn: string | undefined;
  /** ALL: what cannot be delivered is parked or dropped. NONE: the target stands still at it. */
  readonly errorsTolerance: 'ALL' | 'NONE';
  readonly concurrency: number | undefined;
  /** Of a trigger of Function Compute: how a function is given its events. */
  readonly envelope?: Envelope;
}

/** One event as an object or as a list of one; whole or only its `data`. */
export interface Envelope {
  readonly mode: 'event-driven' | 'event-streaming';
  readonly schema: 'CloudEvents' | 'RawData';
}

/** "Event target parameters": 10,240 characters of a value or a template. */
const MAX_TEXT = 10_240;

const TYPES: readonly string[] = [
  ...['acs.fc.function', 'acs.eventbridge', 'acs.mns.queue', 'acs.mns.topic', 'acs.sls', 'acs.openapi', 'acs.dingtalk'],
  ...[
    'acs.rabbitmq',
    'acs.rocketmq',
    'acs.alikafka',
    'acs.sms',
    'acs.mail',
    'acs.fnf',
    'acs.sae',
    'http',
    'https',
    'mysql',
  ],
];

/**
 * Reads one entry of `Targets`. Names are taken with either case of the first letter, because
 * terraform-provider-alicloud sends `endpoint` where the SDK sends `Endpoint`.
 * @returns the target, or what is wrong with it
 */
export function readTarget(entry: unknown, place: { region: string; account: string }): Target | string {
  const fields = isRecord(entry) ? withUpperCaseNames(entry) : {};
  const { Id: id, Type: type, Endpoint: endpoint } = fields;
  if (typeof id !== 'string' || id === '') return 'Id is missing';
  if (typeof type !== 'string' || !TYPES.includes(type)) return `Type ${JSON.stringify(type)} is not known`;
  if (typeof endpoint !== 'string' || endpoint === '') return 'Endpoint is missing';
  const elsewhere = misplaced(type, endpoint, place);
  if (elsewhere) return elsewhere;
  const parameters = readParameters(fields.ParamList);
  if (typeof parameters === 'string') return parameters;
  const { PushRetryStrategy: retry = DEFAULT_RETRY.name, ErrorsTolerance: errorsTolerance = 'ALL' } = fields;
  if (retry !== 'BACKOFF_RETRY' && retry !== 'EXPONENTIAL_DECAY_RETRY') return 'PushRetryStrategy is not known';
  if (errorsTolerance !== 'ALL' && errorsTolerance !== 'NONE') return 'ErrorsTolerance is not known';
  const { Arn: arn } = isRecord(fields.DeadLetterQueue) ? withUpperCaseNames(fields.DeadLetterQueue) : {};
  const { Concurrency: concurrency } = isRecord(fields.ConcurrentConfig)
    ? withUpperCaseNames(fields.ConcurrentConfig)
    : {};
  return {
    ...{ id, type, endpoint, parameters, errorsTolerance },
    retry: { name: retry },
    deadLetterArn: typeof arn === 'string' && arn !== '' ? arn : undefined,
    concurrency: typeof concurrency === 'number' ? concurrency : undefined,
  };
}

/** Documented: a target is in the rule's region and account. */
function misplaced(type: string, endpoint: string, { region, account }: { region: string; account: string }) {
  if (type !== 'acs.fc.function' && type !== 'acs.eventbridge') return undefined;
  const place = type === 'acs.fc.function' ? parseFunctionArn(endpoint) : parseBusArn(endpoint);
  if (!place) return `Endpoint ${endpoint} is not an ARN of ${type}`;
  if (place.region !== region) return `Endpoint ${endpoint} is in another region`;
  return place.account === account ? undefined : `Endpoint ${endpoint} is in another account`;
}

function readParameters(list: unknown = []): TargetParameter[] | string {
  if (!Array.isArray(list)) return 'ParamList is not a list';
  const parameters: TargetParameter[] = [];
  for (const item of list) {
    const { ResourceKey, Form: form, Value = '', Template = '' } = isRecord(item) ? withUpperCaseNames(item) : {};
    if (typeof ResourceKey !== 'string' || !isForm(form)) return 'ParamList needs ResourceKey and Form';
    const parameter = { resourceKey: ResourceKey, form, value: String(Value ?? ''), template: String(Template ?? '') };
    if (parameter.value.length > MAX_TEXT || parameter.template.length > MAX_TEXT) return `${ResourceKey} is too long`;
    if (!isTransformable(parameter)) return `Value of ${ResourceKey} is not a JSONPath that names one place`;
    parameters.push(parameter);
  }
  return parameters;
}

function isForm(value: unknown): value is Form {
  return value === 'ORIGINAL' || value === 'JSONPATH' || value === 'TEMPLATE' || value === 'CONSTANT';
}

function withUpperCaseNames(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]),
  );
}
