import type { ProvisioningStep } from './step.ts';

export function unlinkStep(
  vpcId: string,
  vSwitchId: string,
  effects: ProvisioningStep['effects'],
): Extract<ProvisioningStep, { kind: 'unlink-vpc' }> {
  return {
    kind: 'unlink-vpc',
    id: `unlink-vpc/${vpcId}/${vSwitchId}`,
    target: vpcId,
    summary: `unlink ${vpcId}: callers in it lose the gateway`,
    reason: 'LinkNotDeclared',
    after: [],
    effects,
    repeatable: true,
    vpcId,
    vSwitchId,
  };
}
