import { describe, expect, it } from 'vitest';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { declaredAlb } from './alb-worlds.ts';
import { chosenVSwitch, declared, seen, situation, stepOf } from './worlds.ts';

describe('what a step costs (G04)', () => {
  const managed = declared({
    internet: { allow: ['203.0.113.0/24'] },
    vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'], allow: ['10.0.0.0/8'] }],
  });
  const planned = { declaration: managed, zones: { 'vpc-1': chosenVSwitch('vsw-1') } };

  it.each([
    ['create-gateway', situation({ ...planned, observation: seen({ gateway: undefined }) }), 'the gateway'],
    ['open-internet', situation(planned), 'Cloud Data Transfer, by traffic'],
    ['link-vpc/vpc-1', situation(planned), 'PrivateLink'],
    [
      'open-intranet',
      situation({ declaration: declaredAlb({ intranet: {} }), observation: seen({ gateway: undefined }) }),
      'an ALB instance',
    ],
  ])('is said of %s', (id, input, charge) => {
    expect(stepOf(planProvisioning(input).plan, id).summary).toContain(`(billed: ${charge}`);
  });

  it.each([
    ['allow/internet', situation(planned)],
    [
      'create-gateway',
      situation({ declaration: declaredAlb({ intranet: {} }), observation: seen({ gateway: undefined }) }),
    ],
  ])('is not said of %s, which costs nothing', (id, input) => {
    expect(stepOf(planProvisioning(input).plan, id).summary).not.toContain('billed:');
  });
});
