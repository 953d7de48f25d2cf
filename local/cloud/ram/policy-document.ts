/** A policy as RAM takes it: `{"Version": "1", "Statement": […]}`. Source: "Policy structure and syntax". */
export interface PolicyDocument {
  readonly version: '1';
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Patterns; with `except`, everything else is meant (NotAction). */
  readonly actions: Patterns;
  /** ARN patterns; with `except`, everything else is meant (NotResource). */
  readonly resources: Patterns;
  /** All have to hold. */
  readonly conditions: readonly Condition[];
}

export interface Patterns {
  readonly patterns: readonly string[];
  readonly except: boolean;
}

/** One line of `Condition`: `{"StringEquals": {"acs:SecureTransport": ["true"]}}`. Any of the values will do. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Reads the text of a policy; undefined where it is none. */
export function readPolicy(text: string): PolicyDocument | undefined {
  const value = parseJson(text);
  if (!isObject(value) || value.Version !== '1' || !Array.isArray(value.Statement)) return undefined;
  if (value.Statement.length === 0) return undefined;
  const statements = value.Statement.map(readStatement).filter((one) => one !== undefined);
  return statements.length === value.Statement.length ? { version: '1', statements } : undefined;
}

function readStatement(value: unknown): Statement | undefined {
  if (!isObject(value) || !isEffect(value.Effect)) return undefined;
  if (Object.keys(value).some((name) => !STATEMENT_FIELDS.has(name))) return undefined;
  const actions = readEither(value.Action, value.NotAction);
  const resources = readEither(value.Resource, value.NotResource);
  const conditions = readConditions(value.Condition);
  if (!actions?.patterns.every(isAction) || !resources?.patterns.every(isResource) || !conditions) return undefined;
  return { effect: value.Effect, actions, resources, conditions };
}

const STATEMENT_FIELDS = new Set(['Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/** Exactly one of both. */
function readEither(positive: unknown, negative: unknown): Patterns | undefined {
  if ((positive === undefined) === (negative === undefined)) return undefined;
  const patterns = readTexts(positive ?? negative);
  return patterns && { patterns, except: positive === undefined };
}

export function readConditions(value: unknown): Condition[] | undefined {
  if (value === undefined) return [];
  if (!isObject(value)) return undefined;
  const conditions: Condition[] = [];
  for (const [operator, keys] of Object.entries(value)) {
    if (!isObject(keys)) return undefined;
    for (const [key, given] of Object.entries(keys)) {
      const values = readTexts(given);
      if (!values) return undefined;
      conditions.push({ operator, key, values });
    }
  }
  return conditions;
}

/** A text, or a list of some. */
export function readTexts(value: unknown): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.map((one) => (typeof one === 'boolean' || typeof one === 'number' ? String(one) : one));
  return texts.length > 0 && texts.every((one): one is string => typeof one === 'string') ? texts : undefined;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isEffect(value: unknown): value is Statement['effect'] {
  return value === 'Allow' || value === 'Deny';
}

function isAction(pattern: string): boolean {
  return pattern === '*' || /^[\w*?-]+:[\w*?-]+(\/[\w*?-]+)*$/.test(pattern);
}

function isResource(pattern: string): boolean {
  return pattern === '*' || /^acs:[^:]+:[^:]*:[^:]*:.+$/.test(pattern);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
