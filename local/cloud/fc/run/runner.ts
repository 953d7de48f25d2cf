import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TemporaryCredentials } from '../../accounts.ts';
import type { VirtualClock } from '../../clock.ts';
import type { CallBoundaries } from '../../front-door/call-boundaries.ts';
import { UnsavedTask } from '../../tasks.ts';
import type { DeployedFunction } from '../functions.ts';
import { CLOCK_PATH } from './clock-path.ts';
import type { InstanceAnswer } from './instance.ts';
import type { Instances, Taken } from './instances.ts';
import { Invocation, type InvocationRecord } from './invocation.ts';
import type { Fate, KillPoints } from './kill-points.ts';
import type { InvocationContext } from './messages.ts';

export interface Start {
  readonly trigger: InvocationRecord['trigger'];
  readonly requestId: string;
  readonly attempt: number;
  readonly taskId?: string;
}

/** How an invocation ended. */
export interface Ended {
  readonly record: InvocationRecord;
  /** What the handler returned; where it failed, the error as the platform tells it. */
  readonly body: Buffer;
  /** `X-Fc-Error-Type`; undefined after a success. */
  readonly errorType: ErrorType | undefined;
  readonly mayRetry: boolean;
}

/** Documented, but for those of a process that is gone and of an instance that did not start. */
export type ErrorType =
  | 'UnhandledInvocationError'
  | 'InitializationError'
  | 'FunctionTimeout'
  | 'ProcessExitedError'
  | 'InstanceStartFailed';

/** Takes on the function's role. Throws where it may not. */
export type AssumeRole = (owner: DeployedFunction, role: string, sessionName: string) => TemporaryCredentials;

export interface RunnerOptions {
  readonly clock: VirtualClock;
  readonly instances: Instances;
  readonly kills: KillPoints;
  readonly assumeRole: AssumeRole;
  /** Hears of each invocation that has ended. */
  readonly onEnd: (record: InvocationRecord) => void;
}

/** Runs invocations, each in a process of its own, and watches what they call. */
export class Runner {
  /** Oldest first, those that run included. */
  readonly records: InvocationRecord[] = [];
  readonly #options: RunnerOptions;
  readonly #running = new Map<string, Running>();
  readonly #byKey = new Map<string, Running>();
  readonly #byAddress = new Map<string, Running>();
  /** Awaited behind each call that a function makes, before the function has its answer. */
  afterCall: (() => Promise<void>) | undefined;
  readonly #doomed = new WeakMap<IncomingMessage, Fate>();
  #closed = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** How many invocations of a function run now, whichever version of it. */
  countOf(owner: DeployedFunction): number {
    return this.#runningOf(owner).length;
  }

  /** Ends whatever runs of a function. */
  abort(owner: DeployedFunction): void {
    for (const running of this.#runningOf(owner)) this.#kill(running, false);
  }

  #runningOf(owner: DeployedFunction): Running[] {
    const whole = owner.latest ?? owner;
    return [...this.#running.values()].filter((running) => (running.owner.latest ?? running.owner) === whole);
  }

  /** The running invocation of that request. */
  invocation(requestId: string): Invocation | undefined {
    return this.#running.get(requestId)?.invocation;
  }

  /** The running invocation that was given this key. */
  callerOf(accessKeyId: string): Invocation | undefined {
    return this.#byKey.get(accessKeyId)?.invocation;
  }

  /** Starts an invocation at once; the clock is held when this returns. It never rejects: the record says what happened. */
  async run(owner: DeployedFunction, event: Buffer, start: Start): Promise<Ended> {
    const { clock } = this.#options;
    const record: InvocationRecord = {
      ...start,
      functionName: owner.name,
      startedAt: clock.now(),
      outcome: 'running',
      calls: 0,
      log: [],
    };
    this.records.push(record);
    const running: Running = {
      owner,
      retry: true,
      taken: undefined,
      invocation: new Invocation(record, clock, async () => running.taken?.instance.quiet() ?? 0),
    };
    this.#running.set(start.requestId, running);
    if (this.#closed) this.#kill(running, false);
    const limits = this.#limit(running);
    try {
      return await this.#handle(running, event);
    } finally {
      for (const lift of limits) lift();
      this.#running.delete(start.requestId);
      this.#options.onEnd(record);
    }
  }

  /** Kills an invocation, as a machine that fails does. @returns false where it does not run */
  stop(requestId: string): boolean {
    const running = this.#running.get(requestId);
    if (running) this.#kill(running, false);
    return running !== undefined;
  }

  /**
   * Counts the calls of every invocation, by the key it was given or where they come from, and kills it where that was
   * ordered. Asking the clock is no call.
   */
  readonly boundaries: CallBoundaries = {
    before: (accessKeyId, message) => {
      const running = this.#caller(accessKeyId, message);
      if (!running || running.invocation.isOver || isAboutTime(message)) return false;
      running.invocation.record.calls += 1;
      const fate = this.#options.kills.countCall(running.owner.name);
      if (fate?.when === 'after') this.#doomed.set(message, fate);
      if (fate?.when !== 'before') return false;
      this.#kill(running, fate.retry);
      return true;
    },
    after: (accessKeyId, message) => {
      const fate = this.#doomed.get(message);
      const running = this.#caller(accessKeyId, message);
      if (!fate || !running) return false;
      this.#kill(running, fate.retry);
      return true;
    },
    between: (accessKeyId, message) =>
      this.afterCall && !isAboutTime(message) && this.#caller(accessKeyId, message) ? this.afterCall() : undefined,
  };

  /** Kills whatever runs. */
  killAll(): void {
    for (const running of this.#running.values()) this.#kill(running, false);
  }

  /** Kills whatever runs, now and later. */
  close(): void {
    this.#closed = true;
    this.killAll();
  }

  #caller(accessKeyId: string | undefined, { socket }: IncomingMessage): Running | undefined {
    return this.#byKey.get(accessKeyId ?? '') ?? this.#byAddress.get(socket.remoteAddress ?? '');
  }

  #kill(running: Running, retry: boolean): void {
    if (!running.invocation.isOver) running.retry = retry;
    this.#end(running, 'killed');
  }

  #end({ taken, invocation }: Running, outcome: 'killed' | 'timed-out'): void {
    invocation.end(outcome);
    if (taken) this.#options.instances.kill(taken);
  }

  /** The function's timeout counts in virtual time; code that only computes, or sleeps on the machine's, meets another. */
  #limit(running: Running): (() => void)[] {
    const { clock } = this.#options;
    const ms = running.owner.config.timeout * 1000;
    const timeOut = () => this.#end(running, 'timed-out');
    const onClock = clock.schedule(clock.now() + ms, new UnsavedTask(timeOut));
    const onMachine = setTimeout(timeOut, Math.max(ms, MACHINE_PATIENCE_MS));
    return [() => onClock.cancel(), () => clearTimeout(onMachine)];
  }

  async #handle(running: Running, event: Buffer): Promise<Ended> {
    const { owner, invocation } = running;
    const { record } = invocation;
    const { instances, clock } = this.#options;
    const credentials = this.#credentials(running);
    if (credentials instanceof Error) return this.#refused(running, credentials);
    if (credentials.accessKeyId !== '') this.#byKey.set(credentials.accessKeyId, running);
    const secrets = [credentials.accessKeySecret, credentials.securityToken].filter((secret) => secret !== '');
    const mask = (text: string) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
    try {
      if (!invocation.isOver) running.taken = instances.take(owner, credentials);
    } catch (error) {
      return this.#refused(running, error);
    }
    if (!running.taken) return this.#ended(running, { type: 'gone' }, mask);
    record.instanceId = running.taken.id;
    this.#byAddress.set(running.taken.address, running);
    const answer = await running.taken.instance.invoke(event, contextOf(owner, record, credentials), (level, text) => {
      record.log.push({ at: clock.now(), level, text: mask(text) });
    });
    if (answer.type === 'gone') instances.kill(running.taken);
    else instances.giveBack(owner, running.taken);
    // Its key stays known, so that what it left under way is told from others' calls.
    return this.#ended(running, answer, mask);
  }

  #credentials({ owner, invocation }: Running): InvocationContext['credentials'] | Error {
    const { role } = owner.config;
    if (!role) return NO_CREDENTIALS;
    try {
      return this.#options.assumeRole(owner, role, sessionNameOf(invocation.record));
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #refused(running: Running, cause: unknown): Ended {
    const { record } = running.invocation;
    record.error = { name: 'InstanceStartFailed', message: cause instanceof Error ? cause.message : String(cause) };
    running.invocation.end('failed');
    return { record, body: errorBody(record.error), errorType: 'InstanceStartFailed', mayRetry: true };
  }

  #ended({ invocation, retry, owner }: Running, answer: InstanceAnswer, mask: (text: string) => string): Ended {
    const { record } = invocation;
    if (answer.type === 'result') invocation.end('succeeded');
    else invocation.end('failed');
    if (record.outcome === 'succeeded' && answer.type === 'result') {
      return { record, body: answer.body, errorType: undefined, mayRetry: false };
    }
    const errorType = errorTypeOf(record, answer);
    const requestId = record.requestId;
    if (answer.type === 'failure') {
      record.error = { name: answer.errorType, message: mask(answer.errorMessage) };
      return { record, body: errorBody(record.error, answer.stackTrace.map(mask)), errorType, mayRetry: retry };
    }
    const message =
      errorType === 'FunctionTimeout'
        ? `Function timed out after ${owner.config.timeout} seconds (maxMemoryUsage: 0.00MB)`
        : `Process exited unexpectedly before completing request ${requestId}`;
    record.error = { name: errorType, message };
    return { record, body: errorBody(record.error), errorType, mayRetry: retry };
  }
}

function isAboutTime({ url }: IncomingMessage): boolean {
  return url?.startsWith(CLOCK_PATH) ?? false;
}

interface Running {
  readonly owner: DeployedFunction;
  readonly invocation: Invocation;
  taken: Taken | undefined;
  retry: boolean;
}

function errorTypeOf({ outcome }: InvocationRecord, answer: InstanceAnswer): ErrorType {
  if (outcome === 'timed-out') return 'FunctionTimeout';
  return answer.type === 'failure' ? answer.kind : 'ProcessExitedError';
}

function errorBody({ name, message }: { name: string; message: string }, stackTrace?: readonly string[]): Buffer {
  return Buffer.from(
    JSON.stringify({ errorMessage: message, errorType: name, ...(stackTrace && { stackTrace }) }),
    'utf8',
  );
}

function contextOf(
  { name, account, region, config }: DeployedFunction,
  { requestId }: InvocationRecord,
  { accessKeyId, accessKeySecret, securityToken }: InvocationContext['credentials'],
): InvocationContext {
  const { logProject, logStore } = logOf(config.rest);
  return {
    requestId,
    credentials: { accessKeyId, accessKeySecret, securityToken },
    function: { name, handler: config.handler, memory: config.memorySize, timeout: config.timeout },
    service: { name: '', logProject, logStore, qualifier: 'LATEST', versionId: '' },
    region,
    accountId: account,
    tracing: {},
  };
}

function logOf({ logConfig }: Readonly<Record<string, unknown>>): { logProject: string; logStore: string } {
  const { project, logstore } = Object(logConfig);
  return { logProject: String(project ?? ''), logStore: String(logstore ?? '') };
}

/** Of 2 to 64 letters, digits and `.@-_` (AssumeRole, documented). */
function sessionNameOf({ requestId }: InvocationRecord): string {
  const name = requestId.replaceAll(/[^A-Za-z0-9.@_-]/g, '').slice(0, 64);
  return name.length >= 2 ? name : randomUUID();
}

const NO_CREDENTIALS = { accessKeyId: '', accessKeySecret: '', securityToken: '' };

/** Real time that a function may take at least, so that a busy machine is not taken for a hanging function. */
const MACHINE_PATIENCE_MS = 60_000;
