import type { OperationAnswer, PlanAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { type Ending, follow } from '../follow.ts';
import { serialised } from '../output.ts';
import { linesProgress } from '../progress-lines.ts';
import { type LiveProgress, liveProgress } from '../progress-live.ts';
import { approvalCommand, heldSteps, showBlocked, showPlan } from '../show-plan.ts';
import type { Context } from './context.ts';

/** How the commands that change something may be told to watch. */
export interface WatchOptions {
  /** False: come back as soon as it is written down. */
  wait: boolean;
  /** Seconds between two looks. */
  poll: number;
  /** Seconds; undefined watches until it ends. */
  timeout?: number;
}

/** Follows an operation to its end, as this terminal can show it, and says what came of it. */
export async function watch(
  { shell, api, format }: Context,
  answer: OperationAnswer & { plan?: PlanAnswer | undefined },
  cursor: string | undefined,
  { wait, poll, timeout }: WatchOptions,
): Promise<ExitCode> {
  const { name, region } = answer.gateway;
  if (!wait) {
    shell.say(
      format === 'table'
        ? `${name}: operation ${answer.operation} goes on; torii events ${name} --region ${region} --follow`
        : serialised(format, answer),
    );
    return EXIT.done;
  }
  const goal = answer.deleting ? `${name} gone` : `${name} as declared`;
  const live = format === 'table' && shell.watched ? liveProgress(goal, answer.plan ?? { steps: [] }) : undefined;
  const progress = live ?? linesProgress(shell, format === 'table' ? shell.say : shell.warn);
  const limitMs = timeout === undefined ? Number.POSITIVE_INFINITY : timeout * 1000;
  const ending = await ended(
    follow(api, shell, progress, { operation: answer, cursor, pollMs: poll * 1000, limitMs }),
    live,
  );
  if (format === 'table') shell.say(sayEnding(shell, answer, ending));
  else shell.say(serialised(format, ending.kind === 'gone' ? { ...answer, state: 'Succeeded' } : ending.operation));
  return EXIT_OF[ending.kind];
}

async function ended(following: Promise<Ending>, live: LiveProgress | undefined): Promise<Ending> {
  let ending: Ending | undefined;
  try {
    ending = await following;
    return ending;
  } finally {
    await live?.end(ending);
  }
}

function sayEnding(
  { paint }: Pick<Context['shell'], 'paint'>,
  { gateway, deleting }: OperationAnswer,
  ending: Ending,
): string {
  const { name, region } = gateway;
  switch (ending.kind) {
    case 'succeeded':
      return paint('green', `${name} is as declared`);
    case 'gone':
      return paint('green', `${name} is gone`);
    case 'superseded':
      return paint('red', `${name} was declared again meanwhile: this operation is superseded`);
    case 'interrupted':
    case 'late':
      return `${name} is not ${deleting ? 'gone' : 'as declared'} yet; it goes on by itself: torii events ${name} --region ${region} --follow`;
    case 'waiting':
      return sayWaiting({ paint }, ending);
  }
}

function sayWaiting(
  { paint }: Pick<Context['shell'], 'paint'>,
  { operation: { gateway, state, blocked }, plan }: Extract<Ending, { kind: 'waiting' }>,
): string {
  const { name } = gateway;
  if (state === 'Reporting' || state === 'Paused') {
    const does = state === 'Reporting' ? 'only reported' : 'left alone';
    return `${showPlan({ paint }, name, plan)}\n${name} is ${does}; torii mode ${name} enforce makes it as declared`;
  }
  const parts = blocked.length > 0 ? [showBlocked({ paint }, blocked)] : [];
  if (plan.awaiting.length > 0 || heldSteps(plan).length > 0)
    parts.push(showPlan({ paint }, name, plan), `  ${approvalCommand(gateway, plan)}`);
  return [paint('yellow', `${name} waits for you (${state})`), ...parts].join('\n');
}

/** Before something changes: where its journal stands, so that only news are told. Undefined: it has none yet. */
export async function journalEnd(
  { api }: Pick<Context, 'api'>,
  gateway: { name: string; region?: string | undefined },
): Promise<string | undefined> {
  const known = (await api.list()).gateways.some(
    ({ name, region }) => name === gateway.name && (gateway.region === undefined || region === gateway.region),
  );
  if (!known) return undefined;
  let cursor: string | undefined;
  for (;;) {
    const page = await api.journal(gateway, cursor);
    if (!page.more) return page.cursor;
    cursor = page.cursor;
  }
}

const EXIT_OF: Record<Ending['kind'], ExitCode> = {
  succeeded: EXIT.done,
  gone: EXIT.done,
  waiting: EXIT.waiting,
  superseded: EXIT.failed,
  late: EXIT.failed,
  interrupted: EXIT.failed,
};
