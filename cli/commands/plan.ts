import type { PlanAnswer } from '../answers.ts';
import { readDeclarations, type WrittenDeclaration } from '../declarations.ts';
import { ApiRefusal } from '../errors.ts';
import { EXIT, type ExitCode, worst } from '../exit-code.ts';
import { serialised } from '../output.ts';
import { showProblem } from '../show-error.ts';
import { showPlan } from '../show-plan.ts';
import type { Context } from './context.ts';

/** Shows what would be done, without changing anything. 0: nothing; 2: something; 3: something is blocked. */
export async function plan(context: Context, files: string[]): Promise<ExitCode> {
  const { shell, format } = context;
  const written = readDeclarations(files, shell.readInput);
  const codes: ExitCode[] = [];
  const answers: unknown[] = [];
  for (const declaration of written) {
    const planned = await planOne(context, declaration);
    codes.push('refused' in planned ? EXIT.failed : exitOf(planned.plan));
    if ('refused' in planned) answers.push(planned.refused.problem);
    else answers.push({ name: declaration.name, ...planned.plan });
    if (format === 'table' && 'plan' in planned) shell.say(showPlan(shell, declaration.name, planned.plan));
  }
  if (format !== 'table') shell.say(serialised(format, answers.length === 1 ? answers[0] : answers));
  return worst(codes);
}

/** Plans one declaration; a refusal is told on standard error, mistake by mistake. */
export async function planOne(
  { shell, api, format }: Context,
  { value, placeOf }: WrittenDeclaration,
): Promise<{ plan: PlanAnswer } | { refused: ApiRefusal }> {
  try {
    return { plan: await api.plan(value) };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    if (format === 'table') shell.warn(showProblem(shell, error.problem, { placeOf }));
    return { refused: error };
  }
}

function exitOf({ steps, blocked }: PlanAnswer): ExitCode {
  if (blocked.length > 0) return EXIT.waiting;
  return steps.length > 0 ? EXIT.changes : EXIT.done;
}
