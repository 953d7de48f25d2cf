import type { Pair } from './parse.ts';

/** Fields as they came: text of a query, deeper fields or positions (`1`, `2`, …) that came with dots, or parsed JSON. */
export type RawFields = Record<string, unknown>;

/** Deeper than any documented parameter. */
const DEPTH_LIMIT = 10;

/**
 * Takes `Tag.1.Key=a&Tag.1.Value=b` for `{Tag: {1: {Key: 'a', Value: 'b'}}}`; positions become lists where the table
 * says that the parameter is one. Of a name given twice the first counts.
 */
export function unflatten(pairs: readonly Pair[]): RawFields {
  const root = emptyFields();
  for (const [name, value] of pairs) {
    const parts = name.split('.');
    if (parts.length <= DEPTH_LIMIT) put(root, parts, value);
  }
  return root;
}

export function isFields(value: unknown): value is RawFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function put(level: RawFields, parts: readonly string[], value: string): void {
  const [part = '', ...rest] = parts;
  if (rest.length === 0) {
    level[part] ??= value;
    return;
  }
  const known = level[part];
  const deeper = isFields(known) ? known : emptyFields();
  level[part] = deeper;
  put(deeper, rest, value);
}

/** Without a prototype: a parameter may be called `__proto__` or `constructor`. */
function emptyFields(): RawFields {
  return Object.create(null) as RawFields;
}
