import type { IncomingMessage } from 'node:http';
import type { Accounts } from '../../accounts.ts';
import type { Calls } from '../../calls.ts';
import type { VirtualClock } from '../../clock.ts';
import type { Faults } from '../../faults/faults.ts';
import { ConnectionDropped, type Meeting, meet } from '../../faults/meeting.ts';
import { tellOfOwnAnswer } from '../../front-door/answered.ts';
import { authenticate } from '../../front-door/authenticate.ts';
import type { Nonces } from '../../front-door/nonces.ts';
import type { OtherDoor } from '../../front-door/other-door.ts';
import { type ParsedRequest, parse } from '../../front-door/parse.ts';
import { receive } from '../../front-door/receive.ts';
import { Refusal } from '../../front-door/refusal.ts';
import { regionOf } from '../../front-door/region.ts';
import { validate } from '../../front-door/validate.ts';
import type { Network, Origin } from '../../network.ts';
import { EVERYTHING_ALLOWED, type Permissions } from '../../permissions.ts';
import type { Caller, ParameterTable, ValuesOf } from '../../product.ts';
import type { ProtocolAction } from '../../protocol-table.ts';
import type { DeployedFunction } from '../functions.ts';
import { type FcAnswer, refusedAnswer, send } from './answer.ts';
import type { RunAssumptions } from './assumptions.ts';
import { type FunctionSource, findByName } from './function-source.ts';
import { invocationErrors } from './invocations-table.ts';

/** What all doors of the data plane share. */
export interface DoorOptions {
  readonly accounts: Accounts;
  readonly nonces: Nonces;
  readonly calls: Calls;
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly functions: FunctionSource;
  readonly permissions: Permissions | undefined;
  readonly newRequestId: () => string;
  readonly machineNow: () => number;
  readonly defaultRegion: string;
  readonly assumptions: RunAssumptions;
  readonly network: Pick<Network, 'origin'>;
}

/** A call that got past signature, permission and the look for its function. */
export interface FunctionCall {
  readonly request: ParsedRequest;
  readonly caller: Caller;
  readonly owner: DeployedFunction;
  /** Where the call comes from. */
  readonly origin: Origin;
  readonly requestId: string;
  readonly letTimeGo: () => void;
}

export interface DoorAction {
  /** Its name is what policies (behind `fc:`) and the journal call it. */
  readonly row: ProtocolAction;
  run(call: FunctionCall, parameters: Readonly<Record<string, unknown>>): FcAnswer | Promise<FcAnswer>;
}

/** An action of a door, typed by its row. */
export function doorAction<const Parameters extends ParameterTable>(
  row: ProtocolAction & { readonly parameters: Parameters },
  run: (call: FunctionCall, parameters: ValuesOf<Parameters>) => FcAnswer | Promise<FcAnswer>,
): DoorAction {
  return { row, run: (call, parameters) => run(call, parameters as ValuesOf<Parameters>) };
}

/**
 * A door below `/2023-03-30/functions/{name}/`:
 *
 *   which action → receive → parse → signature → permission → which function → parameters → (faults) → action → journal → answer
 *
 * @param meant what follows the function's name in the paths of this door
 */
export function functionDoor(
  options: DoorOptions,
  meant: RegExp,
  actionOf: (method: string, rest: string) => DoorAction | undefined,
): OtherDoor {
  return {
    isMeant: ({ url }) => meant.test(placeOf(url)?.rest ?? ''),
    async serve(message, response, letTimeGo) {
      const place = placeOf(message.url) ?? { name: '', rest: '' };
      const action = actionOf(message.method ?? '', place.rest);
      const visit: Visit = { requestId: options.newRequestId(), action, asked: {} };
      let answer: FcAnswer | undefined;
      let refused: Refusal | undefined;
      let failure: unknown;
      try {
        answer = await walk(options, message, visit, place, letTimeGo);
      } catch (error) {
        failure = error;
        refused = isListed(error, visit) ? error : new Refusal(500, 'InternalServerError', 'internal error');
      }
      const isDropped = failure instanceof ConnectionDropped;
      options.calls.record({
        at: options.clock.now(),
        product: 'fc',
        action: action?.row.name ?? '',
        caller: visit.caller?.accessKeyId ?? '',
        account: visit.caller?.accountId ?? '',
        status: isDropped ? 0 : (answer?.status ?? refused?.status ?? 500),
        code: isDropped ? undefined : refused?.code,
        requestId: visit.requestId,
        ...(failure !== undefined && failure !== refused && !isDropped ? { failure } : {}),
        ...(visit.meeting?.faults.length ? { faults: visit.meeting.faults } : {}),
        parameters: visit.asked,
      });
      if (visit.meeting?.lost || isDropped) return void response.destroy();
      const left = answer ?? (refused && refusedAnswer(refused, visit.requestId));
      if (!left) return;
      send(response, left, visit.requestId);
      // What a fault says is no answer of the product.
      if (action && !visit.meeting?.faults.length)
        tell(action.row, left, { code: refused?.code, ...visit }, message.headers['user-agent']);
    },
  };
}

/** What the action's row does not list is a mistake of ours, unless a fault says it. */
function isListed(error: unknown, { action, meeting }: Visit): error is Refusal {
  if (!(error instanceof Refusal)) return false;
  return !action || Boolean(meeting?.faults.length) || action.row.errors.includes(error.code);
}

/** Tells whoever watches what left. @param code absent on success, which may tell of a run that failed */
export function tell(
  { name, response }: ProtocolAction,
  { status, headers, body }: FcAnswer,
  { code, requestId }: { readonly code: string | undefined; readonly requestId: string },
  userAgent: string | undefined,
): void {
  tellOfOwnAnswer('fc', name, userAgent, () => {
    if (code !== undefined) return { status, code };
    const own = Object.entries(headers).filter(([header]) => header.startsWith('x-fc-'));
    const { 'x-fc-error-type': failed } = headers;
    const text = body.toString('utf8');
    return {
      status,
      headers: { ...Object.fromEntries(own), 'x-fc-request-id': requestId },
      fields: 'body' in response ? { body: text } : Object(JSON.parse(text)),
      ...(failed !== undefined && { parts: [failed] }),
    };
  });
}

interface Visit {
  readonly requestId: string;
  /** None where method and path go with no action. */
  readonly action: DoorAction | undefined;
  caller?: Caller;
  /** For the journal: no payload, which may hold secrets. */
  asked: Record<string, unknown>;
  meeting?: Meeting;
}

async function walk(
  options: DoorOptions,
  message: IncomingMessage,
  visit: Visit,
  { name, rest }: Place,
  letTimeGo: () => void,
): Promise<FcAnswer> {
  const request = await read(message);
  const { action } = visit;
  if (!action)
    throw new Refusal(400, 'PathNotSupported', `'${request.path}' against '${request.method}' is not supported`);
  visit.asked = { functionName: name, rest, ...askedOf(request) };
  const caller = authenticated(options, request);
  visit.caller = caller;

  const owner = findByName(
    options.functions,
    caller.accountId,
    regionOf({}, request.headers, options.defaultRegion),
    name,
  );
  const region = owner?.region ?? regionOf({}, request.headers, options.defaultRegion);
  const resource = `acs:fc:${region}:${caller.accountId}:functions/${name}`;
  checkPermission(options.permissions, caller, `fc:${action.row.name}`, resource);
  if (!owner) throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist`);

  const path = { functionName: name, taskId: decodeURIComponent(rest.split('/')[1] ?? '') };
  const parameters = validate(request, { product: { errors: invocationErrors }, action: action.row, path });
  visit.meeting = meet({
    account: caller.accountId,
    product: 'fc',
    // Never as a read: an answer that is older than the question makes no sense here.
    action: { name: action.row.name, style: { method: 'POST', path: '' }, response: {} },
    parameters: visit.asked,
  });
  let fresh: FcAnswer | undefined;
  await options.faults.around(visit.meeting, async () => {
    const origin = options.network.origin(message.socket.remoteAddress ?? '');
    fresh = await action.run({ request, caller, owner, origin, requestId: visit.requestId, letTimeGo }, parameters);
    return {};
  });
  if (!fresh) throw new Error('a fault kept the answer');
  return fresh;
}

/** 32 MB at most (documented), a little more for whoever sends a little more. */
async function read(message: IncomingMessage): Promise<ParsedRequest> {
  try {
    return parse(await receive(message, MAX_SYNC_BYTES + 1));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'RequestTooLarge') throw tooLarge(MAX_SYNC_BYTES);
    throw error;
  }
}

export function tooLarge(bytes: number): Refusal {
  return new Refusal(400, 'EntityTooLarge', `payload size exceeds maximum allowed size (${bytes} bytes)`);
}

function authenticated({ accounts, nonces, machineNow, assumptions }: DoorOptions, request: ParsedRequest): Caller {
  if (assumptions.fcScheme === 'refused' && String(request.headers.authorization).startsWith('FC ')) {
    throw new Refusal(403, 'AccessDenied', 'the signature scheme "FC" is not supported by this version');
  }
  try {
    return authenticate(request, { accounts, nonces, machineNow });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Function Compute answers 403 to a request that is not signed as it should be, and has names of its own for two.
    throw new Refusal(403, OWN_CODES[error.code] ?? error.code, error.message);
  }
}

const OWN_CODES: Readonly<Record<string, string>> = {
  SignatureDoesNotMatch: 'SignatureNotMatch',
  'InvalidAccessKeyId.NotFound': 'InvalidAccessKeyID',
};

function checkPermission(
  permissions: Permissions = EVERYTHING_ALLOWED,
  caller: Caller,
  action: string,
  resource: string,
): void {
  if (!permissions.refuses(caller, action, resource)) return;
  const who = caller.role?.arn ?? caller.accessKeyId;
  throw new Refusal(403, 'AccessDenied', `the caller ${who} is not authorized to perform '${action}' on '${resource}'`);
}

interface Place {
  /** Of the function. */
  readonly name: string;
  /** Of the path, behind that name. */
  readonly rest: string;
}

function placeOf(target = ''): Place | undefined {
  const [, name, rest] = /^\/2023-03-30\/functions\/([^/?]+)\/([^?]*)/.exec(target) ?? [];
  return name === undefined || rest === undefined ? undefined : { name: decodeURIComponent(name), rest };
}

function askedOf({ headers }: ParsedRequest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => ASKED_HEADERS.includes(name)));
}

const ASKED_HEADERS = ['x-fc-invocation-type', 'x-fc-async-task-id', 'x-fc-async-delay', 'x-fc-log-type'];

/** Synchronous requests and responses (documented). */
export const MAX_SYNC_BYTES = 32 * 1024 * 1024;
