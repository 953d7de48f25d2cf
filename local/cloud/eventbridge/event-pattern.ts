import type { CloudEvent } from './event.ts';
import { type Condition, isRecord, OPERATORS } from './pattern-operators.ts';

/** Whether a rule wants an event. */
export type EventPattern = (event: CloudEvent) => boolean;

/** Documented ("Limits"): in the stringExpression mode, each field has up to five expressions. */
const MAX_EXPRESSIONS = 5;

export class InvalidEventPattern extends Error {
  readonly code = 'InvalidEventPattern';

  constructor(why: string) {
    super(why);
    this.name = 'InvalidEventPattern';
  }
}

/**
 * Reads a filter pattern, the JSON text of an object that is nested like the events it is for. Fields are joined by
 * "and", the conditions of one field by "or", the operators of one condition by "and"; `{}` wants everything.
 * @throws InvalidEventPattern
 */
export function parseEventPattern(json: string): EventPattern {
  return readFields(parseJson(json), []);
}

function readFields(pattern: unknown, path: readonly string[]): (event: unknown) => boolean {
  if (!isRecord(pattern)) throw new InvalidEventPattern(`${placeOf(path)} must be an object or a list of conditions`);
  const fields = Object.entries(pattern).map(([name, field]) => {
    const inside = [...path, name];
    const meets = Array.isArray(field) ? readConditions(field, inside) : readFields(field, inside);
    return (event: unknown) => meets(isRecord(event) && Object.hasOwn(event, name) ? event[name] : undefined);
  });
  return (event) => fields.every((field) => field(event));
}

function readConditions(list: readonly unknown[], path: readonly string[]): Condition {
  if (list.length === 0) throw new InvalidEventPattern(`${placeOf(path)} has no condition`);
  if (list.filter(isRecord).length > MAX_EXPRESSIONS) {
    throw new InvalidEventPattern(`${placeOf(path)} has more than ${MAX_EXPRESSIONS} expressions`);
  }
  const conditions = list.map((condition) => readCondition(condition, path));
  const one: Condition = (value) => conditions.some((meets) => meets(value));
  // A list meets a condition by any of its values (documented, "array").
  return (value) => one(value) || (Array.isArray(value) && value.some(one));
}

function readCondition(condition: unknown, path: readonly string[]): Condition {
  if (Array.isArray(condition)) throw new InvalidEventPattern(`${placeOf(path)} holds a list in its list`);
  if (!isRecord(condition)) return (value) => value === condition;
  const operators = Object.entries(condition).map(([name, operand]) => {
    const meets = Object.hasOwn(OPERATORS, name) ? OPERATORS[name]?.(operand) : undefined;
    if (!meets) throw new InvalidEventPattern(`${placeOf(path)} holds ${JSON.stringify({ [name]: operand })}`);
    return meets;
  });
  if (operators.length === 0) throw new InvalidEventPattern(`${placeOf(path)} holds {}`);
  return (value) => operators.every((meets) => meets(value));
}

function placeOf(path: readonly string[]): string {
  return path.length === 0 ? 'the pattern' : `"${path.join('.')}"`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new InvalidEventPattern('the pattern is not JSON');
  }
}
