import type { ScheduledTask, VirtualClock } from '../../clock.ts';
import { UnsavedTask } from '../../tasks.ts';
import type { DeployedFunction, InstanceRecord } from '../functions.ts';
import type { CodeFolders } from './code-folders.ts';
import { environmentOf } from './environment.ts';
import { Instance } from './instance.ts';
import type { InstanceNetwork, InvocationContext } from './messages.ts';

/** An instance and the deployment that it was started from. */
export interface Taken {
  readonly id: string;
  /** Where its calls come from. */
  readonly address: string;
  readonly instance: Instance;
  readonly code: DeployedFunction['code'];
  readonly config: DeployedFunction['config'];
}

export interface InstancesOptions {
  readonly clock: VirtualClock;
  readonly folders: CodeFolders;
  readonly networkOf: (owner: DeployedFunction) => InstanceNetwork;
  readonly clockUrl: () => string;
  /** How long an instance is kept without work, in virtual ms. */
  readonly idleMs: () => number;
}

/**
 * The instances of all functions: warm ones are used again, as long as nothing of their function has changed and they were
 * not idle for too long.
 */
export class Instances {
  readonly #options: InstancesOptions;
  readonly #idle = new Map<DeployedFunction, Taken[]>();
  readonly #expiries = new Map<Taken, ScheduledTask>();
  readonly #busy = new Set<Taken>();
  readonly #records: { readonly owner: DeployedFunction; readonly taken: Taken; readonly shown: InstanceRecord }[] = [];
  #started = 0;

  constructor(options: InstancesOptions) {
    this.#options = options;
  }

  /** How many processes were started so far. */
  get started(): number {
    return this.#started;
  }

  /** Of a function, all its versions included, oldest first; those of the last thousand that are gone as well. */
  of(owner: DeployedFunction): readonly InstanceRecord[] {
    const whole = owner.latest ?? owner;
    return this.#records.filter((one) => (one.owner.latest ?? one.owner) === whole).map(({ shown }) => shown);
  }

  /**
   * A warm instance if one is idle, else a new one.
   *
   * @throws InvalidZip
   */
  take(owner: DeployedFunction, credentials: InvocationContext['credentials']): Taken {
    const idle = this.#idle.get(owner) ?? [];
    for (let warm = idle.pop(); warm; warm = idle.pop()) {
      this.#keep(warm);
      if (isCurrent(warm, owner) && !warm.instance.isGone) {
        this.#busy.add(warm);
        return warm;
      }
      this.#end(warm);
    }
    const started = this.#start(owner, credentials);
    this.#busy.add(started);
    return started;
  }

  /** Takes one back whose invocation ended by itself. */
  giveBack(owner: DeployedFunction, taken: Taken): void {
    this.#busy.delete(taken);
    if (isCurrent(taken, owner) && !taken.instance.isGone) {
      this.#idle.set(owner, [...(this.#idle.get(owner) ?? []), taken]);
      this.#expireLater(owner, taken);
    } else this.#end(taken);
  }

  /** Ends one with whatever it does. */
  kill(taken: Taken): void {
    this.#busy.delete(taken);
    this.#end(taken);
  }

  /** Ends the idle instances of a function that was changed or deleted. Those that run may finish (inferred). */
  outdate(owner: DeployedFunction): void {
    for (const taken of this.#idle.get(owner) ?? []) {
      this.#keep(taken);
      this.#end(taken);
    }
    this.#idle.delete(owner);
  }

  close(): void {
    for (const owner of this.#idle.keys()) this.outdate(owner);
    for (const taken of this.#busy) this.kill(taken);
  }

  #expireLater(owner: DeployedFunction, taken: Taken): void {
    const { clock, idleMs } = this.#options;
    const expire = () => {
      this.#expiries.delete(taken);
      const others = (this.#idle.get(owner) ?? []).filter((other) => other !== taken);
      this.#idle.set(owner, others);
      this.#end(taken);
    };
    this.#expiries.set(taken, clock.schedule(clock.now() + idleMs(), new UnsavedTask(expire)));
  }

  /** Whatever becomes of it, it does not expire by itself. */
  #keep(taken: Taken): void {
    this.#expiries.get(taken)?.cancel();
    this.#expiries.delete(taken);
  }

  #start(owner: DeployedFunction, credentials: InvocationContext['credentials']): Taken {
    const { folders, networkOf, clockUrl } = this.#options;
    const { code, config } = owner;
    const codePath = folders.of(code);
    const network = networkOf(owner);
    this.#started += 1;
    const id = `c-${owner.name}-${this.#started}`;
    const instance = new Instance({
      env: environmentOf(owner, { codePath, instanceId: id, credentials, clockUrl: clockUrl() }),
      memoryMb: config.memorySize,
      start: {
        type: 'start',
        codePath,
        handler: config.handler,
        initializer: initializerOf(config.rest),
        network,
        clockUrl: clockUrl(),
      },
    });
    const taken = { id, address: network.address, instance, code, config };
    const shown = { id, versionId: owner.versionId, createdAt: this.#options.clock.now(), destroyedAt: undefined };
    this.#records.push({ owner, taken, shown });
    if (this.#records.length > KEPT_RECORDS) this.#records.shift();
    return taken;
  }

  #end(taken: Taken): void {
    taken.instance.kill();
    const record = this.#records.find((one) => one.taken === taken);
    if (record) record.shown.destroyedAt ??= this.#options.clock.now();
  }
}

function isCurrent(taken: Taken, { code, config }: DeployedFunction): boolean {
  return taken.code === code && taken.config === config;
}

/** `instanceLifecycleConfig.initializer.handler`, where there is one. */
function initializerOf({ instanceLifecycleConfig }: Readonly<Record<string, unknown>>): string | undefined {
  const { initializer } = Object(instanceLifecycleConfig);
  const { handler } = Object(initializer);
  return typeof handler === 'string' && handler !== '' ? handler : undefined;
}

const KEPT_RECORDS = 1000;
