import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Calls } from '../calls.ts';
import type { VirtualClock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import { ConnectionDropped, type Meeting, meet } from '../faults/meeting.ts';
import { tellOfOwnAnswer } from '../front-door/answered.ts';
import type { OtherDoor } from '../front-door/other-door.ts';
import { header, parse } from '../front-door/parse.ts';
import { receive } from '../front-door/receive.ts';
import { Refusal, refusal } from '../front-door/refusal.ts';
import { regionOf } from '../front-door/region.ts';
import { EVERYTHING_ALLOWED, type Permissions } from '../permissions.ts';
import type { Caller } from '../product.ts';
import { busArn } from './arn.ts';
import { DEFAULT_BUS } from './bus.ts';
import { type Batch, readBatch } from './incoming.ts';
import { authenticateColon, type PutEventsVerifier } from './put-events-signature.ts';
import { isPutEventsCode, PUT_EVENTS_PATH, type PutEventsCode, putEventsTable, refusedAs } from './put-events-table.ts';
import type { EventBridgeState } from './state.ts';

export interface PutEventsDoor extends PutEventsVerifier {
  readonly calls: Calls;
  readonly faults: Faults;
  readonly clock: VirtualClock;
  readonly newRequestId: () => string;
  readonly defaultRegion: string;
  readonly permissions?: Permissions;
}

/**
 * Where events are published, in a protocol of its own: CloudEvents in, errors in lower-case JSON out. The way of a request:
 *
 *   receive → signature → activated? → batch → permission → bus → (faults) publish → journal → answer
 */
export function putEventsDoor(state: EventBridgeState, door: PutEventsDoor): OtherDoor {
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const visit: Visit = { requestId: door.newRequestId(), asked: {} };
    const outcome = await walk(state, door, message, visit).then(
      (body): Outcome => ({ status: 200, body }),
      (error) => refusedBy(error, visit),
    );
    record(door, visit, outcome);
    if (visit.meeting?.lost) return void response.destroy();
    const text = JSON.stringify(outcome.body);
    const headers = {
      'content-type': 'application/json;charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'x-eventbridge-request-id': visit.requestId,
    };
    response.writeHead(outcome.status, headers).end(text);
    // What a fault says is no answer of the product.
    if (!visit.meeting?.faults.length) tell(outcome, headers, message.headers['user-agent']);
  };
  return { isMeant: ({ url }) => url?.split('?')[0] === PUT_EVENTS_PATH, serve };
}

/** What is known of a request so far. */
interface Visit {
  readonly requestId: string;
  caller?: Caller;
  /** For journal and faults: never the data of an event. */
  asked: Readonly<Record<string, unknown>>;
  meeting?: Meeting;
}

interface Outcome {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly code?: string;
  readonly failure?: unknown;
}

async function walk(state: EventBridgeState, door: PutEventsDoor, message: IncomingMessage, visit: Visit) {
  const request = parse(await receive(message));
  if (request.method !== 'POST') throw refusedAs('UnsupportedHTTPMethod');
  const caller = authenticateColon(request, door);
  visit.caller = caller;
  if (!state.opened) throw refusedAs('ServiceAccessDenied');
  const batch = readBatch(request.body);
  visit.asked = { bus: batch.bus, events: batch.entries.map(namesOf) };
  const region = regionOf(
    { RegionId: header(request.headers, 'x-eventbridge-regionid') },
    request.headers,
    door.defaultRegion,
  );
  const place = { account: caller.accountId, region, name: batch.bus };
  if ((door.permissions ?? EVERYTHING_ALLOWED).refuses(caller, 'eventbridge:PutEvents', busArn(place))) {
    throw refusedAs('AccessDenied');
  }
  const bus = state.bus(place.account, place.region, place.name);
  if (!bus) throw refusedAs('EventBusNotExist', { bus: batch.bus });
  if (bus.name === DEFAULT_BUS && state.customEventsOnDefault === 'refused') {
    throw new Refusal(403, 'AccessDenied' satisfies PutEventsCode, NOT_ON_DEFAULT);
  }
  const from = message.socket.remoteAddress ?? '';
  const action = { name: 'PutEvents', style: { method: 'POST', path: PUT_EVENTS_PATH }, response: {} } as const;
  visit.meeting = meet({ account: caller.accountId, product: 'eventbridge', action, parameters: visit.asked });
  return door.faults.around(visit.meeting, async () => {
    for (const entry of batch.entries) if ('event' in entry) state.publish(bus, entry.event, from);
    return answerTo(state, batch, caller, visit.requestId);
  });
}

function answerTo(state: EventBridgeState, { entries }: Batch, { accountId }: Caller, requestId: string) {
  return {
    RequestId: requestId,
    ResourceOwnerAccountId: accountId,
    FailedEntryCount: entries.filter((entry) => 'code' in entry).length,
    EntryList: entries.map((entry) => ({
      EventId: entry.id,
      TraceId: requestId.replaceAll('-', ''),
      ...('code' in entry
        ? { ErrorCode: entry.code, ErrorMessage: entry.message }
        : state.acceptedErrorCode === 'Success' && { ErrorCode: 'Success' }),
    })),
  };
}

/** What the table does not have is a mistake of ours, unless a fault says it. */
function refusedBy(error: unknown, { requestId, meeting }: Visit): Outcome {
  if (error instanceof ConnectionDropped) return { status: 0, body: {} };
  const known = error instanceof Refusal && (meeting?.faults.length || isPutEventsCode(error.code));
  const { status, code, message } = known ? ownWords(error) : refusal('InternalError');
  return {
    ...{ status, code, body: { code, message, requestId } },
    ...(!known && { failure: error }),
  };
}

/** Documented: what the OpenAPI gateway calls Throttling is 429 here. */
function ownWords(refused: Refusal): Refusal {
  return refused.code.startsWith('Throttling') ? refusedAs('TooManyRequests') : refused;
}

function tell(
  { status, code, body }: Outcome,
  headers: Readonly<Record<string, unknown>>,
  userAgent: string | undefined,
): void {
  tellOfOwnAnswer(putEventsTable.name, 'PutEvents', userAgent, () => {
    if (code !== undefined) return { status, code };
    return { status, headers, fields: body, parts: refusedEvents(body) };
  });
}

function refusedEvents({ EntryList = [] }: { readonly EntryList?: readonly Partial<Record<'ErrorCode', string>>[] }) {
  return EntryList.flatMap(({ ErrorCode = 'Success' }) => (ErrorCode === 'Success' ? [] : [ErrorCode]));
}

/** No documented words. */
const NOT_ON_DEFAULT = 'Events of custom applications can be published only to a custom event bus.';

function namesOf(entry: Batch['entries'][number]): Readonly<Record<string, unknown>> {
  return 'event' in entry ? { id: entry.id, source: entry.event.source, type: entry.event.type } : { id: entry.id };
}

function record({ calls, clock }: PutEventsDoor, visit: Visit, { status, code, failure }: Outcome): void {
  calls.record({
    at: clock.now(),
    product: 'eventbridge',
    action: 'PutEvents',
    caller: visit.caller?.accessKeyId ?? '',
    account: visit.caller?.accountId ?? '',
    ...{ status, code },
    requestId: visit.requestId,
    ...(failure === undefined ? {} : { failure }),
    ...(visit.meeting?.faults.length ? { faults: visit.meeting.faults } : {}),
    parameters: visit.asked,
  });
}
