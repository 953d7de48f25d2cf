/** The part of EventBridge's filter patterns that is played: conditions on `source`, `type` and fields of `data`. */
export interface EventPattern {
  /** The field's value must meet one of its conditions; no conditions, any value. */
  source?: Condition[];
  type?: Condition[];
  /** By the name of the field; one that is missing meets no condition. */
  data?: Record<string, Condition[]>;
}

type Condition = { form: 'exact' | 'prefix' | 'suffix'; text: string };

/**
 * Reads an `eventRuleFilterPattern` (JSON text; documented forms): `["a", "b"]`, `[{"prefix": "a."}]`, `[{"suffix": ".b"}]`
 * for `source`, `type` and, one level down, `data`; `{}` matches every event.
 * @throws InvalidEventPattern for other fields and forms, which EventBridge knows and this does not
 */
export function parseEventPattern(json: string): EventPattern {
  const pattern = parseObject(json);
  if (!pattern) throw new InvalidEventPattern(json, 'it must be the JSON text of an object');
  const { source, type, data, ...others } = pattern;
  const other = Object.keys(others)[0];
  if (other !== undefined) throw new InvalidEventPattern(json, `only source, type and data are played, not "${other}"`);
  return {
    ...(data !== undefined && { data: readData(data, json) }),
    ...(source !== undefined && { source: readConditions('source', source, json) }),
    ...(type !== undefined && { type: readConditions('type', type, json) }),
  };
}

/** Case counts (documented); fields are joined by "and", a field's conditions by "or". */
export function matchesPattern(
  pattern: EventPattern,
  event: { source: string; type: string; data?: unknown },
): boolean {
  const data = new Map(Object.entries(Object(event.data)));
  return (
    meetsOne(pattern.source, event.source) &&
    meetsOne(pattern.type, event.type) &&
    Object.entries(pattern.data ?? {}).every(([name, conditions]) => {
      const value = data.get(name);
      return typeof value === 'string' && meetsOne(conditions, value);
    })
  );
}

function readData(value: unknown, json: string): Record<string, Condition[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new InvalidEventPattern(json, '"data" must be an object');
  }
  const fields = Object.entries(value);
  return Object.fromEntries(fields.map(([name, field]) => [name, readConditions(`data.${name}`, field, json)]));
}

export class InvalidEventPattern extends Error {
  readonly code = 'InvalidEventPattern';

  constructor(pattern: string, why: string) {
    super(`event pattern ${pattern}: ${why}`);
    this.name = 'InvalidEventPattern';
  }
}

function readConditions(field: string, value: unknown, json: string): Condition[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new InvalidEventPattern(json, `"${field}" must be a list with something in it`);
  }
  return value.map((condition: unknown) => readCondition(field, condition, json));
}

function readCondition(field: string, condition: unknown, json: string): Condition {
  if (typeof condition === 'string') return { form: 'exact', text: condition };
  const [[form, text] = [], ...more] = Object.entries(Object(condition));
  if ((form === 'prefix' || form === 'suffix') && typeof text === 'string' && more.length === 0) return { form, text };
  throw new InvalidEventPattern(
    json,
    `"${field}" holds ${JSON.stringify(condition)}; a text, {"prefix": …} and {"suffix": …} are played`,
  );
}

function meetsOne(conditions: Condition[] | undefined, value: string): boolean {
  return conditions?.some((condition) => meets(condition, value)) ?? true;
}

function meets({ form, text }: Condition, value: string): boolean {
  if (form === 'prefix') return value.startsWith(text);
  if (form === 'suffix') return value.endsWith(text);
  return value === text;
}

function parseObject(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : undefined;
  } catch {
    return undefined;
  }
}
