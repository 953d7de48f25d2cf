import { invalid, OtsError } from './errors.ts';
import { passes, readFilter } from './filter.ts';
import type { ConditionMessage } from './messages.ts';
import type { StoredRow } from './row.ts';

export const EXISTENCE = ['IGNORE', 'EXPECT_EXIST', 'EXPECT_NOT_EXIST'] as const;
export type Existence = (typeof EXISTENCE)[number];

export function existenceOf({ rowExistence }: ConditionMessage): Existence {
  const existence = EXISTENCE[rowExistence];
  if (!existence) throw invalid(`Invalid row-existence expectation: ${rowExistence}.`);
  return existence;
}

/**
 * First whether the row is there, then its columns. Those of a row that is not there are missing, each of them.
 *
 * @throws OtsError OTSConditionCheckFail
 */
export function checkCondition(condition: ConditionMessage, row: StoredRow | undefined): void {
  const existence = existenceOf(condition);
  const { columnCondition } = condition;
  const filter = columnCondition?.length ? readFilter(columnCondition) : undefined;
  if (filter?.kind === 'pagination') throw invalid('Invalid condition:ColumnPaginationFilter.');
  if (existence === 'EXPECT_EXIST' && !row) throw new OtsError('OTSConditionCheckFail');
  if (existence === 'EXPECT_NOT_EXIST' && row) throw new OtsError('OTSConditionCheckFail');
  if (filter && !passes(filter, row?.columns ?? new Map())) throw new OtsError('OTSConditionCheckFail');
}
