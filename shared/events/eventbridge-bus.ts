import { EVENT_SOURCE, type EventBus } from './event-bus.ts';
import { type EventBridgeCredentials, eventBridgeHeaders } from './eventbridge-signature.ts';

export interface EventBridgeBusOptions {
  fetch: typeof globalThis.fetch;
  /** An origin: see {@link eventBridgeEndpoint}. */
  endpoint: string;
  /** A custom bus: applications cannot publish to `default` (documented). */
  busName: string;
  region: string;
  /** Asked before each attempt: temporary credentials run out. */
  credentials: () => EventBridgeCredentials;
  /** Of the events, in ms since the epoch; in a local cloud it is virtual. */
  now: () => number;
  /** Of the signatures, in ms since the epoch: the cloud compares it with its own clock. */
  machineNow: () => number;
  newId: () => string;
  /** Rejects with the signal's reason when aborted. */
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  random: () => number;
  /** The deadline of everything that is published. */
  signal?: AbortSignal;
  /** A fresh limit on one attempt. */
  attemptSignal?: () => AbortSignal;
}

/** EventBridge did not take an event, also when asked again. The timers find what it would have told of. */
export class EventNotPublished extends Error {
  /** The cloud's own code, or `HttpStatus<n>`, or `NoAnswer`. */
  readonly code: string;
  readonly retryable: boolean;

  constructor(type: string, code: string, retryable: boolean) {
    super(`${type} was not published (${code}): whoever it is for finds the same work at the next sweep`);
    this.name = 'EventNotPublished';
    this.code = code;
    this.retryable = retryable;
  }
}

/**
 * Publishes CloudEvents 1.0 with PutEvents (`POST /openapi/putEvents`, documented). One event has one id, however often it
 * is sent: whoever hears it twice knows by `source` and `id`.
 */
export function eventBridgeBus(options: EventBridgeBusOptions): EventBus {
  return {
    /** @throws EventNotPublished · the signal's reason when the deadline passes first */
    async publish({ id = options.newId(), type, data }) {
      const event = {
        id,
        source: EVENT_SOURCE,
        specversion: '1.0',
        type,
        datacontenttype: 'application/json; charset=utf-8',
        subject: `${data.region}/${data.name}`,
        time: new Date(options.now()).toISOString(),
        aliyuneventbusname: options.busName,
        data,
      };
      const body = JSON.stringify([event]);
      for (let attempt = 1; ; attempt += 1) {
        options.signal?.throwIfAborted();
        const refused = await put(options, body);
        if (refused === undefined) return;
        options.signal?.throwIfAborted();
        if (!refused.retryable || attempt === MAX_ATTEMPTS) {
          throw new EventNotPublished(type, refused.code, refused.retryable);
        }
        const ceiling = FIRST_WAIT_MS * 2 ** (attempt - 1);
        await options.sleep(Math.round(ceiling / 2 + (options.random() * ceiling) / 2), options.signal);
      }
    },
  };
}

/**
 * Where a bus takes events: a host of the account's own (documented), or the address that stands for everything.
 * @param override TORII_ENDPOINT, an origin
 */
export function eventBridgeEndpoint(accountId: string, region: string, override?: string): string {
  return override ? new URL(override).origin : `https://${accountId}.eventbridge.${region}.aliyuncs.com`;
}

interface Refused {
  code: string;
  retryable: boolean;
}

/** One attempt. @returns nothing where every event was taken */
async function put(options: EventBridgeBusOptions, body: string): Promise<Refused | undefined> {
  const headers = eventBridgeHeaders(
    { path: PATH, contentType: 'application/cloudevents-batch+json; charset=utf-8', region: options.region },
    options.credentials(),
    { now: options.machineNow(), nonce: options.newId() },
  );
  const limits = [options.signal, options.attemptSignal?.()].filter((signal) => signal !== undefined);
  try {
    const url = `${options.endpoint}${PATH}`;
    // A redirect would carry the security token to another host.
    const init = { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.any(limits) } as const;
    const response = await options.fetch(url, init);
    return refusalIn(response.status, parse(await response.text()));
  } catch {
    // An error's message may hold the address, and whatever came of it the same event may be sent again.
    return { code: 'NoAnswer', retryable: true };
  }
}

/** 200 may say that some events were not taken (documented): then their entries say why. */
function refusalIn(status: number, answer: Record<string, unknown> | undefined): Refused | undefined {
  const passing = status === 429 || status >= 500;
  if (status < 200 || status > 299)
    return { code: codeIn(answer?.code ?? answer?.Code) ?? `HttpStatus${status}`, retryable: passing };
  if (!answer) return { code: 'NoAnswer', retryable: true };
  if (Number(answer.FailedEntryCount ?? 0) === 0) return undefined;
  const entries = Array.isArray(answer.EntryList) ? answer.EntryList : [];
  const codes = entries.map((entry: unknown) => codeIn(Object(entry).ErrorCode));
  const code = codes.find((one) => one !== undefined) ?? 'FailedEntry';
  return { code, retryable: PASSING.test(code) };
}

function codeIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.:-]{1,100}$/.test(value) ? value : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

const PATH = '/openapi/putEvents';
const MAX_ATTEMPTS = 3;
const FIRST_WAIT_MS = 400;
/** Codes of entries are not listed anywhere; those that sound as if they pass are asked again. */
const PASSING = /throttl|busy|internal|unavailable|timeout|FailedEntry/i;
