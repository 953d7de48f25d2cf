import type { DeclaredAnswer, OperationAnswer } from '../answers.ts';
import { ApiRefusal } from '../errors.ts';
import { showProblem } from '../show-error.ts';
import { approvalCommand, heldSteps, showDifference, showPlan } from '../show-plan.ts';
import type { Context } from './context.ts';

export interface Consent {
  /** Yes to the plan as it is shown. */
  yes: boolean;
  /** Hashes of plans that were looked at before. */
  approve: string[];
  /** With a yes: also to what the plan holds back as over the safety threshold. */
  force: boolean;
}

/**
 * Shows the plan and says yes to it where the owner does: in advance by its hash, by --yes, or now, when asked.
 * @returns the operation to follow, or undefined where the yes is still wanted
 */
export async function agree(
  context: Context,
  answer: DeclaredAnswer,
  { yes, approve, force }: Consent,
): Promise<OperationAnswer | undefined> {
  const { shell, api, format } = context;
  const { gateway } = answer;
  const plan = answer.plan ?? (await api.planOf(gateway));
  const tell = format === 'table' ? shell.say : shell.warn;
  tell(showPlan(shell, gateway.name, { ...plan, advice: answer.advice ?? [] }));
  const isForced = force && heldSteps(plan).length > 0;
  if (plan.awaiting.length === 0 && !isForced) return answer;
  const isLookedAt = approve.includes(plan.planHash);
  if (!yes && !isLookedAt && approve.length > 0) {
    tell('  this is not the plan that was approved: it was another one when you looked');
    const operation = await approveLookedAt(context, gateway, approve, tell);
    if (operation) return operation;
  }
  const agreed = yes || isLookedAt || (await isAgreedNow(context, plan.planHash, isForced));
  if (!agreed) {
    tell(`  way out: ${approvalCommand(gateway, plan)}`);
    return undefined;
  }
  try {
    return await api.approve(gateway, plan.planHash, isForced);
  } catch (error) {
    if (!isPlanChanged(error)) throw error;
    shell.warn(showProblem(shell, error.problem, { name: gateway.name }));
    return undefined;
  }
}

/**
 * The API knows the plan that was looked at, and refuses a yes to it with the way from there to here; or takes it, where
 * the world has come back to it meanwhile.
 */
async function approveLookedAt(
  { api }: Context,
  gateway: DeclaredAnswer['gateway'],
  hashes: string[],
  tell: (text: string) => void,
): Promise<OperationAnswer | undefined> {
  const [hash = ''] = hashes.slice(-1);
  try {
    return await api.approve(gateway, hash, false);
  } catch (error) {
    if (!isPlanChanged(error)) throw error;
    if (error.problem.difference) tell(showDifference(error.problem.difference));
    return undefined;
  }
}

function isPlanChanged(error: unknown): error is ApiRefusal {
  return error instanceof ApiRefusal && error.problem.reason === 'PlanChanged';
}

async function isAgreedNow({ shell, format }: Context, planHash: string, isForced: boolean): Promise<boolean> {
  if (format !== 'table' || !shell.askable) return false;
  const forced = isForced ? ', and force what it holds back' : '';
  return /^y(es)?$/i.test((await shell.ask(`Say yes to plan ${planHash}${forced}? [y/N] `)).trim());
}
