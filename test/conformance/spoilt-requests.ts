import fc from 'fast-check';
import type { Action, ErrorTable, Parameter, ParameterTable } from '../../local/cloud/product.ts';
import type { Acs3Request } from '../contract/acs3.ts';

/** A request in which one parameter breaks its row of the table, and what the cloud has to refuse it with. */
export interface SpoiltRequest {
  readonly what: string;
  readonly request: Acs3Request;
  readonly code: string;
  readonly status: number;
}

type Value = string | readonly Value[] | { readonly [name: string]: Value };
type Values = Readonly<Record<string, Value>>;

/** Every way of breaking a row of the action's parameter table; all other parameters are what their rows ask for. */
export function spoiltRequests(version: string, action: Action<never>, errors: ErrorTable): readonly SpoiltRequest[] {
  const table = action.parameters;
  const sound = soundValues(table);
  return Object.entries(table).flatMap(([name, parameter]) =>
    spoilt(name, parameter, sound[name]).map(({ what, value, code }): SpoiltRequest => {
      const { [name]: _, ...others } = sound;
      const values: Values = value === undefined ? others : { ...others, [name]: value };
      const row = errors[code];
      return { what, request: requestFor(version, action, values), code, status: row?.status ?? 400 };
    }),
  );
}

/** The action with what its rows ask for, and besides what is given for parameters that it has. */
export function requestWith(
  version: string,
  action: Action<never>,
  given: Readonly<Record<string, string>>,
): Acs3Request {
  const table = action.parameters;
  const values = Object.entries(given).flatMap(([name, value]): [string, Value][] => {
    const type = table[name]?.type;
    if (type === 'list') return [[name, [value]]];
    return type === 'string' || type === 'integer' ? [[name, value]] : [];
  });
  return requestFor(version, action, { ...soundValues(table), ...Object.fromEntries(values) });
}

interface Spoil {
  readonly what: string;
  /** Absent: the parameter is left out. */
  readonly value: Value | undefined;
  readonly code: string;
}

function spoilt(name: string, parameter: Parameter, sound: Value | undefined): readonly Spoil[] {
  const place = parameter.in ?? 'query';
  if (place === 'host-header' || place === 'whole-body') return [];
  const { missingCode = `Missing${name}`, invalidCode = `Invalid${name}` } = parameter;
  const left: Spoil[] =
    parameter.required && place !== 'path' ? [{ what: `without ${name}`, value: undefined, code: missingCode }] : [];
  const wrong = wrongValues(parameter, place).map(
    (value): Spoil => ({ what: `${name}=${show(value)}`, value, code: invalidCode }),
  );
  return [...left, ...wrong, ...spoiltFields(name, parameter, sound)];
}

/** One field of an object, or of the first object of a list. */
function spoiltFields(name: string, { type, fields }: Parameter, sound: Value | undefined): readonly Spoil[] {
  if (!fields) return [];
  const own = (type === 'objects' ? (sound as readonly Value[] | undefined)?.[0] : sound) ?? soundValues(fields);
  const path = type === 'objects' ? `${name}.1` : name;
  return Object.entries(fields).flatMap(([field, parameter]) =>
    spoilt(`${path}.${field}`, parameter, (own as Values)[field]).map(({ value, ...rest }): Spoil => {
      const { [field]: _, ...others } = own as Values;
      // An object of which nothing is left is not there at all.
      const spoiltOne = value === undefined ? { ...others, Unknown: 'x' } : { ...others, [field]: value };
      return { ...rest, value: type === 'objects' ? [spoiltOne] : spoiltOne };
    }),
  );
}

function wrongValues(parameter: Parameter, place: string): readonly Value[] {
  const { type, enum: allowed, min, max, maxLength, pattern } = parameter;
  switch (type) {
    case 'integer':
    case 'number':
      return ['x', ...(min === undefined ? [] : [String(min - 1)]), ...(max === undefined ? [] : [String(max + 1)])];
    case 'boolean':
      return ['maybe'];
    case 'json':
      return place === 'query' ? ['{'] : [];
    case 'string':
      if (allowed) return ['no such value'];
      return [
        ...(maxLength === undefined || place === 'path' ? [] : ['a'.repeat(maxLength + 1)]),
        ...(pattern ? NO_MATCHES.filter((text) => !pattern.test(text) && place !== 'path').slice(0, 1) : []),
      ];
    case 'list':
    case 'objects':
      return ['not a list'];
    case 'object':
      return ['not an object'];
  }
}

/** Candidates for a text that a pattern does not let through. */
const NO_MATCHES = ['http://a', '!', '-', ' ', '\u0000', 'ä', '0'];

function soundValues(table: ParameterTable): Values {
  const sound = Object.entries(table).flatMap(([name, parameter]) => {
    const needed = parameter.required || parameter.in === 'path';
    return needed && parameter.in !== 'host-header' ? [[name, soundValue(parameter)] as const] : [];
  });
  return Object.fromEntries(sound);
}

function soundValue({ type, enum: allowed, min, pattern, maxLength = 64, fields = {}, in: place }: Parameter): Value {
  const items = Math.max(1, min ?? 1);
  switch (type) {
    case 'integer':
    case 'number':
      return String(Math.max(1, min ?? 1));
    case 'boolean':
      return 'true';
    case 'json':
      return place === 'whole-body' ? {} : '{}';
    case 'list':
      return Array.from({ length: items }, () => 'a1');
    case 'objects':
      return Array.from({ length: items }, () => soundValues(fields));
    case 'object':
      return soundValues(fields);
    case 'string':
      return allowed?.[0] ?? (pattern ? matching(pattern, maxLength) : 'a1');
  }
}

function matching(pattern: RegExp, maxLength: number): string {
  const plain = ['a1', 'abc', '1', 'example.com', 'A1b2C3d4'].find((text) => pattern.test(text));
  if (plain !== undefined) return plain;
  const texts = fc.sample(fc.stringMatching(pattern), { numRuns: 200, seed: 1 });
  const found = texts.find((text) => text.length > 0 && text.length <= maxLength && pattern.test(text));
  if (found === undefined) throw new Error(`nothing matches ${String(pattern)}`);
  return found;
}

function requestFor(version: string, { name, style, parameters }: Action<never>, values: Values): Acs3Request {
  const headers = { 'x-acs-action': name, 'x-acs-version': version };
  const placed = (...places: readonly string[]) =>
    Object.entries(values).filter(([field]) => places.includes(parameters[field]?.in ?? 'query'));
  if (style === 'RPC') {
    const query = Object.fromEntries(Object.entries(values).flatMap(([field, value]) => flatten(field, value)));
    return { method: 'POST', path: '/', query, headers, body: '' };
  }
  const path = style.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(values[field])));
  const query = Object.fromEntries(placed('query').flatMap(([field, value]) => flatten(field, value)));
  const [whole] = placed('whole-body');
  const fields = Object.fromEntries(placed('body'));
  const hasBody = Object.values(parameters).some(({ in: place }) => place === 'body' || place === 'whole-body');
  const body = hasBody ? JSON.stringify(whole ? whole[1] : fields) : '';
  const typed = body === '' ? headers : { ...headers, 'content-type': 'application/json; charset=utf-8' };
  return { method: style.method, path, query, headers: typed, body };
}

function flatten(name: string, value: Value): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((item: Value, index) => flatten(`${name}.${index + 1}`, item));
  return Object.entries(value as Values).flatMap(([field, item]) => flatten(`${name}.${field}`, item));
}

function show(value: Value): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
