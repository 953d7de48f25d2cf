import { type ShownPlan, shownPlan } from '../../shared/domain-rules/plan-difference.ts';
import type { Reference } from '../../shared/engine/reconcile.ts';
import { isVersionConflict } from '../../shared/state/store.ts';
import type { ApiContext } from './context.ts';
import type { PlanView } from './plan.ts';

/** The plans that were shown for a gateway lately, the newest last. */
interface ShownPlans {
  plans: ShownPlan[];
}

/** Writes down which plan was shown, so that the way from it to a later one can be told. The same one again changes nothing. */
export async function rememberShown(
  { deps }: Pick<ApiContext, 'deps'>,
  reference: Reference,
  plan: PlanView,
): Promise<void> {
  const key = { ...reference, kind: 'plans' } as const;
  const shown = shownPlan(plan, deps.clock.now(), MOST_STEPS);
  for (let attempt = 1; ; attempt += 1) {
    const stored = await deps.store.get<ShownPlans>(key);
    const plans = stored?.body.plans ?? [];
    const newest = plans.at(-1);
    if (newest && newest.planHash === shown.planHash && isSameText(newest, shown)) return;
    const body: ShownPlans = {
      plans: [...plans.filter(({ planHash }) => planHash !== shown.planHash), shown].slice(-MOST_PLANS),
    };
    try {
      await deps.store.put(key, { body, dueAt: null }, stored?.version ?? 0);
      return;
    } catch (error) {
      if (!isVersionConflict(error)) throw error;
      if (attempt < ATTEMPTS) continue;
      // The plan is right all the same; only the way from it to a later one cannot be told.
      deps.log.warn(`plan ${shown.planHash} of ${reference.name} is shown, but not remembered: ${error.message}`);
      return;
    }
  }
}

/** The plan behind a hash, while it is among the last ones. */
export async function recallShown(
  { deps }: Pick<ApiContext, 'deps'>,
  reference: Reference,
  planHash: string,
): Promise<ShownPlan | undefined> {
  const stored = await deps.store.get<ShownPlans>({ ...reference, kind: 'plans' });
  return stored?.body.plans.find((plan) => plan.planHash === planHash);
}

/** Under one hash, what wants no yes may change. */
function isSameText(one: ShownPlan, other: ShownPlan): boolean {
  return JSON.stringify([one.steps, one.leftOut]) === JSON.stringify([other.steps, other.leftOut]);
}

const MOST_PLANS = 8;
/** About a tenth of a megabyte a plan. */
const MOST_STEPS = 300;
const ATTEMPTS = 5;
