import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Accounts } from '../accounts.ts';
import type { Calls } from '../calls.ts';
import type { VirtualClock } from '../clock.ts';
import { ApiError, type Caller, type MountedProduct, type ParameterTable } from '../product.ts';
import type { Progress } from '../progress.ts';
import type { NewId } from '../random.ts';
import { authenticate, DATE_TOLERANCE_MS } from './authenticate.ts';
import { IdempotentAnswers } from './idempotency.ts';
import { maskSecrets } from './mask.ts';
import { Nonces } from './nonces.ts';
import { type ParsedRequest, parse } from './parse.ts';
import { receive } from './receive.ts';
import { Refusal, refusal } from './refusal.ts';
import { regionOf } from './region.ts';
import { type Destination, route } from './route.ts';
import { shape } from './serialise.ts';
import { validate } from './validate.ts';

export interface FrontDoor {
  readonly products: readonly MountedProduct[];
  readonly accounts: Accounts;
  readonly calls: Calls;
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly newId: NewId;
  readonly newRequestId: () => string;
  /** The machine's time in ms, for signatures only. */
  readonly machineNow: () => number;
  readonly defaultRegion: string;
}

/** A certificate chain with its key travels in the request line (typed SDKs put every parameter in the query). */
const MAX_HEADER_BYTES = 131_072;

/**
 * The one HTTP door of all products. Every request goes the same way, one small file a step:
 *
 *   receive → parse → route → authenticate → validate → (idempotency) handler → shape → journal → answer
 *
 * A step that refuses throws; every answer but 200 is the same error envelope. Virtual time stands still meanwhile.
 */
export function frontDoor(door: FrontDoor): Server {
  const nonces = new Nonces(2 * DATE_TOLERANCE_MS);
  const answers = new IdempotentAnswers();

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const release = door.clock.hold();
    response.once('close', release);
    const visit: Visit = { requestId: door.newRequestId(), parameters: {} };
    try {
      const body = await walk(message, visit);
      answer(response, visit.requestId, 200, body);
      record(door, visit, 200);
    } catch (error) {
      const { status, code, message: text } = asRefusal(error, visit);
      record(door, visit, status, code, status >= 500 ? error : undefined);
      answer(response, visit.requestId, status, envelope(visit.requestId, message.headers.host ?? '', code, text));
    }
  };

  const walk = async (message: IncomingMessage, visit: Visit): Promise<Record<string, unknown>> => {
    const request = parse(await receive(message));
    visit.destination = route(request, door.products);
    const { product, action } = visit.destination;
    visit.caller = authenticate(request, { accounts: door.accounts, nonces, machineNow: door.machineNow });
    visit.parameters = validate(request, visit.destination);
    const call = callFor(door, request, visit.caller, visit.parameters, visit.requestId);
    const run = async () => action.run(call);
    const owner = `${call.account}/${product.name}/${action.name}`;
    const body = action.idempotency
      ? await answers.once(owner, action.idempotency, visit.parameters, run)
      : await run();
    const idName = 'requestId' in action.response ? 'requestId' : 'RequestId';
    return { [idName]: visit.requestId, ...shape(body, action.response) };
  };

  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (message, response) => {
    serve(message, response).catch(() => response.destroy());
  });
  // A request that is not even HTTP gets the envelope too, where the socket still listens.
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const body = JSON.stringify(
      envelope(door.newRequestId(), '', 'InvalidParameter', 'The request is not valid HTTP.'),
    );
    socket.end(
      `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
        `Connection: close\r\n\r\n${body}`,
    );
  });
  return server;
}

/** What is known of a request so far. */
interface Visit {
  readonly requestId: string;
  destination?: Destination;
  caller?: Caller;
  parameters: Record<string, unknown>;
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
function asRefusal(error: unknown, { destination }: Visit): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ApiError && destination) {
    const { product, action } = destination;
    const row = product.errors[error.code];
    const mayThrow = action.errors.includes(error.code) || action.idempotency?.mismatch === error.code;
    if (row && mayThrow) {
      const message = row.message.replaceAll(/\{(\w+)\}/g, (place, name: string) => error.values[name] ?? place);
      return new Refusal(row.status, error.code, message);
    }
  }
  return refusal('InternalError');
}

function record(door: FrontDoor, visit: Visit, status: number, code?: string, failure?: unknown): void {
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
    parameters: maskSecrets(visit.parameters, table),
  });
}

function envelope(requestId: string, host: string, code: string, message: string) {
  return {
    RequestId: requestId,
    HostId: host,
    Code: code,
    Message: message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}&requestId=${requestId}`,
  };
}

function answer(response: ServerResponse, requestId: string, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-acs-request-id': requestId,
  });
  response.end(text);
}
