import type { OtherDoor } from '../../front-door/other-door.ts';
import { header, type ParsedRequest } from '../../front-door/parse.ts';
import { Refusal } from '../../front-door/refusal.ts';
import type { ValuesOf } from '../../product.ts';
import type { DeployedFunction } from '../functions.ts';
import type { FcAnswer } from './answer.ts';
import type { AsyncQueue } from './async-queue.ts';
import { isThrottled } from './async-queue.ts';
import { asyncConfigOf } from './async-request.ts';
import { type DoorOptions, doorAction, type FunctionCall, functionDoor, MAX_SYNC_BYTES, tooLarge } from './door.ts';
import { functionArn, isQualifier, qualifiedBy } from './function-source.ts';
import { toHttpEvent } from './http-event.ts';
import type { InvocationRecord } from './invocation.ts';
import { invokeFunction } from './invocations-table.ts';
import { checkInvocable } from './may-be-invoked.ts';
import type { Runner } from './runner.ts';

/** InvokeFunction: `POST /2023-03-30/functions/{name}/invocations`. */
export function invocationsDoor(options: DoorOptions & { runner: Runner; queue: AsyncQueue }): OtherDoor {
  const action = doorAction(invokeFunction, (call, asked) => {
    checkInvocable(call.owner, call.origin);
    checkQualifier(options, call, qualifierOf(asked));
    return asked['x-fc-invocation-type'] === 'Async'
      ? accept(call, asked, options)
      : answerWithResult(call, asked, options);
  });
  return functionDoor(options, /^invocations$/, (method) => (method === 'POST' ? action : undefined));
}

type Asked = ValuesOf<typeof invokeFunction.parameters>;
type Surroundings = DoorOptions & { runner: Runner; queue: AsyncQueue };

async function answerWithResult(call: FunctionCall, asked: Asked, surroundings: Surroundings): Promise<FcAnswer> {
  const { request, caller, requestId, letTimeGo } = call;
  const { runner, clock, assumptions } = surroundings;
  const owner = qualifiedBy(surroundings.functions, call.owner, qualifierOf(asked)) ?? call.owner;
  if (request.body.length > MAX_SYNC_BYTES) throw tooLarge(MAX_SYNC_BYTES);
  if (isThrottled(owner, runner)) {
    throw new Refusal(429, 'ResourceExhausted', `reserved concurrency of function '${owner.name}' exceeded`);
  }
  const payload =
    hasHttpTrigger(call.owner) && assumptions.invokedHttpFunction === 'http-event'
      ? Buffer.from(JSON.stringify(httpEventOf(request, { requestId, accountId: owner.account, now: clock.now() })))
      : request.body;
  // A function that waits for another must not keep the other from sleeping.
  const goOn = runner.callerOf(caller.accessKeyId)?.wait();
  const running = runner.run(owner, payload, { trigger: 'invocation', requestId, attempt: 1 });
  letTimeGo();
  const { record, body, errorType } = await running;
  goOn?.();
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      ...(errorType && { 'x-fc-error-type': errorType }),
      ...(record.instanceId && { 'x-fc-instance-id': record.instanceId }),
      'x-fc-invocation-duration': String((record.endedAt ?? record.startedAt) - record.startedAt),
      ...(asked['x-fc-log-type'] === 'Tail' && { 'x-fc-log-result': logTail(record).toString('base64') }),
    },
    body,
  };
}

function accept(call: FunctionCall, asked: Asked, surroundings: Surroundings): FcAnswer {
  const { request, owner, requestId } = call;
  const { queue, assumptions } = surroundings;
  const qualifier = qualifierOf(asked);
  if (request.body.length > MAX_ASYNC_BYTES) throw tooLarge(MAX_ASYNC_BYTES);
  const { 'x-fc-async-task-id': taskId, 'x-fc-async-delay': delaySeconds } = asked;
  const delayMs = delaySeconds * 1000;
  if (taskId !== undefined && !asyncConfigOf(owner, qualifier).asyncTask) {
    throw new Refusal(400, 'InvalidArgument', 'task ids need asyncInvokeConfig.asyncTask: true');
  }
  if (taskId !== undefined && queue.task(functionArn(owner), taskId)) {
    throw new Refusal(409, 'AsyncTaskAlreadyExists', `the async task '${taskId}' exists already`);
  }
  const start = { by: 'invocation', qualifier, delayMs, requestId, ...(taskId !== undefined && { taskId }) } as const;
  queue.accept(owner, request.body, start);
  const labelled = assumptions.emptyAccepted === 'json';
  return { status: 202, headers: labelled ? { 'content-type': 'application/json' } : {}, body: Buffer.alloc(0) };
}

function qualifierOf({ qualifier }: Pick<Asked, 'qualifier'>): string {
  return qualifier || 'LATEST';
}

/** @throws Refusal VersionNotFound, AliasNotFound */
function checkQualifier({ functions }: Surroundings, { owner }: FunctionCall, qualifier: string): void {
  if (isQualifier(functions, owner, qualifier)) return;
  const [code, kind] = /^\d+$/.test(qualifier) ? ['VersionNotFound', 'version'] : ['AliasNotFound', 'alias'];
  throw new Refusal(404, code, `${kind} '${qualifier}' of function '${owner.name}' does not exist`);
}

function hasHttpTrigger({ triggers }: DeployedFunction): boolean {
  return [...triggers.values()].some(({ type }) => type === 'http');
}

/** As a sample of August 2023 shows it: the call itself, headers and all. */
function httpEventOf(request: ParsedRequest, facts: { requestId: string; accountId: string; now: number }) {
  const headers = Object.fromEntries(
    Object.keys(request.headers).map((name) => [name, header(request.headers, name) ?? '']),
  );
  const { method, target, body } = request;
  return toHttpEvent({ method, target, headers, body, sourceIp: '127.0.0.1', httpVersion: '1.1' }, facts);
}

/** The last 4 KB of what it said, as the platform writes it down (inferred, but for the first and the last line). */
export function logTail({ requestId, log }: InvocationRecord): Buffer {
  const lines = log.map(
    ({ at, level, text }) => `${new Date(at).toISOString()} ${requestId} [${level.toUpperCase()}] ${text}`,
  );
  const all = [`FC Invoke Start RequestId: ${requestId}`, ...lines, `FC Invoke End RequestId: ${requestId}`].join('\n');
  return Buffer.from(all, 'utf8').subarray(-4096);
}

/** Documented. */
const MAX_ASYNC_BYTES = 128 * 1024;
