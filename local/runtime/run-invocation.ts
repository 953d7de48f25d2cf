import type { Deps, Host } from '../../shared/engine/deps.ts';
import type { FunctionContext, FunctionLogger } from '../../shared/function-compute/context.ts';
import { maskText } from '../../shared/function-compute/mask-secrets.ts';
import type { KillPoints } from '../cloud/fc/run/kill-points.ts';
import type { FunctionHost } from './function-host.ts';
import { Invocation, type InvocationRecord } from './invocation.ts';
import { depsOf, type Ports } from './invocation-deps.ts';
import { seededRandom } from './seeded-random.ts';
import type { Tasks } from './tasks.ts';

/** Temporary credentials of a function's role, asked for anew for each invocation. */
export type Credentials = FunctionContext['credentials'];

export interface Start {
  trigger: InvocationRecord['trigger'];
  requestId: string;
  attempt: number;
  taskId?: string;
}

export interface Ended {
  record: InvocationRecord;
  /** What the function returned; nothing unless it succeeded. */
  result: Buffer;
  mayRetry: boolean;
}

/** Runs invocations, and lends each what it needs when its code asks for it. */
export class InvocationRunner implements Host {
  readonly records: InvocationRecord[] = [];
  readonly #lent = new WeakMap<FunctionContext, () => Deps>();
  readonly #running = new Set<Invocation>();
  readonly #options: RunnerOptions;

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  /** Starts an invocation at once; the clock is held when this returns. It never rejects: the record says what happened. */
  async run(host: FunctionHost, event: Buffer, start: Start): Promise<Ended> {
    const { ports, tasks, kills, seed, idSeed, onInvocation } = this.#options;
    const { name, timeoutSeconds } = host.declared;
    const record: InvocationRecord = {
      ...start,
      functionName: name,
      startedAt: ports.clock.now(),
      outcome: 'running',
      calls: 0,
      log: [],
    };
    const invocation = new Invocation(record, ports.clock, kills);
    const number = this.records.push(record);
    this.#running.add(invocation);
    const context = this.#contextFor(host, record);
    const random = { decisions: seededRandom(`${seed}/${number}`), ids: seededRandom(`${idSeed}/${number}`) };
    let deps: Deps | undefined;
    this.#lent.set(context, () => {
      deps ??= depsOf(invocation, context, ports, random);
      return deps;
    });
    const timeout = tasks.schedule(record.startedAt + timeoutSeconds * 1000, () => invocation.stop('timed-out'));

    const result = await Promise.race([this.#handle(host, event, context, invocation), invocation.stopped]);
    timeout.cancel();
    this.#running.delete(invocation);
    onInvocation?.(record);
    return { record, result: result ?? Buffer.alloc(0), mayRetry: invocation.retry };
  }

  /** @throws UnknownContext */
  deps(context: FunctionContext): Deps {
    const lend = this.#lent.get(context);
    if (!lend) throw new UnknownContext();
    return lend();
  }

  /** Kills whatever runs. */
  close(): void {
    for (const invocation of this.#running) {
      invocation.retry = false;
      invocation.stop('killed');
    }
  }

  async #handle(host: FunctionHost, event: Buffer, context: FunctionContext, invocation: Invocation) {
    try {
      // Whoever started it goes on first, as if the function were elsewhere.
      await undefined;
      const instance = host.take(context);
      const result = await instance.handle(event, context);
      if (invocation.record.outcome === 'running') host.giveBack(instance);
      invocation.end('succeeded');
      return result;
    } catch (thrown) {
      if (invocation.record.outcome === 'running') {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        invocation.record.error = { name: error.name, message: maskText(error.message, secretsOf(context)) };
      }
      invocation.end('failed');
      return undefined;
    }
  }

  #contextFor({ declared }: FunctionHost, record: InvocationRecord): FunctionContext {
    const { accountId, region, credentials, ports } = this.#options;
    const context: FunctionContext = {
      requestId: record.requestId,
      credentials: { ...credentials(declared.name) },
      function: {
        name: declared.name,
        handler: `${declared.handler.file}.${declared.handler.export}`,
        memory: declared.memoryMb,
        timeout: declared.timeoutSeconds,
      },
      // Version 3.0 has no services; the fields stay (documented).
      service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region,
      accountId,
      logger: recordingLogger(
        record,
        () => ports.clock.now(),
        () => secretsOf(context),
      ),
      tracing: {},
    };
    return context;
  }
}

interface RunnerOptions {
  ports: Ports;
  tasks: Tasks;
  kills: KillPoints;
  /** Of the random numbers that decide. */
  seed: string;
  idSeed: string;
  accountId: string;
  region: string;
  credentials: (functionName: string) => Credentials;
  onInvocation: ((record: InvocationRecord) => void) | undefined;
}

/** A function asked for what its runtime lends with a context that is not the one it was called with. */
export class UnknownContext extends Error {
  readonly code = 'UnknownContext';

  constructor() {
    super('this context belongs to no invocation of this runtime: hand on the very object the handler was called with');
    this.name = 'UnknownContext';
  }
}

function secretsOf({ credentials }: FunctionContext): string[] {
  return [credentials.accessKeySecret, credentials.securityToken];
}

function recordingLogger(record: InvocationRecord, now: () => number, secrets: () => string[]): FunctionLogger {
  const write = (level: InvocationRecord['log'][number]['level']) => (message: string) => {
    // The dead are silent, even where their code runs on to its next call.
    if (record.outcome !== 'running') return;
    record.log.push({ at: now(), level, text: maskText(String(message), secrets()) });
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
