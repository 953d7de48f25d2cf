import type { DeadLetterAnswer, ReplayAnswer } from '../dead-letter-answers.ts';
import { CannotGoOn } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { instant, table, write } from '../output.ts';
import type { Context } from './context.ts';

export async function deadLetters({ shell, api, format }: Context): Promise<ExitCode> {
  write(shell, format, await api.deadLetters(), (answer) => show(answer.deadLetters));
  return EXIT.done;
}

/** 3: some could not be started again. */
export async function replay({ shell, api, format }: Context, ids: string[], all: boolean): Promise<ExitCode> {
  if (all === ids.length > 0) {
    throw new CannotGoOn('it is not clear what to start again', 'Give ids of torii dead-letters, or --all.');
  }
  const answer = await api.replay(all ? { all } : { ids });
  write(shell, format, answer, showReplay);
  return answer.left.length > 0 ? EXIT.waiting : EXIT.done;
}

export async function forgetDeadLetter({ shell, api, format }: Context, id: string): Promise<ExitCode> {
  write(shell, format, await api.forgetDeadLetter(id), ({ deleted }) => `${deleted} is forgotten`);
  return EXIT.done;
}

function show(letters: DeadLetterAnswer[]): string {
  if (letters.length === 0) return 'nothing was given up';
  const rows = letters.map(({ id, at, about, condition, count, error = '-' }) => [
    id,
    instant(at),
    about,
    String(count),
    condition,
    error,
  ]);
  return table(['ID', 'GIVEN UP', 'ABOUT', 'TRIES', 'WHY', 'ERROR'], rows);
}

function showReplay({ replayed, left }: ReplayAnswer): string {
  if (replayed.length + left.length === 0) return 'nothing was given up';
  return [
    ...replayed.map((id) => `${id} was started again`),
    ...left.map(({ id, reason, message }) => `${id} is left (${reason}): ${message}`),
  ].join('\n');
}
