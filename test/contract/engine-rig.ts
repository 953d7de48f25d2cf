import type { Declaration } from '../../shared/domain-rules/declaration.ts';
import { emptyPlan, type Plan, type StepHead } from '../../shared/domain-rules/plan.ts';
import type { Clock, Deps } from '../../shared/engine/deps.ts';
import { type Reference, type RunResult, reconcile } from '../../shared/engine/reconcile.ts';
import {
  type Applied,
  type Decision,
  type DeclarationDocument,
  freshDocument,
  type Subject,
  type Worker,
  type WorkerDocument,
} from '../../shared/engine/worker.ts';
import type { ToriiEvent } from '../../shared/events/event-bus.ts';
import { deadlineOf } from '../../shared/function-compute/deadline.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import type { DocumentKey, JournalEntry, Store } from '../../shared/state/store.ts';
import { ACCOUNT, declared } from '../rules/worlds.ts';

export const CHAT: Reference = { account: ACCOUNT, region: 'cn-beijing', name: 'chat-prod' };
export const DOCUMENT: DocumentKey = { ...CHAT, kind: 'provisioning' };
export const LEASE: DocumentKey = { ...CHAT, kind: 'lease', name: 'provisioning/chat-prod' };
export const START = Date.UTC(2026, 2, 2);

/** Time that passes only by sleeping in it. */
export class SteppedClock implements Clock {
  at = START;
  now(): number {
    return this.at;
  }
  async sleep(ms: number): Promise<void> {
    this.at += ms;
  }
}

export interface Memory {
  known: string[];
}

export const step = (id: string, given: Partial<StepHead> = {}): StepHead => ({
  id,
  kind: 'change',
  target: 'thing',
  summary: `do ${id}`,
  after: [],
  effects: [],
  repeatable: true,
  ...given,
});

/** A worker over a world that is a set of done step ids, with all that its engine is given. */
export class Rig {
  readonly clock = new SteppedClock();
  readonly store: Store;
  readonly told: ToriiEvent[] = [];
  readonly deps: Deps;
  /** Steps that were called, with the seconds since the start. */
  readonly calls: [id: string, seconds: number][] = [];
  looks = 0;
  #ids = 0;
  /** What is true of the world, and what a look shows of it. */
  readonly world = new Set<string>();
  show: () => ReadonlySet<string> = () => this.world;

  /** What should be so; what a look shows to be so is not planned. */
  wanted: StepHead[] = [];
  waits: () => Plan['waits'] = () => [];
  tell: Decision<StepHead, Memory>['tell'] = [];
  nextCheckAt: number | null = null;
  apply: (step: StepHead, subject: Subject<Memory>) => Promise<Applied<Memory>> = async ({ id }) => {
    this.world.add(id);
    return {};
  };
  observe: (subject: Subject<Memory>) => Promise<void> = async () => {};

  constructor(store: Store = createMemoryStore()) {
    this.store = store;
    this.deps = {
      clock: this.clock,
      machineNow: () => START,
      random: () => 0,
      newId: () => `id-${++this.#ids}`,
      fetch: () => Promise.reject(new Error('no network here')),
      fetchTrusting: () => () => Promise.reject(new Error('no network here')),
      dial: () => Promise.reject(new Error('no network here')),
      resolve: () => Promise.reject(new Error('no network here')),
      publicDns: {
        nameServersOf: () => Promise.reject(new Error('no network here')),
        cnameAt: () => Promise.reject(new Error('no network here')),
        txtAt: () => Promise.reject(new Error('no network here')),
        lookUp: () => Promise.reject(new Error('no network here')),
      },
      store,
      events: { publish: async (event) => void this.told.push(event) },
      invoker: { invokeAsync: async () => 'scheduled' },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    };
  }

  /** Writes down what provisioning-api would. */
  async declare(given: Partial<DeclarationDocument> & { declaration?: Declaration } = {}): Promise<void> {
    const key: DocumentKey = { ...CHAT, kind: 'declaration' };
    const before = await this.store.get<DeclarationDocument>(key);
    const body: DeclarationDocument = {
      generation: 1,
      declaration: declared(),
      approvals: [],
      deletion: undefined,
      mode: 'enforce',
      adopts: undefined,
      declaredAt: START,
      ...before?.body,
      ...given,
    };
    await this.store.put(key, { body, dueAt: null }, before?.version ?? 0);
  }

  readonly worker: Worker<Memory, ReadonlySet<string>, StepHead> = {
    functionName: 'gateway-provisioner',
    kind: 'provisioning',
    freshMemory: { known: [] },
    speaksOf: 'GatewayRunning',
    observe: async (subject) => {
      this.looks += 1;
      await this.observe(subject);
      return this.show();
    },
    decide: ({ memory }, shown) => ({
      plan: { ...emptyPlan(), steps: this.wanted.filter(({ id }) => !shown.has(id)), waits: this.waits() },
      findings: [],
      memory,
      nextCheckAt: this.nextCheckAt,
      tell: this.tell,
    }),
    apply: async (called, subject) => {
      this.calls.push([called.id, (this.clock.now() - START) / 1000]);
      return this.apply(called, subject);
    },
  };

  /** One invocation. */
  run({ holder = 'run-1', seconds = 600, eventIds = [] as string[] } = {}): Promise<RunResult> {
    const deadline = deadlineOf({ startedAt: this.clock.now(), timeoutSeconds: seconds, marginSeconds: 0 });
    const { signal } = new AbortController();
    return reconcile(this.worker, CHAT, this.deps, { holder, deadline, signal, eventIds });
  }

  async document(): Promise<WorkerDocument<Memory> & { dueAt: number | null }> {
    const stored = await this.store.get<WorkerDocument<Memory>>(DOCUMENT);
    return { ...(stored?.body ?? freshDocument({ known: [] }, 0)), dueAt: stored?.dueAt ?? null };
  }

  async journal(): Promise<JournalEntry[]> {
    return (await this.store.journal(CHAT)).entries;
  }

  async leaseIsFree(): Promise<boolean> {
    const lease = await this.store.get<{ until: number }>(LEASE);
    return !lease || lease.body.until <= this.clock.now();
  }
}
