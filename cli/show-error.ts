import type { ProblemAnswer } from './answers.ts';
import { ApiRefusal } from './errors.ts';
import { indented } from './output.ts';
import type { Shell } from './shell.ts';
import { showDifference, showPlan } from './show-plan.ts';

type Paint = Pick<Shell, 'paint'>;

/** Problem details for people: each mistake with its field, its rule and the way out. */
export function showProblem(
  { paint }: Paint,
  { detail, reason, problems = [], plan, difference, regions, ids }: ProblemAnswer,
  { name, placeOf }: { name?: string; placeOf?: (field: string) => string } = {},
): string {
  const mistakes = problems.map(({ field, rule, message, wayOut }) => {
    const place = placeOf ? `${placeOf(field)}  ` : '';
    const head = `${paint('dim', place)}${paint('bold', field || 'the declaration')} (${rule})`;
    return `  ${head}\n${indented(`${message}\nway out: ${wayOut}`, 4)}`;
  });
  return [
    `${paint('red', 'torii')}: ${detail} (${reason})`,
    ...mistakes,
    ...(regions ? [`  way out: --region ${regions.join(' or --region ')}`] : []),
    ...(ids ? [`  one of: ${ids.join(', ')}`] : []),
    ...(difference ? [showDifference(difference)] : []),
    ...(plan ? [indented(showPlan({ paint }, name ?? 'the plan of now', plan))] : []),
  ].join('\n');
}

/** Any error as text. Only our own speak for themselves: what a foreign one says may hold what nobody should read. */
export function showError({ paint }: Paint, error: unknown): string {
  if (error instanceof ApiRefusal) return showProblem({ paint }, error.problem);
  if (knowsWayOut(error)) return `${paint('red', 'torii')}: ${error.message}\n  way out: ${error.wayOut}`;
  const { name, message } = error instanceof Error ? error : new Error('something went wrong');
  return `${paint('red', 'torii')}: ${name}: ${message}`;
}

/** An error of the command line, or of what an operator runs through it. */
function knowsWayOut(error: unknown): error is Error & { wayOut: string } {
  return error instanceof Error && typeof (error as { wayOut?: unknown }).wayOut === 'string';
}
