import type { ErrorTable, Parameter, ParameterTable } from '../product.ts';
import { header, type ParsedRequest } from './parse.ts';
import { Refusal, refusal } from './refusal.ts';
import type { Destination } from './route.ts';
import { isFields, type RawFields, unflatten } from './unflatten.ts';

/** As much of a destination as is looked at. */
export interface Validated {
  readonly product: { readonly errors: ErrorTable };
  readonly action: { readonly style: 'RPC' | object; readonly parameters: ParameterTable };
  readonly path: Destination['path'];
}

/**
 * Reads the parameters that the action's table declares: placed, typed, checked, defaulted. What the table does not
 * know is ignored, as the real gateway does. Refuses with `Missing<Name>` and `Invalid<Name>`, status 400.
 */
export function validate(request: ParsedRequest, { product, action, path }: Validated): Record<string, unknown> {
  const isRpc = action.style === 'RPC';
  const query = unflatten(isRpc ? [...request.query, ...request.form] : request.query);
  const needsBody = Object.values(action.parameters).some(
    ({ in: place }) => place === 'body' || place === 'whole-body',
  );
  const body = needsBody && !isRpc ? parseBody(request.body) : undefined;

  const rawOf = (name: string, parameter: Parameter): unknown => {
    switch (parameter.in ?? 'query') {
      case 'query':
        return query[name];
      case 'path':
        return path[name];
      case 'body':
        return isRpc ? query[name] : isFields(body) ? ownValue(body, name) : undefined;
      case 'whole-body':
        return body;
      case 'host-header':
        return header(request.headers, 'host');
      case 'header':
        return header(request.headers, name);
    }
  };
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(action.parameters)) {
    const value = readValue(name, parameter, rawOf(name, parameter), product.errors);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function readValue(name: string, parameter: Parameter, raw: unknown, errors: ErrorTable): unknown {
  if (raw === undefined || raw === null || (raw === '' && !isOptionalText(parameter))) {
    if (parameter.required) throw missing(name, parameter, errors);
    return parameter.default;
  }
  const value = convert(name, parameter, raw, errors);
  if (value === undefined || !isWithin(parameter, value)) throw invalid(name, parameter, errors);
  return value;
}

/** An optional text may be emptied on purpose (`Remark=`); anywhere else nothing means absent. */
function isOptionalText({ type, required, enum: allowed }: Parameter): boolean {
  return type === 'string' && !required && !allowed;
}

/** The typed value, or undefined where the text does not stand for one. */
function convert(name: string, parameter: Parameter, raw: unknown, errors: ErrorTable): unknown {
  switch (parameter.type) {
    case 'string':
      return toText(parameter, raw);
    case 'integer':
      return toNumber(raw, /^-?\d{1,15}$/);
    case 'number':
      return toNumber(raw, /^-?\d{1,15}(\.\d{1,15})?$/);
    case 'boolean':
      return toBoolean(raw);
    case 'json':
      return parameter.in === 'whole-body' || typeof raw !== 'string' ? raw : parseJson(raw);
    case 'list':
      return toList(raw)?.map(String);
    case 'object':
      return isFields(raw) ? readFields(name, parameter.fields ?? {}, raw, errors) : undefined;
    case 'objects': {
      const items = toList(raw);
      if (!items?.every(isFields)) return undefined;
      return items.map((item, index) => readFields(`${name}.${index + 1}`, parameter.fields ?? {}, item, errors));
    }
  }
}

function readFields(name: string, table: ParameterTable, raw: RawFields, errors: ErrorTable): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [field, parameter] of Object.entries(table)) {
    const value = readValue(`${name}.${field}`, parameter, ownValue(raw, field), errors);
    if (value !== undefined) values[field] = value;
  }
  return values;
}

function toText({ enum: allowed, ignoreCase }: Parameter, raw: unknown): string | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number' && typeof raw !== 'boolean') return undefined;
  const text = String(raw);
  if (!allowed) return text;
  return allowed.find((value) => value === text || (ignoreCase && value.toLowerCase() === text.toLowerCase()));
}

function toNumber(raw: unknown, form: RegExp): number | undefined {
  return (typeof raw === 'string' || typeof raw === 'number') && form.test(String(raw)) ? Number(raw) : undefined;
}

function toBoolean(raw: unknown): boolean | undefined {
  if (raw === true || raw === 'true') return true;
  return raw === false || raw === 'false' ? false : undefined;
}

/** A JSON array, or `{1: …, 2: …}` of a flattened list, in the order of its positions. */
function toList(raw: unknown): unknown[] | undefined {
  if (Array.isArray(raw)) return raw;
  if (!isFields(raw)) return undefined;
  const positions = Object.keys(raw);
  if (!positions.every((position) => /^\d{1,4}$/.test(position))) return undefined;
  return positions.sort((one, other) => Number(one) - Number(other)).map((position) => raw[position]);
}

function isWithin({ min, max, maxLength, pattern }: Parameter, value: unknown): boolean {
  if (typeof value === 'number') return value >= (min ?? -Infinity) && value <= (max ?? Infinity);
  if (typeof value === 'string') return value.length <= (maxLength ?? Infinity) && (pattern?.test(value) ?? true);
  if (Array.isArray(value)) return value.length >= (min ?? 0) && value.length <= (max ?? Infinity);
  return true;
}

function missing(name: string, { missingCode }: Parameter, errors: ErrorTable): Refusal {
  const reason = `${name} is mandatory for this action.`;
  return declared(missingCode, errors, reason) ?? new Refusal(400, `Missing${name}`, reason);
}

function invalid(name: string, { invalidCode }: Parameter, errors: ErrorTable): Refusal {
  const reason = `Specified parameter ${name} is not valid.`;
  return declared(invalidCode, errors, reason) ?? new Refusal(400, `Invalid${name}`, reason);
}

function declared(code: string | undefined, errors: ErrorTable, reason: string): Refusal | undefined {
  const row = code === undefined ? undefined : errors[code];
  return row && code ? new Refusal(row.status, code, row.message.replace('{reason}', reason)) : undefined;
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const value = parseJson(body.toString('utf8'));
  if (value === undefined) throw refusal('InvalidParameter', 'body');
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ownValue(fields: RawFields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
