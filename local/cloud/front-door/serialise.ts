import type { ResponseField, ResponseFields, ResponseItem } from '../product.ts';
import { isFields } from './unflatten.ts';

/**
 * Shapes a handler's body as the table declares it: what is not declared never leaves, nothing is sent as null, a
 * declared text is text. A value that cannot be what it is declared to be is our own mistake and throws.
 */
export function shape(body: unknown, fields: ResponseFields): Record<string, unknown> {
  return shapeObject(body, fields, 'body');
}

/** JSON text in which a `bigint` is a bare number, however long: `JSON.stringify` knows no such thing. */
export function toJson(body: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(body, (_name, value: unknown) =>
    typeof value === 'bigint' ? `${BARE}${value}${BARE}` : value,
  );
  return text.replaceAll(BARE_NUMBER, '$1');
}

function shapeObject(value: unknown, fields: ResponseFields, place: string): Record<string, unknown> {
  if (!isFields(value)) throw new TypeError(`${place} is not an object`);
  const shaped: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = value[name];
    if (given !== undefined && given !== null) shaped[name] = shapeField(given, field, `${place}.${name}`);
  }
  return shaped;
}

function shapeField(value: unknown, field: ResponseField, place: string): unknown {
  if (typeof field === 'string') return shapeLeaf(value, field.split(' ')[0] ?? '', place);
  if (!isList(field)) return shapeObject(value, field, place);
  if (!Array.isArray(value)) throw new TypeError(`${place} is not a list`);
  return value.map((item, index) => shapeField(item, field[0], `${place}.${index}`));
}

function shapeLeaf(value: unknown, type: string, place: string): unknown {
  switch (type) {
    case 'json':
      return value;
    case 'string':
      if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
      break;
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'integer':
      if (Number.isSafeInteger(value)) return value;
      break;
    case 'bigint':
      if (typeof value === 'bigint') return value;
      break;
    case 'number':
      if (Number.isFinite(value)) return value;
      break;
  }
  throw new TypeError(`${place} is not ${type}`);
}

function isList(field: ResponseField): field is readonly [ResponseItem] {
  return Array.isArray(field);
}

/** Around the digits on their way through JSON: a character for private use, that no text here has. */
const BARE = '\u{f8ff}';
const BARE_NUMBER = new RegExp(`"${BARE}(-?\\d+)${BARE}"`, 'gu');
