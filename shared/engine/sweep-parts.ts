import type { Deps } from './deps.ts';
import type { DueReference } from './sweep.ts';
import { taskIdOf } from './task-id.ts';

/** A part of a list of gateways to look at, handed to an invocation of its own. */
export interface SweepPart {
  kind: string;
  sweep: DueReference[];
  /** Where the list came from: a timer's instant and the number of the part, or what told of them. */
  of?: string;
  /** How often what was left of it was handed on. */
  round?: number;
  /** Invocations in a row that came to none of it. */
  barren?: number;
  /** Not due by time, but told of: looked at whatever their documents say. */
  told?: boolean;
}

/** Shares what a timer found out to invocations: the platform's retry of the timer hands out the same under the same ids. */
export async function handOut(
  { functionName, kind, triggerTime }: { functionName: string; kind: string; triggerTime: number },
  parts: readonly DueReference[][],
  deps: Pick<Deps, 'invoker' | 'log'>,
): Promise<void> {
  for (const [index, sweep] of parts.entries()) {
    const of = partName(triggerTime, index + 1);
    await start(functionName, { kind, sweep, of }, 0, deps);
  }
}

/** @param index 0 is what the timer's own invocation comes to */
export function partName(triggerTime: number, index: number): string {
  return `${triggerTime}-${index}`;
}

/**
 * Hands on what there was no time left for. Each round comes to some of it; after a round that came to nothing the next one
 * waits, ever longer, and after some such rounds it is left to the timer, which finds it again.
 *
 * @param part what this invocation had, and `sweep`: what is left of it
 * @param begun how much of it this invocation came to
 */
export async function handOn(
  functionName: string,
  { kind, sweep, of, round = 0, barren = 0, told }: SweepPart,
  begun: number,
  deps: Pick<Deps, 'invoker' | 'log'>,
): Promise<void> {
  const barrenNow = begun > 0 ? 0 : barren + 1;
  if (barrenNow > MOST_BARREN_ROUNDS) {
    deps.log.warn(`${sweep.length} of ${kind} are left to the next sweep: no invocation came to any of them`);
    return;
  }
  const delaySeconds = barrenNow === 0 ? 0 : FIRST_PAUSE_SECONDS * 2 ** (barrenNow - 1);
  const next: SweepPart = {
    ...{ kind, sweep, round: round + 1 },
    ...(of !== undefined && { of }),
    ...(barrenNow > 0 && { barren: barrenNow }),
    ...(told && { told }),
  };
  await start(functionName, next, delaySeconds, deps);
}

/** The part of a list that an invocation was started for, where it was. @throws Error where it names nothing to look at */
export function readPart(payload: unknown, kind: string): SweepPart | undefined {
  const { sweep, of, round, barren, told } = Object(payload) as Record<string, unknown>;
  if (!Array.isArray(sweep)) return undefined;
  return {
    kind,
    sweep: sweep.map((one: Partial<DueReference> | null) => {
      const { region, name } = one ?? {};
      if (typeof region !== 'string' || typeof name !== 'string') {
        throw new Error('a part of a sweep names something without a region or a name');
      }
      return { region, name };
    }),
    ...(typeof of === 'string' && { of }),
    ...(typeof round === 'number' && { round }),
    ...(typeof barren === 'number' && { barren }),
    ...(told === true && { told }),
  };
}

async function start(
  functionName: string,
  part: SweepPart,
  delaySeconds: number,
  deps: Pick<Deps, 'invoker' | 'log'>,
): Promise<void> {
  const { kind, of = '', round = 0, sweep } = part;
  const taskId = taskIdOf(functionName, 'sweep', kind, of, ...(round > 0 ? [`round-${round}`] : []));
  try {
    await deps.invoker.invokeAsync(functionName, part, { delaySeconds, taskId });
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    deps.log.warn(
      `${sweep.length} of a sweep of ${kind} stay due, because nobody could be started for them: ${message}`,
    );
  }
}

const MOST_BARREN_ROUNDS = 5;
const FIRST_PAUSE_SECONDS = 60;
