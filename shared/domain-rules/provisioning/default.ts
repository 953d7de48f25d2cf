import { emptyPlan, type Plan } from '../plan.ts';
import type { ProvisioningInput } from './input.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';

/** Whether it is the default gateway of the region, which later deployments choose by themselves (G44); undeclared: as it is. */
export function planDefault({ declaration, observation }: ProvisioningInput): Plan<ProvisioningStep> {
  const plan = emptyPlan<ProvisioningStep>();
  const { region, default: wanted } = declaration.spec;
  const { defaultHolder, gateway } = observation;
  const isSeen = gateway === undefined || gateway.status === 'Running';
  const loses = defaultHolder ? ` instead of ${defaultHolder.name} (${defaultHolder.gatewayId})` : '';
  if (wanted === undefined || wanted === (gateway?.isDefault ?? false)) return plan;
  plan.steps.push({
    kind: 'set-default',
    id: wanted ? 'make-default' : 'give-up-default',
    target: region,
    summary: wanted
      ? `make it the default gateway of ${region}${loses}: later deployments choose it`
      : `let it be the default gateway of ${region} no longer: later deployments choose another`,
    reason: wanted ? 'NotDefault' : 'StillDefault',
    after: ON_A_RUNNING_GATEWAY,
    effects: ['disrupts'],
    // Whose traffic moves is another question for each gateway that loses it; while ours is made, nobody looks.
    terms: isSeen ? (defaultHolder && wanted ? [`default instead of ${defaultHolder.gatewayId}`] : []) : 'open',
    repeatable: true,
    isDefault: wanted,
  });
  return plan;
}
