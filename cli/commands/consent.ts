import type { DeclaredAnswer, OperationAnswer } from '../answers.ts';
import { ApiRefusal } from '../errors.ts';
import { showProblem } from '../show-error.ts';
import { approvalCommand, showPlan } from '../show-plan.ts';
import type { Context } from './context.ts';

export interface Consent {
  /** Yes to the plan as it is shown. */
  yes: boolean;
  /** Hashes of plans that were looked at before. */
  approve: string[];
}

/**
 * Shows the plan and says yes to it where the owner does: in advance by its hash, by --yes, or now, when asked.
 * @returns the operation to follow, or undefined where the yes is still wanted
 */
export async function agree(
  context: Context,
  answer: DeclaredAnswer,
  { yes, approve }: Consent,
): Promise<OperationAnswer | undefined> {
  const { shell, api, format } = context;
  const { gateway, plan } = answer;
  const tell = format === 'table' ? shell.say : shell.warn;
  tell(showPlan(shell, gateway.name, { ...plan, advice: answer.advice ?? [] }));
  if (plan.awaiting.length === 0) return answer;
  const agreed = yes || approve.includes(plan.planHash) || (await isAgreedNow(context, plan.planHash));
  if (!agreed) {
    if (approve.length > 0) tell('  this is not the plan that was approved: it was another one when you looked');
    tell(`  way out: ${approvalCommand(gateway, plan.planHash)}`);
    return undefined;
  }
  try {
    return await api.approve(gateway, plan.planHash);
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.problem.reason !== 'PlanChanged') throw error;
    shell.warn(showProblem(shell, error.problem, { name: gateway.name }));
    return undefined;
  }
}

async function isAgreedNow({ shell, format }: Context, planHash: string): Promise<boolean> {
  if (format !== 'table' || !shell.askable) return false;
  return /^y(es)?$/i.test((await shell.ask(`Say yes to plan ${planHash}? [y/N] `)).trim());
}
