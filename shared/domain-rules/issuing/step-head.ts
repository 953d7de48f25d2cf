import type { StepHead } from '../plan.ts';

/** What all steps of issuing share: nobody is asked about them, and most may be called again. */
export function stepHead(
  id: string,
  summary: string,
  { after = [], repeatable = true, target = id }: { after?: string[]; repeatable?: boolean; target?: string } = {},
): Omit<StepHead, 'kind'> {
  return { id, target, summary, after, effects: [], repeatable };
}
