import { emptyPlan, type Plan } from '../plan.ts';
import type { ProvisioningInput } from './input.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';

/** Whether HTTP callers are sent to HTTPS; undeclared: as it is. */
export function planRedirect({ declaration, observation }: ProvisioningInput): Plan<ProvisioningStep> {
  const plan = emptyPlan<ProvisioningStep>();
  const { redirectToHttps: wanted } = declaration.spec;
  if (wanted === undefined || wanted === (observation.gateway?.redirectsToHttps ?? false)) return plan;
  plan.steps.push({
    kind: 'set-redirect',
    id: wanted ? 'redirect-to-https' : 'stop-redirecting',
    target: 'HTTP callers',
    summary: wanted ? 'send HTTP callers to HTTPS' : 'answer HTTP callers over HTTP again',
    reason: 'RedirectDiffers',
    after: ON_A_RUNNING_GATEWAY,
    effects: ['disrupts'],
    repeatable: true,
    redirectToHttps: wanted,
  });
  return plan;
}
