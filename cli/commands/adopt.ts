import { readDeclarations } from '../declarations.ts';
import { ApiRefusal, CannotGoOn } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { serialised } from '../output.ts';
import { showProblem } from '../show-error.ts';
import { approvalCommand, heldSteps, showPlan } from '../show-plan.ts';
import type { Context } from './context.ts';

/**
 * Takes over a gateway that is there already: shows what differs from the declaration and changes none of it. 0: nothing
 * differs; 3: something does, and it is only reported.
 */
export async function adopt(context: Context, { file, id }: { file: string[]; id?: string }): Promise<ExitCode> {
  const { shell, api, format } = context;
  const [written, another] = readDeclarations(file, shell.readInput);
  if (!written || another) {
    throw new CannotGoOn('one gateway is taken over at a time', 'Give a file with one declaration in it.');
  }
  const { name, value, placeOf } = written;
  try {
    const answer = await api.declare(name, value, id ?? name);
    const { gateway } = answer;
    const plan = answer.plan ?? (await api.planOf(gateway));
    const { mode } = await api.gateway(gateway);
    const isEqual = plan.steps.length + plan.waits.length + plan.blocked.length === 0;
    if (format !== 'table') shell.say(serialised(format, { ...answer, plan }));
    else shell.say([showPlan(shell, name, { ...plan, advice: answer.advice ?? [] }), ...next()].join('\n'));
    return isEqual ? EXIT.done : EXIT.waiting;

    function next(): string[] {
      const asks = plan.awaiting.length + heldSteps(plan).length > 0;
      return [
        isEqual ? `${name} is as declared` : `these are the differences; in mode ${mode} they are only reported`,
        ...(asks ? [`  say yes: ${approvalCommand(gateway, plan)} --no-wait`] : []),
        ...(mode === 'enforce'
          ? []
          : [`  go on: torii mode ${name} enforce${gateway.region ? ` --region ${gateway.region}` : ''}`]),
      ];
    }
  } catch (error) {
    if (!(error instanceof ApiRefusal) || format !== 'table') throw error;
    shell.warn(showProblem(shell, error.problem, { name, placeOf }));
    return EXIT.failed;
  }
}
