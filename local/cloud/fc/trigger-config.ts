import { invalid } from './function-config.ts';
import { InvalidSchedule, parseSchedule } from './run/schedule.ts';

export const TRIGGER_TYPES = [
  'http',
  'timer',
  'eventbridge',
  'oss',
  'log',
  'mns_topic',
  'cdn_events',
  'tablestore',
] as const;
export type TriggerType = (typeof TRIGGER_TYPES)[number];

type Config = Readonly<Record<string, unknown>>;

/** Reads `triggerConfig`, a JSON text. Of types that nothing here plays, only that it is an object. @throws InvalidArgument */
export function readTriggerConfig(type: TriggerType, text: string): Config {
  const config = parseObject(text);
  if (!config) throw invalid('TriggerConfig must be the JSON text of an object');
  if (type === 'http') checkHttp(config);
  if (type === 'timer') checkTimer(config);
  if (type === 'eventbridge') checkEventBridge(config);
  return config;
}

const METHODS: readonly unknown[] = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];

function checkHttp({ authType = 'function', methods, disableURLInternet, authConfig }: Config): void {
  check(['anonymous', 'function', 'jwt'].includes(String(authType)), 'authType is anonymous, function or jwt');
  check(isList(methods) && methods.length > 0 && methods.every((one) => METHODS.includes(one)), 'methods is not valid');
  check(isOptional(disableURLInternet, 'boolean'), 'disableURLInternet is a boolean');
  check(authType !== 'jwt' || authConfig !== undefined, 'jwt needs authConfig');
}

function checkTimer({ cronExpression, enable, payload }: Config): void {
  const why = typeof cronExpression === 'string' ? whyNoSchedule(cronExpression) : 'cronExpression is a string';
  check(why === undefined, why ?? '');
  check(isOptional(enable, 'boolean'), 'enable is a boolean');
  check(isOptional(payload, 'string'), 'payload is a string');
}

/** What is accepted here is what fires: both sides read an expression alike. */
function whyNoSchedule(cronExpression: string): string | undefined {
  try {
    parseSchedule(cronExpression);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidSchedule) return error.message;
    throw error;
  }
}

const SOURCES: readonly unknown[] = ['Default', 'MNS', 'RocketMQ', 'RabbitMQ', 'Kafka', 'MQTT', 'DTS'];

function checkEventBridge(config: Config): void {
  check(isOptional(config.triggerEnable, 'boolean'), 'triggerEnable is a boolean');
  check(isOptional(config.asyncInvocationType, 'boolean'), 'asyncInvocationType is a boolean');
  const { eventRuleFilterPattern: pattern, eventSourceConfig: source } = config;
  check(typeof pattern === 'string' && parseObject(pattern) !== undefined, 'eventRuleFilterPattern is not valid');
  check(isObject(source) && SOURCES.includes(source.eventSourceType), 'eventSourceConfig.eventSourceType is not valid');
}

function check(holds: boolean, otherwise: string): void {
  if (!holds) throw invalid(`TriggerConfig: ${otherwise}`);
}

function isOptional(value: unknown, type: 'boolean' | 'string'): boolean {
  return value === undefined || typeof value === type;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Config | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
