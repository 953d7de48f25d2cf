import type { EventAnswer, OperationAnswer, PlanAnswer } from './answers.ts';
import type { GatewayName, ToriiApi } from './api.ts';
import { ApiRefusal, CannotGoOn } from './errors.ts';
import type { Shell } from './shell.ts';
import { standstillJudge } from './standstill.ts';

/** Hears what happens while an operation is followed. */
export interface Progress {
  event(event: EventAnswer): void;
  /** Something that says nothing of the gateway, such as an API that does not answer for a moment. */
  hitch(message: string): void;
}

/** How an operation ended, as far as watching goes. */
export type Ending =
  | { kind: 'succeeded'; operation: OperationAnswer }
  /** A deletion came to its end: the API does not know the gateway any more. */
  | { kind: 'gone' }
  /** It goes on only when somebody acts. */
  | { kind: 'waiting'; operation: OperationAnswer; plan: PlanAnswer }
  | { kind: 'superseded'; operation: OperationAnswer }
  /** Nobody watches any more; the operation itself goes on. */
  | { kind: 'interrupted' | 'late'; operation: OperationAnswer };

export interface FollowOptions {
  operation: OperationAnswer;
  /** The journal is told from here on. */
  cursor: string | undefined;
  pollMs: number;
  /** Watches no longer than this, counted in polls' pauses. */
  limitMs: number;
}

/** Watches an operation until it ends, or until nothing of it moves without somebody's doing. */
export async function follow(
  api: Pick<ToriiApi, 'journal' | 'operation' | 'planOf'>,
  shell: Pick<Shell, 'sleep' | 'interrupted'>,
  progress: Progress,
  { operation: first, cursor: from, pollMs, limitMs }: FollowOptions,
): Promise<Ending> {
  const { name, region } = first.gateway;
  let operation = first;
  let cursor = from;
  let hitches = 0;
  let standsStill = standstillJudge();
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    try {
      cursor = await tellNews(api, { name, region }, cursor, progress);
      operation = await api.operation(first.operation);
      if (operation.state === 'Running') standsStill = standstillJudge();
      const ending = await endingOf(api, operation, standsStill);
      if (ending) return ending;
      hitches = 0;
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404 && operation.deleting) return { kind: 'gone' };
      if (shell.interrupted.aborted) return { kind: 'interrupted', operation };
      hitches += 1;
      if (!mayPass(error) || hitches > MOST_HITCHES) throw error;
      progress.hitch(`${error.message}; asking again`);
    }
    if (waitedMs >= limitMs) return { kind: 'late', operation };
    await shell.sleep(pollMs);
    if (shell.interrupted.aborted) return { kind: 'interrupted', operation };
  }
}

/** Tells what is new in a journal, to its end. @returns where to read on */
export async function tellNews(
  api: Pick<ToriiApi, 'journal'>,
  gateway: GatewayName,
  cursor: string | undefined,
  { event }: Pick<Progress, 'event'>,
): Promise<string> {
  for (let from = cursor; ; ) {
    const page = await api.journal(gateway, from);
    for (const entry of page.entries) event(entry);
    if (!page.more) return page.cursor;
    from = page.cursor;
  }
}

async function endingOf(
  api: Pick<ToriiApi, 'planOf'>,
  operation: OperationAnswer,
  standsStill: ReturnType<typeof standstillJudge>,
): Promise<Ending | undefined> {
  switch (operation.state) {
    case 'Running':
      return undefined;
    case 'Succeeded':
      return { kind: 'succeeded', operation };
    case 'Superseded':
      return { kind: 'superseded', operation };
    default: {
      const plan = await api.planOf(operation.gateway);
      return standsStill(operation, plan) ? { kind: 'waiting', operation, plan } : undefined;
    }
  }
}

function mayPass(error: unknown): error is Error {
  if (error instanceof ApiRefusal) return error.status >= 500;
  return error instanceof CannotGoOn && error.retryable;
}

const MOST_HITCHES = 5;
