import type { ScheduledTask, VirtualClock } from '../../clock.ts';
import { UnsavedTask } from '../../tasks.ts';
import type { DeployedFunction, DeployedTrigger } from '../functions.ts';
import type { AsyncQueue } from './async-queue.ts';
import type { FunctionSource } from './function-source.ts';
import type { HttpTriggerServer } from './http-trigger.ts';
import { parseSchedule } from './schedule.ts';

export interface TriggersOptions {
  readonly clock: VirtualClock;
  readonly functions: FunctionSource;
  readonly queue: AsyncQueue;
  readonly serveHttp: (
    owner: DeployedFunction,
    trigger: () => DeployedTrigger | undefined,
  ) => Promise<HttpTriggerServer>;
}

/** Keeps what is armed, timers and HTTP listeners, as the functions' triggers are. Other types are not its business. */
export class Triggers {
  readonly #options: TriggersOptions;
  readonly #armed = new Map<DeployedFunction, Map<string, Armed>>();
  #closing: Promise<void>[] = [];
  #open = true;

  constructor(options: TriggersOptions) {
    this.#options = options;
  }

  /** After a change of that function, or its end. Resolves when its HTTP triggers have their URLs. */
  async follow(owner: DeployedFunction, { isRestored = false } = {}): Promise<void> {
    const isThere = this.#open && [...this.#options.functions.all()].includes(owner);
    const wanted = isThere ? owner.triggers : new Map<string, DeployedTrigger>();
    const armed = this.#armed.get(owner) ?? new Map<string, Armed>();
    this.#armed.set(owner, armed);
    for (const [name, one] of armed) {
      const trigger = wanted.get(name);
      if (trigger?.id === one.id && (trigger.config === one.config || one.type === 'http')) continue;
      armed.delete(name);
      one.disarm();
    }
    const arriving: Promise<void>[] = [];
    for (const trigger of wanted.values()) {
      if (armed.has(trigger.name)) continue;
      if (trigger.type === 'timer') armed.set(trigger.name, this.#armTimer(owner, trigger, isRestored));
      if (trigger.type === 'http') arriving.push(this.#armHttp(owner, trigger, armed));
    }
    if (!isThere) this.#armed.delete(owner);
    await Promise.all(arriving);
  }

  /** After a snapshot was restored: other functions are there. Timers go on as they were. */
  async restored(): Promise<void> {
    for (const armed of this.#armed.values()) for (const one of armed.values()) one.disarm();
    this.#armed.clear();
    for (const owner of this.#options.functions.all()) await this.follow(owner, { isRestored: true });
  }

  async close(): Promise<void> {
    this.#open = false;
    for (const owner of this.#armed.keys()) await this.follow(owner);
    await Promise.all(this.#closing);
  }

  /** Fires on virtual time, as asynchronous invocations (documented). */
  #armTimer(owner: DeployedFunction, trigger: DeployedTrigger, isRestored: boolean): Armed {
    const { name, id, type, config, qualifier } = trigger;
    const { clock, queue } = this.#options;
    let next: ScheduledTask | undefined;
    if (config.enable !== false) {
      const schedule = parseSchedule(String(config.cronExpression));
      const payload = typeof config.payload === 'string' ? config.payload : '';
      const armAt = (at: number) => {
        trigger.dueAt = at;
        const fire = new UnsavedTask(() => {
          const triggerTime = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
          const event = { triggerTime, triggerName: name, payload };
          queue.accept(owner, Buffer.from(JSON.stringify(event), 'utf8'), { by: 'timer', qualifier });
          armAt(schedule.nextAfter(at));
        });
        next = clock.schedule(at, fire);
      };
      armAt((isRestored ? trigger.dueAt : undefined) ?? schedule.nextAfter(clock.now()));
    }
    return { id, type, config, disarm: () => next?.cancel() };
  }

  async #armHttp(owner: DeployedFunction, trigger: DeployedTrigger, armed: Map<string, Armed>): Promise<void> {
    const { functions, serveHttp } = this.#options;
    const { name, id, type, config } = trigger;
    let isWanted = true;
    let disarm = () => {
      isWanted = false;
    };
    armed.set(name, { id, type, config, disarm: () => disarm() });
    const server = await serveHttp(owner, () => owner.triggers.get(name));
    const shut = () => void this.#closing.push(server.close());
    if (!isWanted) return shut();
    functions.urls.set(id, { urlInternet: server.url, urlIntranet: server.url });
    disarm = () => {
      functions.urls.delete(id);
      shut();
    };
  }
}

interface Armed {
  readonly id: string;
  readonly type: string;
  readonly config: DeployedTrigger['config'];
  disarm(): void;
}
