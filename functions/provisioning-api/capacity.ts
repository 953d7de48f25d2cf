import * as z from 'zod';
import { type CapacityChoice, chooseCapacity } from '../../shared/domain-rules/capacity.ts';
import { type CapacityRow, capacityRow, capacityRows } from '../../shared/domain-rules/capacity-carries.ts';
import { count, traffic } from '../../shared/domain-rules/declaration-schema.ts';
import { SPECIFICATIONS } from '../../shared/domain-rules/specifications.ts';
import { readBody } from './declare.ts';
import { ApiProblem } from './problem.ts';

/** Either a load, for which a size is chosen, or a size, of which is said what it carries; with both, where the load stands on it. */
export const capacityQuestion = z
  .strictObject({
    traffic: traffic.optional().describe('The load at its peak (G20)'),
    specification: z.enum(SPECIFICATIONS).optional().describe('The size of one node (G20)'),
    nodes: count.optional().describe('How many nodes (G20)'),
  })
  .refine(({ specification, nodes }) => (specification === undefined) === (nodes === undefined), {
    message: 'specification and nodes come together',
  });

export interface CapacityView {
  /** For a load without a size: the smallest size that carries it, or why none is known to. */
  choice?: CapacityChoice;
  rows: CapacityRow[];
}

/** Answers from the guide's capacity appendix alone: nothing is looked at. */
export function capacityOf({
  traffic: load = {},
  specification,
  nodes,
}: z.infer<typeof capacityQuestion>): CapacityView {
  if (specification !== undefined && nodes !== undefined)
    return { rows: [capacityRow({ specification, nodes }, load)] };
  const choice = chooseCapacity(load);
  return { choice, rows: capacityRows(load, choice.specification && choice) };
}

/** @throws ApiProblem CapacityQuestionInvalid that names each field */
export async function readCapacityQuestion(request: Request): Promise<z.infer<typeof capacityQuestion>> {
  const parsed = capacityQuestion.safeParse((await readBody(request)) ?? {});
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the question'}: ${message}`);
  const detail = `${mistakes.join('; ')}; ask with {"traffic": {"qps": 2000}} or {"specification": "4c8g", "nodes": 3}`;
  throw new ApiProblem(422, 'CapacityQuestionInvalid', detail);
}
