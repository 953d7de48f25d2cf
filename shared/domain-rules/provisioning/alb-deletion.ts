import { type Blocked, emptyPlan, type Plan, type Wait } from '../plan.ts';
import { closeStep, stillOpening } from './alb-access.ts';
import { accessState, isReleasing } from './alb-network.ts';
import { ACCESSES } from './alb-sides.ts';
import type { ProvisioningInput } from './input.ts';
import { deleteStep } from './listener-opening.ts';
import type { ObservedLoadBalancer } from './load-balancer.ts';
import { BALANCERS_GONE, type ProvisioningStep } from './step.ts';

/**
 * Before a gateway of the ALB kind is deleted its accesses are closed, and their load balancers waited for: whether a
 * deletion takes them with it, or is refused while they are there, is not known, and this is right either way. Our lists
 * follow the load balancers.
 *
 * @param after what comes before anything is taken down
 */
export function planClosingForDeletion(input: ProvisioningInput, after: string[]): Plan<ProvisioningStep> {
  const plan = emptyPlan<ProvisioningStep>();
  const { observation } = input;
  const states = ACCESSES.map((access) => ({ access, state: accessState(observation, access) }));
  const { waits: protectedOnes, blocked } = protection(observation.loadBalancers);
  plan.waits.push(...protectedOnes);
  plan.blocked.push(...blocked);
  for (const { access, state } of states) {
    if (state === 'off' || state === 'closing') continue;
    const { waits } = stillOpening(access, state);
    plan.waits.push(...waits);
    const before = [...after, ...[...protectedOnes, ...waits].map(({ id }) => id)];
    plan.steps.push({ ...closeStep(access, ['destroys']), after: before });
  }
  if (isReleasing(observation) || states.some(({ state }) => state === 'closing')) {
    const message = 'a load balancer of the gateway is being deleted';
    plan.waits.push({ id: BALANCERS_GONE, on: 'cloud', reason: 'BalancersLeaving', message, typicalSeconds: 60 });
  }
  const closed = [...after, ...[...plan.steps, ...plan.waits].map(({ id }) => id)];
  plan.steps.push(...planListsForDeletion(input, closed));
  return plan;
}

/** Our access control lists go once nothing has them any more. */
export function planListsForDeletion({ observation, owner }: ProvisioningInput, after: string[]): ProvisioningStep[] {
  return observation.acls
    .filter((acl) => acl.owner === owner && acl.status !== 'Deleting')
    .map((acl) => deleteStep(acl, after));
}

/** Who protected a load balancer against deletion wants it to stay: Torii does not go around that. */
function protection(loadBalancers: ObservedLoadBalancer[]): { waits: Wait[]; blocked: Blocked[] } {
  const kept = loadBalancers.filter(({ deletionProtected, status }) => deletionProtected && status !== 'Deleting');
  const reason = 'DeletionProtected';
  const told = kept.map(({ loadBalancerId }) => ({
    id: `deletion-protection/${loadBalancerId}`,
    message: `${loadBalancerId} is protected against deletion, and closing the access would delete it`,
  }));
  return {
    waits: told.map(({ id, message }) => ({ id, on: 'peer', reason, message, typicalSeconds: 300 })),
    blocked: told.map(({ id, message }) => ({
      what: id,
      reason,
      message,
      wayOut: 'switch its deletion protection off in the ALB console (Instances, the instance, Basic Information)',
      rule: 'G16',
    })),
  };
}
