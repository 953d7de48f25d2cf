import type { Condition, ConditionType, Finding } from '../domain-rules/condition.ts';
import type { Declaration } from '../domain-rules/declaration.ts';
import type { Mode } from '../domain-rules/mode.ts';
import type { Approval, AwaitingStep, Blocked, Kept, Plan, StepHead, Wait } from '../domain-rules/plan.ts';
import type { ToriiEventType } from '../events/event-bus.ts';
import type { CloudEvent } from '../function-compute/trigger.ts';
import type { DocumentKind } from '../state/store.ts';

/** What a worker is set to keep true, and how far it may go. */
export interface Assignment {
  /** Grows whenever something else is wanted. */
  generation: number;
  mode: Mode;
}

/** What provisioning-api writes down about one gateway. */
export interface DeclarationDocument extends Assignment {
  declaration: Declaration;
  approvals: Approval[];
  deletion: { unbindServices: boolean; requestedAt: number } | undefined;
  /** The id of the gateway that was there already and is taken over. */
  adopts: string | undefined;
  /** ms since the epoch. */
  declaredAt: number;
}

/** What one worker writes down about one gateway; `memory` is its own, the rest is the engine's. */
export interface WorkerDocument<Memory = unknown> {
  /** The generation that the rest speaks of. */
  generation: number;
  memory: Memory;
  conditions: Condition[];
  /** Steps that have been called without a known outcome: step id → when, in ms since the epoch. */
  intents: Record<string, number>;
  /** Steps that went well and may take a while to show: they are not called again with the same values meanwhile. */
  done: Record<string, StepDone>;
  /** Steps that failed and when they may be tried again. */
  failures: Record<string, StepFailure>;
  /** Since when each wait is waited for. */
  waitingSince: Record<string, number>;
  /** Since when something has been under way without a pause (steps called, things waited for); null while nothing is. */
  busySince: number | null;
  /** Steps that want an approval, with the effects that nobody has said yes to. */
  awaiting: AwaitingStep[];
  blocked: Blocked[];
  kept: Kept[];
  /** Steps that remain, approved or not. */
  openSteps: string[];
  /** When a plan of this generation had nothing left; null until then. */
  settledAt: number | null;
  /** What was told of this generation, so that nothing is told twice without a reason. */
  told: string[];
  /** The newest events that were answered: a second copy of one asks for nothing. */
  heard: string[];
  /** How many looks in a row were given up because the function's time ran out; absent where the last one was not. */
  outOfTime?: number;
}

export interface StepDone {
  /** ms since the epoch. */
  at: number;
  /** Tells values apart without repeating them: they may be secret. */
  digest: string;
}

export interface StepFailure {
  count: number;
  code: string;
  message: string;
  /** ms since the epoch. */
  retryAt: number;
}

/** One gateway, or whatever else is kept true, as a worker looks at it. */
export interface Subject<Memory, Declared extends Assignment = DeclarationDocument> {
  account: string;
  region: string;
  name: string;
  declared: Declared;
  memory: Memory;
  /** The open intents of the worker's own document: step id → when. */
  intents: Record<string, number>;
  /** When the worker's plan of this generation last came to its end; null until then. */
  settledAt: number | null;
  /** What the other workers have written down, where they have. */
  peers: Peers;
  /** ms since the epoch. */
  now: number;
}

export interface Peers {
  provisioning?: WorkerDocument;
  records?: WorkerDocument;
  certificates?: WorkerDocument;
  zones?: WorkerDocument;
}

export interface Decision<Step extends StepHead, Memory> {
  plan: Plan<Step>;
  findings: Finding[];
  memory: Memory;
  /** When to look again though nothing is open, in ms since the epoch; null where there is nothing left to look after. */
  nextCheckAt: number | null;
  /** What others should hear. */
  tell: Telling[];
  /**
   * Nothing is kept true here any more, and nothing is worth remembering: what was written down goes, the assignment
   * with it. Only for workers that are assigned by one of ours.
   */
  isOver?: boolean;
}

export interface Telling {
  type: ToriiEventType;
  /** Tells two tellings of one type apart. */
  key: string;
  /** Whom it is about; absent: what was looked at. */
  of?: { region: string; name: string };
}

/** How a run looks at the cloud; made for each run, so that what a worker keeps by it goes with the run. */
export interface Looking {
  /**
   * `survey`: may answer from what this sweep asked once for all its gateways. `whole`: asks everything anew. `changed`:
   * asks anew only what this run's own steps and waits can have changed since its last look.
   */
  how: 'survey' | 'whole' | 'changed';
}

export type Arrival = boolean | 'everything';

/** What a sweep is going to look at. */
export interface Due<Memory, Declared extends Assignment = DeclarationDocument> {
  account: string;
  region: string;
  name: string;
  declared: Declared;
  memory: Memory;
}

/** A function's part of the loop. `decide` is pure; only `observe` reads the cloud, only `apply` writes it. */
export interface Worker<Memory, Observation, Step extends StepHead, Declared extends Assignment = DeclarationDocument> {
  functionName: string;
  kind: Extract<DocumentKind, 'provisioning' | 'records' | 'certificates' | 'zones' | 'issuance'>;
  /** Where what it keeps true is written down. Absent: with the gateways, in `declaration`. */
  assignedBy?: Extract<DocumentKind, 'wanted-certificate'>;
  freshMemory: Memory;
  /** The condition that says so where it never comes to an end of looking. */
  speaksOf: ConditionType;
  /**
   * Told at the start of a sweep what it is going to look at. First looks may then answer from a survey; only what such a
   * look confirms counts, and anything else is looked at again, whole. Without it every look is whole.
   */
  beginSweep?(due: readonly Due<Memory, Declared>[]): void;
  /** Reads what somebody asked for; the answer says for what a sweep is due besides. Without one nothing is. */
  readsRequests?(): Promise<((due: Due<Memory, Declared>) => boolean) | undefined>;
  /** What it only reports may stand on a survey, because nothing is called on the strength of it. */
  reportsFromSurvey?: boolean;
  /**
   * Whether a step may be planned on a look that kept what it had read before; one that may not gets a whole look first.
   * Without it every look is whole.
   */
  maySpareWholeLook?(step: Step): boolean;
  observe(subject: Subject<Memory, Declared>, signal: AbortSignal, looking: Looking): Promise<Observation>;
  decide(subject: Subject<Memory, Declared>, observation: Observation): Decision<Step, Memory>;
  /**
   * Asks the cloud only about what is waited for, which is less than to observe all of it. Without it every look is whole.
   * @returns whether any of it has come, so that a look is worth its calls; `everything` where that look has to be whole
   */
  hasArrived?(
    waits: Wait[],
    subject: Subject<Memory, Declared>,
    signal: AbortSignal,
    looking: Looking,
  ): Promise<Arrival>;
  /** What has to be written down before these steps are called, such as the way back of one. Without it nothing has. */
  intend?(steps: Step[], memory: Memory): Memory;
  /**
   * Whether something that happened in the cloud, which names no gateway, is a reason to look at this one. Without it
   * no such event is.
   */
  concerns?(event: CloudEvent, gateway: HintedGateway): boolean;
  /** Does one step. What it learns for the memory (an id, say) comes back. */
  apply(
    step: Step,
    subject: Subject<Memory, Declared>,
    signal: AbortSignal,
    looking: Looking,
  ): Promise<Applied<Memory>>;
}

/** A declared gateway as a worker is asked about an event that does not name it. */
export interface HintedGateway {
  region: string;
  declared: DeclarationDocument;
  /** What the worker itself has written down about it. */
  document: WorkerDocument | undefined;
}

export interface Applied<Memory> {
  learn?: (memory: Memory) => Memory;
  message?: string;
}

export function freshDocument<Memory>(memory: Memory, generation: number): WorkerDocument<Memory> {
  return {
    generation,
    memory,
    conditions: [],
    intents: {},
    done: {},
    failures: {},
    waitingSince: {},
    busySince: null,
    awaiting: [],
    blocked: [],
    kept: [],
    openSteps: [],
    settledAt: null,
    told: [],
    heard: [],
  };
}
