import { emptyPlan, type Plan } from '../plan.ts';
import { ACCESSES, closeStep, stillOpening } from './alb-access.ts';
import { accessState, isReleasing } from './alb-network.ts';
import type { ObservedGateway } from './observation.ts';
import { BALANCERS_GONE, type ProvisioningStep } from './step.ts';

/**
 * Before a gateway of the ALB kind is deleted its accesses are closed, and their load balancers waited for: whether a
 * deletion takes them with it, or is refused while they are there, is not known, and this is right either way.
 *
 * @param after what comes before anything is taken down
 */
export function planClosingForDeletion(gateway: ObservedGateway, after: string[]): Plan<ProvisioningStep> {
  const plan = emptyPlan<ProvisioningStep>();
  const states = ACCESSES.map((access) => ({ access, state: accessState(gateway, access) }));
  for (const { access, state } of states) {
    if (state === 'off' || state === 'closing') continue;
    const { waits } = stillOpening(access, state);
    plan.waits.push(...waits);
    const step = closeStep(access, ['destroys']);
    plan.steps.push({ ...step, after: [...after, ...waits.map(({ id }) => id)] });
  }
  if (isReleasing(gateway) || states.some(({ state }) => state === 'closing')) {
    const message = 'a load balancer of the gateway is being deleted';
    plan.waits.push({ id: BALANCERS_GONE, on: 'cloud', reason: 'BalancersLeaving', message, typicalSeconds: 60 });
  }
  return plan;
}
