import { Refusal } from '../front-door/refusal.ts';
import { DEFAULT_BUS } from './bus.ts';
import type { CloudEvent } from './event.ts';
import { isRecord } from './pattern-operators.ts';

/** Documented ("PutEvents"): 16 events in a request, 64 KB each, 256 KB together. */
export const LIMITS = { events: 16, eventBytes: 64 * 1024, requestBytes: 256 * 1024 } as const;

/** A request's events in their order; what is wrong with one stands in its place. All are for the same bus. */
export interface Batch {
  readonly bus: string;
  readonly entries: readonly Entry[];
}

export type Entry =
  | { readonly id: string; readonly event: CloudEvent }
  | { readonly id: string; readonly code: string; readonly message: string };

/**
 * Reads the body of a PutEvents: a list of CloudEvents in JSON format, each naming its bus by `aliyuneventbusname`.
 *
 * `PutEventsRequestMoreThanOneEventBus` is the code of the open-source EventBridge, and so is `JsonAttributeInvalid` for
 * one entry; the codes for what is too much are inferred.
 * @throws Refusal for what stands against the request as a whole
 */
export function readBatch(body: Buffer): Batch {
  const list = parseJson(body);
  if (!Array.isArray(list) || list.length === 0) {
    throw new Refusal(400, 'JsonAttributeInvalid', 'The body is not a list of CloudEvents.');
  }
  if (list.length > LIMITS.events) {
    throw new Refusal(400, 'EventCountExceedLimit', `A request has at most ${LIMITS.events} events.`);
  }
  if (body.length > LIMITS.requestBytes) {
    throw new Refusal(
      400,
      'EventSizeExceedLimit',
      `The events of a request have at most ${LIMITS.requestBytes} bytes.`,
    );
  }
  const buses = new Set(
    list.map((entry) => (isRecord(entry) ? (entry.aliyuneventbusname ?? DEFAULT_BUS) : DEFAULT_BUS)),
  );
  const [bus, ...others] = buses;
  if (others.length > 0 || typeof bus !== 'string') {
    const named = [...buses].join(', ');
    throw new Refusal(
      409,
      'PutEventsRequestMoreThanOneEventBus',
      `The put events request has more than one  event bus [${named}] `,
    );
  }
  return { bus, entries: list.map(readEntry) };
}

function readEntry(entry: unknown): Entry {
  const fields = isRecord(entry) ? entry : {};
  const id = typeof fields.id === 'string' ? fields.id : '';
  const why = wrongAttribute(fields);
  if (why) return { id, code: 'JsonAttributeInvalid', message: `The Json attribute is invalid: ${why}` };
  if (Buffer.byteLength(JSON.stringify(fields)) > LIMITS.eventBytes) {
    return { id, code: 'EventSizeExceedLimit', message: `An event has at most ${LIMITS.eventBytes} bytes` };
  }
  return { id, event: { ...fields, ...required(fields) } };
}

/** CloudEvents 1.0, section 3, and the documented lengths ("Limits"). */
function wrongAttribute(fields: Readonly<Record<string, unknown>>): string | undefined {
  if (fields.specversion !== '1.0') return 'specversion is not 1.0';
  for (const [name, max] of Object.entries(LENGTHS)) {
    const value = fields[name];
    const optional = name === 'subject' || name === 'time';
    if (value === undefined && optional) continue;
    if (typeof value !== 'string' || value === '') return `${name} is missing`;
    if (value.length > max) return `${name} is longer than ${max} characters`;
  }
  if (!/^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(String(fields.id)))
    return 'id has other characters than letters, digits and -';
  const odd = Object.keys(fields).find((name) => !/^[a-z0-9]+$/.test(name) && name !== 'data_base64');
  return odd === undefined ? undefined : `${odd} is no name of an attribute`;
}

const LENGTHS = { id: 128, source: 128, type: 64, subject: 512, time: 64 } as const;

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
