import { emptyPlan, type Plan } from '../plan.ts';
import type { ProvisioningInput } from './input.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';

/** The default gateway of the region, which later deployments choose by themselves (G44). */
export function planDefault({ declaration, observation }: ProvisioningInput): Plan<ProvisioningStep> {
  const plan = emptyPlan<ProvisioningStep>();
  if (!declaration.spec.default || observation.gateway?.isDefault) return plan;
  plan.steps.push({
    kind: 'set-default',
    id: 'make-default',
    target: declaration.spec.region,
    summary: `make it the default gateway of ${declaration.spec.region}: later deployments choose it`,
    after: ON_A_RUNNING_GATEWAY,
    effects: ['disrupts'],
    repeatable: true,
    isDefault: true,
  });
  return plan;
}
