import type { IncomingMessage } from 'node:http';
import type { Accounts } from '../../accounts.ts';
import type { Calls } from '../../calls.ts';
import type { VirtualClock } from '../../clock.ts';
import type { Faults } from '../../faults/faults.ts';
import { ConnectionDropped, type Meeting, meet } from '../../faults/meeting.ts';
import { authenticate } from '../../front-door/authenticate.ts';
import type { Nonces } from '../../front-door/nonces.ts';
import type { OtherDoor } from '../../front-door/other-door.ts';
import { type ParsedRequest, parse } from '../../front-door/parse.ts';
import { receive } from '../../front-door/receive.ts';
import { Refusal } from '../../front-door/refusal.ts';
import { regionOf } from '../../front-door/region.ts';
import type { Network, Origin } from '../../network.ts';
import { EVERYTHING_ALLOWED, type Permissions } from '../../permissions.ts';
import type { Caller } from '../../product.ts';
import type { DeployedFunction } from '../functions.ts';
import { type FcAnswer, refusedAnswer, send } from './answer.ts';
import type { RunAssumptions } from './assumptions.ts';
import { type FunctionSource, findByName } from './function-source.ts';

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
  /** Of the path, behind the function's name. */
  readonly rest: string;
  readonly requestId: string;
  readonly letTimeGo: () => void;
}

export interface DoorAction {
  /** As policies and the journal spell it, without `fc:`. */
  readonly name: string;
  run(call: FunctionCall): FcAnswer | Promise<FcAnswer>;
}

/**
 * A door below `/2023-03-30/functions/{name}/`:
 *
 *   receive → parse → signature → which action → permission → which function → (faults) → action → journal → answer
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
      const visit: Visit = { requestId: options.newRequestId(), action: '', asked: {} };
      let answer: FcAnswer | undefined;
      let refused: Refusal | undefined;
      let failure: unknown;
      try {
        answer = await walk(options, message, visit, actionOf, letTimeGo);
      } catch (error) {
        failure = error;
        refused = error instanceof Refusal ? error : new Refusal(500, 'InternalServerError', 'internal error');
      }
      const isDropped = failure instanceof ConnectionDropped;
      options.calls.record({
        at: options.clock.now(),
        product: 'fc',
        action: visit.action,
        caller: visit.caller?.accessKeyId ?? '',
        account: visit.caller?.accountId ?? '',
        status: isDropped ? 0 : (answer?.status ?? refused?.status ?? 500),
        code: isDropped ? undefined : refused?.code,
        requestId: visit.requestId,
        ...(failure !== undefined && !(failure instanceof Refusal) && !isDropped ? { failure } : {}),
        ...(visit.meeting?.faults.length ? { faults: visit.meeting.faults } : {}),
        parameters: visit.asked,
      });
      if (visit.meeting?.lost || isDropped) return void response.destroy();
      if (answer) send(response, answer, visit.requestId);
      else if (refused) send(response, refusedAnswer(refused, visit.requestId), visit.requestId);
    },
  };
}

interface Visit {
  readonly requestId: string;
  action: string;
  caller?: Caller;
  /** For the journal: no payload, which may hold secrets. */
  asked: Record<string, unknown>;
  meeting?: Meeting;
}

async function walk(
  options: DoorOptions,
  message: IncomingMessage,
  visit: Visit,
  actionOf: (method: string, rest: string) => DoorAction | undefined,
  letTimeGo: () => void,
): Promise<FcAnswer> {
  const request = await read(message);
  const { name, rest } = placeOf(request.target) ?? { name: '', rest: '' };
  const action = actionOf(request.method, rest);
  if (!action)
    throw new Refusal(400, 'PathNotSupported', `'${request.path}' against '${request.method}' is not supported`);
  visit.action = action.name;
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
  checkPermission(options.permissions, caller, `fc:${action.name}`, resource);
  if (!owner) throw new Refusal(404, 'FunctionNotFound', `function '${name}' does not exist`);

  visit.meeting = meet({
    account: caller.accountId,
    product: 'fc',
    // Never as a read: an answer that is older than the question makes no sense here.
    action: { name: action.name, style: { method: 'POST', path: '' }, response: {} },
    parameters: visit.asked,
  });
  let fresh: FcAnswer | undefined;
  await options.faults.around(visit.meeting, async () => {
    const origin = options.network.origin(message.socket.remoteAddress ?? '');
    fresh = await action.run({ request, caller, owner, origin, rest, requestId: visit.requestId, letTimeGo });
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

function placeOf(target = ''): { name: string; rest: string } | undefined {
  const [, name, rest] = /^\/2023-03-30\/functions\/([^/?]+)\/([^?]*)/.exec(target) ?? [];
  return name === undefined || rest === undefined ? undefined : { name: decodeURIComponent(name), rest };
}

function askedOf({ headers }: ParsedRequest): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => ASKED_HEADERS.includes(name)));
}

const ASKED_HEADERS = ['x-fc-invocation-type', 'x-fc-async-task-id', 'x-fc-async-delay', 'x-fc-log-type'];

/** Synchronous requests and responses (documented). */
export const MAX_SYNC_BYTES = 32 * 1024 * 1024;
