import type { Finding } from '../condition.ts';
import { emptyPlan, type Kept, type Plan } from '../plan.ts';
import { isChanging, planBinding } from '../services.ts';
import type { ProvisioningInput } from './input.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';

type Truth = Omit<Finding, 'type'>;

/** Services that answer behind the gateway (G03, G50). */
export function planServices(input: ProvisioningInput): { plan: Plan<ProvisioningStep>; finding: Finding } {
  const plan = emptyPlan<ProvisioningStep>();
  const truths = input.declaration.spec.services.map(({ name }) => planService(input, name, plan));
  plan.kept.push(...undeclaredServices(input));
  const open = truths.find(({ status }) => status !== 'True');
  const message = 'every declared service is bound';
  return { plan, finding: { type: 'ServicesBound', ...(open ?? { status: 'True', reason: 'Bound', message }) } };
}

/** Of a gateway that is taken over all bound services are looked at; those nobody declared stay behind it. */
function undeclaredServices({ declaration, observation: { gateway, services } }: ProvisioningInput): Kept[] {
  const declared = declaration.spec.services.map(({ name }) => name);
  return Object.values(services).flatMap((service) =>
    service && service.gatewayId === gateway?.gatewayId && !declared.includes(service.name)
      ? [{ what: service.name, message: `${service.name} is bound by somebody else and stays` }]
      : [],
  );
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
        rule: binding.reason === 'ScalesFromZero' ? 'G03' : 'G50',
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

function bindStep(service: string, body: string, before: string, after: string[] = []): ProvisioningStep {
  return {
    kind: 'bind-service',
    id: `bind-service/${service}`,
    target: service,
    summary: `bind ${service} to the gateway: its instances roll`,
    reason: 'NotBound',
    after: [...ON_A_RUNNING_GATEWAY, ...after],
    effects: ['disrupts'],
    repeatable: true,
    service,
    body,
    before,
  };
}
