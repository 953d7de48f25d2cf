import type { OperationAnswer, PlanAnswer } from './answers.ts';

/**
 * Tells when an operation moves only by somebody's doing. The report and the plan are read one after the other, so the
 * report may be older: where both name the same they are believed at once, else when they stay as they are for a while.
 */
export function standstillJudge(): (operation: OperationAnswer, plan: PlanAnswer) => boolean {
  let last = '';
  let alike = 0;
  return (operation, plan) => {
    if (goesOn(operation, plan)) {
      alike = 0;
      return false;
    }
    if (agree(operation, plan)) return true;
    const look = JSON.stringify([gist(operation), operation.state, gist(plan), idsOf(plan.steps), idsOf(plan.waits)]);
    alike = look === last ? alike + 1 : 1;
    last = look;
    return alike >= LOOKS_ALIKE;
  };
}

/** The workers' reports may be older than an approval, and what is blocked may leave other parts on their way. */
function goesOn({ state }: OperationAnswer, { awaiting, steps, waits }: PlanAnswer): boolean {
  if (state === 'Reporting' || state === 'Paused') return false;
  if (state === 'AwaitingApproval' && awaiting.length > 0) return false;
  const open = new Set([...idsOf(steps), ...idsOf(waits)]);
  const asked = new Set(idsOf(awaiting));
  const ready = steps.some(({ id, after }) => !asked.has(id) && !after.some((one) => open.has(one)));
  return ready || waits.some(({ on }) => on === 'cloud');
}

/** Whether the plan, too, has something that waits for somebody: a yes, or what the workers say is blocked. */
function agree({ state, blocked }: OperationAnswer, plan: PlanAnswer): boolean {
  if (state === 'Reporting' || state === 'Paused' || plan.awaiting.length > 0) return true;
  return blocked.some(({ what, reason }) => plan.blocked.some((one) => one.what === what && one.reason === reason));
}

/** What waits for somebody, without the messages, which may count seconds. */
function gist({ awaiting, blocked }: Pick<PlanAnswer, 'awaiting' | 'blocked'>) {
  return [idsOf(awaiting), blocked.map(({ what, reason }) => [what, reason])];
}

function idsOf(entries: { id: string }[]): string[] {
  return entries.map(({ id }) => id);
}

/**
 * Looks that say the same before they are believed. Enough for a worker on its way to write its newer report; few enough
 * for what only a worker knows, such as a zone that is not delegated, which no plan ever names.
 */
export const LOOKS_ALIKE = 10;
