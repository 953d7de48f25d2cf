import type { ProvisioningStep } from './step.ts';

/**
 * What the owner is billed for once a step is done (G04). How much is the vendor's price list's matter, which changes; what
 * kind of charge begins is said in the plan.
 */
const CHARGES: Partial<Record<ProvisioningStep['kind'], string>> = {
  'create-gateway': 'the gateway, by nodes and specification',
  'resize-gateway': 'the gateway, by nodes and specification',
  'link-vpc': 'PrivateLink: the instance and the data it processes',
  'open-access': 'an ALB instance and what it carries',
};

/** Public access of a fully managed gateway costs nothing by itself, but its traffic does. */
const TRAFFIC = 'Cloud Data Transfer, by traffic';

/** The step with what it costs in its sentence; as it was where it costs nothing. */
export function withCharge(step: ProvisioningStep): ProvisioningStep {
  const charge = step.kind === 'switch-internet' && step.enabled ? TRAFFIC : CHARGES[step.kind];
  return charge === undefined ? step : { ...step, summary: `${step.summary} (billed: ${charge})` };
}
