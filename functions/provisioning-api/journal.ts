import type { Context } from 'hono';
import { codeOf } from '../../shared/engine/journal.ts';
import { type JournalKey, type JournalPage, type JournalRange, MOST_ENTRIES } from '../../shared/state/store.ts';
import type { ApiContext } from './context.ts';
import { ApiProblem } from './problem.ts';

/** Which page is asked for: `after` and `limit`. @throws ApiProblem LimitInvalid */
export function rangeIn(c: Context): JournalRange {
  const { after, limit } = c.req.query();
  return { after, limit: limit === undefined ? DEFAULT_LIMIT : readLimit(limit) };
}

/** A page of a journal, bounded in entries and in bytes. @throws ApiProblem UnknownCursor */
export async function journalAnswer(
  { deps }: Pick<ApiContext, 'deps'>,
  reference: JournalKey,
  range: JournalRange,
): Promise<JournalPage> {
  try {
    return await deps.store.journal(reference, range);
  } catch (error) {
    if (!(error instanceof Error) || codeOf(error) !== 'UnknownCursor') throw error;
    const detail = 'after has to be a cursor that this journal gave; leave it out to start over';
    throw new ApiProblem(400, 'UnknownCursor', detail);
  }
}

function readLimit(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST_ENTRIES) return limit;
  const detail = `limit is a whole number from 1 to ${MOST_ENTRIES}; without it, ${DEFAULT_LIMIT} entries are given, and cursor and more lead on`;
  throw new ApiProblem(422, 'LimitInvalid', detail);
}

export const DEFAULT_LIMIT = 200;
