import type { OtherDoor } from '../../front-door/other-door.ts';
import { firstValue, header, type ParsedRequest } from '../../front-door/parse.ts';
import { Refusal } from '../../front-door/refusal.ts';
import type { DeployedFunction } from '../functions.ts';
import type { FcAnswer } from './answer.ts';
import type { AsyncQueue } from './async-queue.ts';
import { isThrottled } from './async-queue.ts';
import { asyncConfigOf } from './async-request.ts';
import { type DoorOptions, type FunctionCall, functionDoor, MAX_SYNC_BYTES, tooLarge } from './door.ts';
import { functionArn, isQualifier, qualifiedBy } from './function-source.ts';
import { toHttpEvent } from './http-event.ts';
import type { InvocationRecord } from './invocation.ts';
import { checkInvocable } from './may-be-invoked.ts';
import type { Runner } from './runner.ts';

/** InvokeFunction: `POST /2023-03-30/functions/{name}/invocations`. */
export function invocationsDoor(options: DoorOptions & { runner: Runner; queue: AsyncQueue }): OtherDoor {
  const run = (call: FunctionCall): FcAnswer | Promise<FcAnswer> => {
    checkInvocable(call.owner, call.origin);
    checkQualifier(options, call);
    const type = header(call.request.headers, 'x-fc-invocation-type') ?? 'Sync';
    if (type === 'Async') return accept(call, options);
    if (type === 'Sync') return answerWithResult(call, options);
    throw invalid(`x-fc-invocation-type is "${type}", neither Sync nor Async`);
  };
  return functionDoor(options, /^invocations$/, (method) =>
    method === 'POST' ? { name: 'InvokeFunction', run } : undefined,
  );
}

type Surroundings = DoorOptions & { runner: Runner; queue: AsyncQueue };

async function answerWithResult(call: FunctionCall, surroundings: Surroundings): Promise<FcAnswer> {
  const { request, caller, requestId, letTimeGo } = call;
  const { runner, clock, assumptions } = surroundings;
  const owner = qualifiedBy(surroundings.functions, call.owner, qualifierOf(request)) ?? call.owner;
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
  const wantsLog = header(request.headers, 'x-fc-log-type') === 'Tail';
  return {
    status: 200,
    headers: {
      'content-type': 'application/octet-stream',
      ...(errorType && { 'x-fc-error-type': errorType }),
      ...(record.instanceId && { 'x-fc-instance-id': record.instanceId }),
      'x-fc-invocation-duration': String((record.endedAt ?? record.startedAt) - record.startedAt),
      ...(wantsLog && { 'x-fc-log-result': logTail(record).toString('base64') }),
    },
    body,
  };
}

function accept(call: FunctionCall, surroundings: Surroundings): FcAnswer {
  const { request, owner, requestId } = call;
  const { queue, assumptions } = surroundings;
  const qualifier = qualifierOf(request);
  if (request.body.length > MAX_ASYNC_BYTES) throw tooLarge(MAX_ASYNC_BYTES);
  const taskId = taskIdOf(request, owner, qualifier);
  const delayMs = delayOf(request) * 1000;
  if (taskId !== undefined && queue.task(functionArn(owner), taskId)) {
    throw new Refusal(409, 'AsyncTaskAlreadyExists', `the async task '${taskId}' exists already`);
  }
  const start = { by: 'invocation', qualifier, delayMs, requestId, ...(taskId !== undefined && { taskId }) } as const;
  queue.accept(owner, request.body, start);
  const labelled = assumptions.emptyAccepted === 'json';
  return { status: 202, headers: labelled ? { 'content-type': 'application/json' } : {}, body: Buffer.alloc(0) };
}

function taskIdOf({ headers }: ParsedRequest, owner: DeployedFunction, qualifier: string): string | undefined {
  const taskId = header(headers, 'x-fc-async-task-id');
  if (taskId === undefined) return undefined;
  if (!/^[A-Za-z_][A-Za-z0-9_-]{0,127}$/.test(taskId)) throw invalid(`"${taskId}" is no task id`);
  if (!asyncConfigOf(owner, qualifier).asyncTask) throw invalid('task ids need asyncInvokeConfig.asyncTask: true');
  return taskId;
}

/** Documented as up to 3600, with and without that itself. */
function delayOf({ headers }: ParsedRequest): number {
  const text = header(headers, 'x-fc-async-delay') ?? '0';
  if (!/^\d{1,4}$/.test(text) || Number(text) > 3599)
    throw invalid(`x-fc-async-delay is "${text}", not from 0 to 3599`);
  return Number(text);
}

function qualifierOf(request: ParsedRequest): string {
  return firstValue(request, 'qualifier') || 'LATEST';
}

/** @throws Refusal VersionNotFound, AliasNotFound */
function checkQualifier({ functions }: Surroundings, { owner, request }: FunctionCall): void {
  const qualifier = qualifierOf(request);
  if (isQualifier(functions, owner, qualifier)) return;
  const [code, kind] = /^\d+$/.test(qualifier) ? ['VersionNotFound', 'version'] : ['AliasNotFound', 'alias'];
  throw new Refusal(404, code, `${kind} '${qualifier}' of function '${owner.name}' does not exist`);
}

function invalid(why: string): Refusal {
  return new Refusal(400, 'InvalidArgument', why);
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
