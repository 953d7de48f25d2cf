import type { Parameter } from '../product.ts';
import { DEFAULT_BUS } from './bus.ts';
import type { CloudEvent } from './event.ts';
import { isRecord } from './pattern-operators.ts';
import { EVENT, LIMITS, messageOf, type PutEventsCode, refusedAs } from './put-events-table.ts';

/** A request's events in their order; what is wrong with one stands in its place. All are for the same bus. */
export interface Batch {
  readonly bus: string;
  readonly entries: readonly Entry[];
}

export type Entry =
  | { readonly id: string; readonly event: CloudEvent }
  | { readonly id: string; readonly code: PutEventsCode; readonly message: string };

/**
 * Reads the body of a PutEvents: a list of CloudEvents in JSON format, each naming its bus by `aliyuneventbusname`.
 *
 * @throws Refusal for what stands against the request as a whole
 */
export function readBatch(body: Buffer): Batch {
  const list = parseJson(body);
  if (!Array.isArray(list) || list.length === 0) {
    throw refusedAs('JsonAttributeInvalid', { why: 'the body is not a list of CloudEvents.' });
  }
  if (list.length > LIMITS.events) throw refusedAs('EventCountExceedLimit', { limit: String(LIMITS.events) });
  if (body.length > LIMITS.requestBytes) {
    const limit = String(LIMITS.requestBytes);
    throw refusedAs('EventSizeExceedLimit', { what: 'The events of a request have', limit });
  }
  const buses = new Set(
    list.map((entry) => (isRecord(entry) ? (entry.aliyuneventbusname ?? DEFAULT_BUS) : DEFAULT_BUS)),
  );
  const [bus, ...others] = buses;
  if (others.length > 0 || typeof bus !== 'string') {
    throw refusedAs('PutEventsRequestMoreThanOneEventBus', { buses: [...buses].join(', ') });
  }
  return { bus, entries: list.map(readEntry) };
}

function readEntry(entry: unknown): Entry {
  const fields = isRecord(entry) ? entry : {};
  const id = typeof fields.id === 'string' ? fields.id : '';
  const why = wrongAttribute(fields);
  if (why) return { id, ...failed('JsonAttributeInvalid', { why }) };
  if (Buffer.byteLength(JSON.stringify(fields)) > LIMITS.eventBytes) {
    return { id, ...failed('EventSizeExceedLimit', { what: 'An event has', limit: String(LIMITS.eventBytes) }) };
  }
  return { id, event: { ...fields, ...required(fields) } };
}

function failed(code: PutEventsCode, values: Readonly<Record<string, string>>) {
  return { code, message: messageOf(code, values) };
}

function wrongAttribute(fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const [name, row] of Object.entries<Parameter>(EVENT)) {
    const why = row.type === 'string' ? wrongText(name, row, fields[name]) : undefined;
    if (why) return why;
  }
  const odd = Object.keys(fields).find((name) => !/^[a-z0-9]+$/.test(name) && !(name in EVENT));
  return odd === undefined ? undefined : `${odd} is no name of an attribute`;
}

function wrongText(name: string, { required, enum: allowed, maxLength, pattern }: Parameter, value: unknown) {
  if (value === undefined && !required) return undefined;
  if (typeof value !== 'string' || value === '') return `${name} is missing`;
  if (allowed && !allowed.includes(value)) return `${name} is not ${allowed.join(', ')}`;
  if (maxLength !== undefined && value.length > maxLength) return `${name} is longer than ${maxLength} characters`;
  return pattern && !pattern.test(value) ? `${name} has characters that it may not have` : undefined;
}

function required({ id, source, type, specversion }: Readonly<Record<string, unknown>>) {
  return { id: String(id), source: String(source), type: String(type), specversion: String(specversion) };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
