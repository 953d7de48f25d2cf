import type { Finding } from '../condition.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import { type BindingObstacle, isChanging, planBinding } from '../services.ts';
import { networkInUse } from './alb-network.ts';
import type { ProvisioningInput } from './input.ts';
import { ON_A_RUNNING_GATEWAY, OPEN_INTERNET, OPEN_INTRANET, type ProvisioningStep } from './step.ts';

type Truth = Omit<Finding, 'type'>;

/** Services that answer behind the gateway (G03, G50). */
export function planServices(input: ProvisioningInput): { plan: Plan<ProvisioningStep>; finding: Finding } {
  const plan = emptyPlan<ProvisioningStep>();
  const truths = input.declaration.spec.services.map(({ name }) => planService(input, name, plan));
  if (input.declaration.spec.type === 'alb' && !networkInUse(input)) afterAccess(plan);
  const open = truths.find(({ status }) => status !== 'True');
  const message = 'every declared service is bound';
  return { plan, finding: { type: 'ServicesBound', ...(open ?? { status: 'True', reason: 'Bound', message }) } };
}

function planService(input: ProvisioningInput, name: string, plan: Plan<ProvisioningStep>): Truth {
  const { gateway, services } = input.observation;
  const service = services[name];
  const id = `bind-service/${name}`;
  if (gateway?.status !== 'Running') {
    plan.steps.push(bindStep(name, '', ''));
    return { status: 'False', reason: 'NotBound', message: `${name} is bound once the gateway runs` };
  }
  if (!service) {
    const message = `there is no service ${name} in this region`;
    const wayOut = `deploy ${name}, or correct spec.services; Torii goes on by itself when it is there`;
    plan.blocked.push({ what: id, reason: 'ServiceMissing', message, wayOut, rule: 'G50' });
    plan.waits.push({ id: `service/${name}`, on: 'peer', reason: 'ServiceMissing', message, typicalSeconds: 300 });
    return { status: 'False', reason: 'ServiceMissing', message };
  }
  if (isChanging(service.status)) {
    const message = `${name} is ${service.status}`;
    plan.waits.push({ id: `service/${name}`, on: 'cloud', reason: 'ServiceRolling', message, typicalSeconds: 60 });
    if (service.gatewayId !== gateway.gatewayId) plan.steps.push(bindStep(name, '', '', [`service/${name}`]));
    return { status: 'False', reason: 'ServiceRolling', message };
  }
  const binding = planBinding({
    service: {
      name,
      status: service.status,
      config: service.config,
      ...(service.gatewayId ? { gateway: service.gatewayId } : {}),
    },
    gatewayId: gateway.gatewayId,
    ...vpcOfGateway(input),
  });
  switch (binding.kind) {
    case 'bound':
      return { status: 'True', reason: 'Bound', message: `${name} answers behind ${gateway.gatewayId}` };
    case 'bind':
      plan.steps.push(bindStep(name, binding.body, service.config));
      return { status: 'False', reason: 'NotBound', message: `${name} is not bound yet` };
    case 'blocked':
      plan.blocked.push({
        what: id,
        reason: binding.reason,
        message: binding.message,
        wayOut: binding.wayOut,
        rule: RULES[binding.reason] ?? 'G50',
      });
      plan.waits.push({
        id: `service/${name}`,
        on: 'peer',
        reason: binding.reason,
        message: binding.message,
        typicalSeconds: 300,
      });
      return { status: 'False', reason: binding.reason, message: binding.message };
  }
}

/** A gateway of the ALB kind has a VPC, and so can take services, once an access is asked for. */
function afterAccess(plan: Plan<ProvisioningStep>): void {
  plan.steps = plan.steps.map((step) => ({ ...step, after: [...step.after, OPEN_INTERNET, OPEN_INTRANET] }));
}

/** Of the ALB kind: every service is in its VPC (G15). */
function vpcOfGateway({ declaration: { spec } }: ProvisioningInput): { vpcId?: string } {
  return spec.type === 'alb' && spec.network ? { vpcId: spec.network.vpcId } : {};
}

const RULES: Partial<Record<BindingObstacle, string>> = { ScalesFromZero: 'G03', OutsideTheVpc: 'G15' };

function bindStep(service: string, body: string, before: string, after: string[] = []): ProvisioningStep {
  return {
    kind: 'bind-service',
    id: `bind-service/${service}`,
    target: service,
    summary: `bind ${service} to the gateway: its instances roll`,
    after: [...ON_A_RUNNING_GATEWAY, ...after],
    effects: ['disrupts'],
    repeatable: true,
    service,
    body,
    before,
  };
}
