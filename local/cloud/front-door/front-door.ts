import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Accounts } from '../accounts.ts';
import type { LocalCa } from '../ca/local-ca.ts';
import type { Calls } from '../calls.ts';
import type { VirtualClock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import { ConnectionDropped, type Meeting, meet } from '../faults/meeting.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { Permissions } from '../permissions.ts';
import { ApiError, type Caller, type MountedProduct, type ParameterTable } from '../product.ts';
import type { Progress } from '../progress.ts';
import type { NewId } from '../random.ts';
import { isRead } from '../reads.ts';
import { answer, answerMalformed, type Outcome, refused } from './answer.ts';
import { tellOfAnswer } from './answered.ts';
import { authenticate, DATE_TOLERANCE_MS } from './authenticate.ts';
import { type CallBoundaries, watchCall } from './call-boundaries.ts';
import { IdempotentAnswers } from './idempotency.ts';
import { maskSecrets } from './mask.ts';
import { Nonces } from './nonces.ts';
import type { OtherDoor } from './other-door.ts';
import { firstValue, type ParsedRequest, parse } from './parse.ts';
import { checkPermission } from './permission.ts';
import { actAsProxy, originForm } from './proxy.ts';
import { receive } from './receive.ts';
import { Refusal, refusal } from './refusal.ts';
import { regionOf } from './region.ts';
import { type Destination, route } from './route.ts';
import { shape, toJson } from './serialise.ts';
import { validate } from './validate.ts';

export interface FrontDoor {
  readonly products: readonly MountedProduct[];
  readonly accounts: Accounts;
  readonly calls: Calls;
  /** Certifies the real endpoints for clients that come in as through a proxy; without one, none do. */
  readonly ca?: LocalCa;
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly faults: Faults;
  readonly newId: NewId;
  readonly newRequestId: () => string;
  /** The machine's time in ms, for signatures only. */
  readonly machineNow: () => number;
  readonly defaultRegion: string;
  /** Other protocols on the same port: they sign, refuse and journal in their own way. The first that is meant serves. */
  readonly elsewhere?: readonly OtherDoor[];
  readonly permissions?: Permissions;
  readonly boundaries?: CallBoundaries;
  /** What was answered under idempotency tokens, where somebody saves it. */
  readonly answers?: IdempotentAnswers;
  readonly limits?: RateLimits;
}

/** A certificate chain with its key travels in the request line (typed SDKs put every parameter in the query). */
const MAX_HEADER_BYTES = 131_072;

/** SDKs reuse idle sockets; Node's five seconds would reset some of them under a slow test. */
const KEEP_ALIVE_MS = 10 * 60 * 1000;

/**
 * The one HTTP door of all products. Every request goes the same way, one small file a step:
 *
 *   receive → parse → route → authenticate → (rate limits) → validate → permission → (faults) → (idempotency) handler → shape → journal → answer
 *
 * A step that refuses throws; every answer but 200 is the same error envelope. Virtual time stands still meanwhile.
 */
export function frontDoor(door: FrontDoor): Server {
  const nonces = new Nonces(2 * DATE_TOLERANCE_MS);
  const answers = door.answers ?? new IdempotentAnswers();

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const release = door.clock.hold();
    response.once('close', release);
    tellTime(response, door.clock);
    const target = originForm(message.url ?? '/');
    if (target === undefined) return void response.writeHead(403).end();
    message.url = target;
    if (door.boundaries && !watchCall(door.boundaries, message, response)) return;
    const other = door.elsewhere?.find((one) => one.isMeant(message));
    if (other) return other.serve(message, response, release);
    const visit: Visit = { requestId: door.newRequestId(), parameters: {} };
    const outcome = await walk(message, visit).then(
      (text): Outcome => (visit.destination?.action.answers === 204 ? NO_CONTENT : { status: 200, text }),
      (error) => refusedBy(error, visit, message.headers.host ?? ''),
    );
    record(door, visit, outcome);
    const { destination } = visit;
    // What a fault says is no answer of the product.
    if (destination && !visit.meeting?.faults.length)
      tellOfAnswer(destination.product.name, destination.action.name, outcome, message.headers['user-agent']);
    if (visit.meeting?.lost) response.destroy();
    else answer(response, visit.requestId, outcome);
  };

  const walk = async (message: IncomingMessage, visit: Visit): Promise<string> => {
    const request = parse(await receive(message));
    visit.destination = route(request, door.products);
    const { product, action } = visit.destination;
    visit.caller = authenticate(request, { accounts: door.accounts, nonces, machineNow: door.machineNow });
    const { accountId } = visit.caller;
    door.limits?.check(
      {
        account: accountId,
        // Nothing is validated yet: what names the region is read as it came.
        region: regionOf(
          { RegionId: firstValue(request, 'RegionId'), ClusterId: visit.destination.path.ClusterId },
          request.headers,
          door.defaultRegion,
        ),
        product: product.name,
        action: action.name,
      },
      door.clock.now(),
    );
    door.accounts.noteUse(visit.caller.accessKeyId, door.clock.now());
    visit.parameters = validate(request, visit.destination);
    const { caller, parameters } = visit;
    checkPermission(door.permissions, visit.destination, callFor(door, request, caller, parameters, visit.requestId));
    const account = caller.accountId;
    const run = async () => {
      const handle = async () =>
        shape(await action.run(callFor(door, request, caller, parameters, visit.requestId)), action.response);
      const shaped = action.idempotency
        ? await answers.once(`${account}/${product.name}/${action.name}`, action.idempotency, parameters, handle)
        : await handle();
      if (isRead(action)) await door.progress.wasRead(action.name);
      return shaped;
    };
    visit.meeting = meet({ account, product: product.name, action, parameters });
    const body = await door.faults.around(visit.meeting, run);
    const idName = 'requestId' in action.response ? 'requestId' : 'RequestId';
    return toJson({ [idName]: visit.requestId, ...body });
  };

  const options = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS };
  const server = createServer(options, (message, response) => {
    serve(message, response).catch(() => response.destroy());
  });
  if (door.ca) actAsProxy(server, { ca: door.ca, machineNow: door.machineNow });
  server.on('clientError', (error, socket) => answerMalformed(error, socket, door.newRequestId()));
  return server;
}

/** Every answer says what time it is here when it leaves, to whoever goes by this clock from another process. */
function tellTime(response: ServerResponse, clock: VirtualClock): void {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (...head: unknown[]) => {
    response.setHeader('x-clock-now', clock.now());
    return writeHead(...(head as Parameters<typeof writeHead>));
  };
}

/** What is known of a request so far. */
interface Visit {
  readonly requestId: string;
  destination?: Destination;
  caller?: Caller;
  parameters: Record<string, unknown>;
  meeting?: Meeting;
}

function callFor(
  door: FrontDoor,
  request: ParsedRequest,
  caller: Caller,
  parameters: Record<string, unknown>,
  requestId: string,
) {
  return {
    account: caller.accountId,
    caller,
    region: regionOf(parameters, request.headers, door.defaultRegion),
    parameters: parameters as Record<string, never>,
    requestId,
    now: door.clock.now(),
    clock: door.clock,
    progress: door.progress,
    newId: door.newId,
  };
}

/** An error that the action does not list is a mistake of ours, and must not look like an answer of the cloud. */
function refusedBy(error: unknown, visit: Visit, host: string): Outcome {
  if (error instanceof ConnectionDropped) return NO_ANSWER;
  const known = error instanceof ApiError ? fromTable(error, visit) : error;
  if (known instanceof Refusal) return refused(known, visit.requestId, host);
  return { ...refused(refusal('InternalError'), visit.requestId, host), failure: error };
}

function fromTable({ code, values }: ApiError, { destination }: Visit): Refusal | undefined {
  const row = destination?.product.errors[code];
  const mayThrow = destination?.action.errors.includes(code) || destination?.action.idempotency?.mismatch === code;
  if (!row || !mayThrow) return undefined;
  const message = row.message.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
  return new Refusal(row.status, code, message);
}

const NO_ANSWER: Outcome = { status: 0, text: '' };
const NO_CONTENT: Outcome = { status: 204, text: '' };

function record(door: FrontDoor, visit: Visit, { status, code, failure }: Outcome): void {
  const table: ParameterTable = visit.destination?.action.parameters ?? {};
  door.calls.record({
    at: door.clock.now(),
    product: visit.destination?.product.name ?? '',
    action: visit.destination?.action.name ?? '',
    caller: visit.caller?.accessKeyId ?? '',
    account: visit.caller?.accountId ?? '',
    status,
    code,
    requestId: visit.requestId,
    ...(failure === undefined ? {} : { failure }),
    ...(visit.meeting?.faults.length ? { faults: visit.meeting.faults } : {}),
    parameters: maskSecrets(visit.parameters, table),
  });
}
