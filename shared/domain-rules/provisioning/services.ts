import { ENDPOINT_SHOWN, expectedEndpoints, missingEndpoints } from '../binding/endpoints.ts';
import { BIND_SERVICE } from '../binding/remember-services.ts';
import type { Finding } from '../condition.ts';
import { emptyPlan, type Kept, type Plan } from '../plan.ts';
import {
  driftToZero,
  isChanging,
  MAY_SCALE_TO_ZERO,
  planBinding,
  planUnbinding,
  type ServiceFact,
} from '../services.ts';
import { networkInUse } from './alb-network.ts';
import type { ProvisioningInput } from './input.ts';
import type { ObservedGateway, ObservedService } from './observation.ts';
import { ON_A_RUNNING_GATEWAY, OPEN_INTERNET, OPEN_INTRANET, type ProvisioningStep } from './step.ts';

type Truth = Omit<Finding, 'type'>;

/** Services that answer behind the gateway (G03, G43, G50), and those of ours that should not any more. */
export function planServices(input: ProvisioningInput): { plan: Plan<ProvisioningStep>; finding: Finding } {
  const plan = emptyPlan<ProvisioningStep>();
  const declared = input.declaration.spec.services.map(({ name }) => name);
  const truths = declared.map((name) => planService(input, name, plan));
  if (input.declaration.spec.type === 'alb' && !networkInUse(input)) afterAccess(plan);
  planUndeclared(input, declared, plan);
  plan.kept.push(...undeclaredServices(input));
  const open = truths.find(({ status }) => status !== 'True');
  const message = 'every declared service is bound';
  return { plan, finding: { type: 'ServicesBound', ...(open ?? { status: 'True', reason: 'Bound', message }) } };
}

/** Of a gateway that is taken over all bound services are looked at; those nobody declared stay behind it. */
function undeclaredServices({ declaration, observation, memory }: ProvisioningInput): Kept[] {
  const { gateway, services } = observation;
  const ours = [...declaration.spec.services.map(({ name }) => name), ...memory.services.ours];
  return Object.values(services).flatMap((service) =>
    service && service.gatewayId === gateway?.gatewayId && !ours.includes(service.name)
      ? [{ what: service.name, message: `${service.name} is bound by somebody else and stays` }]
      : [],
  );
}

function planService(input: ProvisioningInput, name: string, plan: Plan<ProvisioningStep>): Truth {
  const { gateway, services } = input.observation;
  const service = services[name];
  const id = `${BIND_SERVICE}${name}`;
  if (gateway?.status !== 'Running') {
    plan.steps.push(bindStep(name));
    return { status: 'False', reason: 'NotBound', message: `${name} is bound once the gateway runs` };
  }
  if (!service) {
    const message = `there is no service ${name} in this region`;
    const wayOut = `deploy ${name}, or correct spec.services; Torii goes on by itself when it is there`;
    plan.blocked.push({ what: id, reason: 'ServiceMissing', message, wayOut, rule: 'G50' });
    plan.waits.push({ id: `service/${name}`, on: 'peer', reason: 'ServiceMissing', message, typicalSeconds: 300 });
    return { status: 'False', reason: 'ServiceMissing', message };
  }
  const restoring = planPutBack(input, service, plan);
  if (restoring) return restoring;
  if (isChanging(service.status)) {
    const message = `${name} is ${service.status}`;
    plan.waits.push({ id: `service/${name}`, on: 'cloud', reason: 'ServiceRolling', message, typicalSeconds: 120 });
    if (service.gatewayId !== gateway.gatewayId) plan.steps.push(bindStep(name, undefined, '', [`service/${name}`]));
    return { status: 'False', reason: 'ServiceRolling', message };
  }
  const fact: ServiceFact = { ...service, gateway: service.gatewayId };
  const binding = planBinding({ service: fact, gatewayId: gateway.gatewayId, ...vpcOfGateway(input) });
  switch (binding.kind) {
    case 'bound':
      return planBound(input, fact, gateway, plan);
    case 'bind': {
      const before = input.memory.services.putBack[name];
      if (before) {
        const message = `binding ${name} changed ${before.paths.join(', ')} besides the gateway, so its old configuration is back`;
        const wayOut = `bind ${name} yourself: set networking.gateway to ${gateway.gatewayId}; after any change of it Torii tries again`;
        return standStill(plan, name, { reason: BINDING_CHANGED_MORE, message, wayOut });
      }
      plan.steps.push(bindStep(name, service, binding.body));
      return { status: 'False', reason: 'NotBound', message: `${name} is not bound yet` };
    }
    case 'blocked':
      return standStill(plan, name, binding);
  }
}

/** It stays as it is until somebody does something about it. */
function standStill(
  plan: Plan<ProvisioningStep>,
  name: string,
  { reason, message, wayOut }: { reason: string; message: string; wayOut: string },
): Truth {
  const rule = RULES[reason] ?? 'G50';
  plan.blocked.push({ what: `${BIND_SERVICE}${name}`, reason, message, wayOut, rule });
  plan.waits.push({ id: `service/${name}`, on: 'peer', reason, message, typicalSeconds: 300 });
  return { status: 'False', reason, message };
}

/** Bound: it should stay so at any load (G03), and callers should meet it under every name (G43). */
function planBound(
  { declaration, observation, memory }: ProvisioningInput,
  service: ServiceFact,
  { gatewayId }: ObservedGateway,
  plan: Plan<ProvisioningStep>,
): Truth {
  const { name } = service;
  const drift = driftToZero(service);
  if (drift) return standStill(plan, name, { ...drift, reason: MAY_SCALE_TO_ZERO });
  const expected = expectedEndpoints(declaration, gatewayId, observation.domains);
  const missing = missingEndpoints(expected, memory.services.shown[name]);
  const [first] = missing;
  if (first === undefined) return { status: 'True', reason: 'Bound', message: `${name} answers behind ${gatewayId}` };
  const message = `the endpoints of ${name} do not show ${first} yet; this takes up to 5 minutes`;
  const wait = { on: 'cloud', reason: 'AwaitingEndpoint', message, typicalSeconds: 20 } as const;
  plan.waits.push(...missing.map((one) => ({ ...wait, id: `${ENDPOINT_SHOWN}${name}/${one}` })));
  return { status: 'False', reason: 'AwaitingEndpoint', message };
}

/** Our own write changed more than the gateway: what was there before goes back, as soon as EAS takes a change. */
function planPutBack(
  { memory }: ProvisioningInput,
  service: ObservedService,
  plan: Plan<ProvisioningStep>,
): Truth | undefined {
  const { name, status, config } = service;
  const kept = memory.services.kept[name];
  if (!kept?.damaged) return undefined;
  const rolling = `service/${name}`;
  const message = `binding ${name} changed ${kept.damaged.join(', ')} besides the gateway`;
  if (isChanging(status)) {
    plan.waits.push({ id: rolling, on: 'cloud', reason: 'ServiceRolling', message, typicalSeconds: 60 });
  }
  plan.steps.push({
    kind: 'restore-service',
    id: `restore-service/${name}`,
    target: name,
    summary: `put the configuration of ${name} back as it was before it was bound`,
    after: [rolling],
    // It takes back what was approved, and does not wait for another yes.
    effects: [],
    repeatable: true,
    service: name,
    body: kept.before,
    before: config,
  });
  return { status: 'False', reason: BINDING_CHANGED_MORE, message };
}

/** Services that nobody declares: those that we bound are taken off when agreed to, because they roll; others' stay. */
function planUndeclared(
  { observation, memory, ...rest }: ProvisioningInput,
  declared: string[],
  plan: Plan<ProvisioningStep>,
): void {
  const names = new Set([...memory.services.ours, ...Object.keys(memory.services.kept)]);
  for (const name of [...names].filter((one) => !declared.includes(one))) {
    const service = observation.services[name];
    if (!service || planPutBack({ observation, memory, ...rest }, service, plan)) continue;
    if (!memory.services.ours.includes(name)) continue;
    plan.steps.push(...unbindStep(service, [`service/${name}`], plan));
    if (isChanging(service.status)) {
      const message = `${name} is ${service.status}`;
      const wait = { on: 'cloud', reason: 'ServiceRolling', message, typicalSeconds: 60 } as const;
      plan.waits.push({ ...wait, id: `service/${name}` });
    }
  }
}

/** Takes a service off the gateway; nothing where its configuration cannot be read, which is said then. */
export function unbindStep(
  service: ObservedService,
  after: string[],
  plan: Plan<ProvisioningStep>,
): ProvisioningStep[] {
  const { name, config } = service;
  const id = `unbind-service/${name}`;
  const body = planUnbinding(config);
  if (body === undefined) {
    const message = `the configuration of ${name} is not the JSON object that EAS documents`;
    const wayOut = 'bind it elsewhere yourself';
    plan.blocked.push({ what: id, reason: 'ConfigUnreadable', message, wayOut, rule: 'G50' });
    plan.waits.push({ id, on: 'peer', reason: 'ConfigUnreadable', message, typicalSeconds: 300 });
    return [];
  }
  return [
    {
      kind: 'unbind-service',
      id,
      target: name,
      summary: `take ${name} off the gateway: it rolls and answers behind the shared gateway`,
      after,
      effects: ['disrupts'],
      repeatable: true,
      service: name,
      body,
      before: config,
    },
  ];
}

/** A gateway of the ALB kind has a VPC, and so can take services, once an access is asked for. */
function afterAccess(plan: Plan<ProvisioningStep>): void {
  plan.steps = plan.steps.map((step) => ({ ...step, after: [...step.after, OPEN_INTERNET, OPEN_INTRANET] }));
}

/** Of the ALB kind: every service is in its VPC (G15). */
function vpcOfGateway({ declaration: { spec } }: ProvisioningInput): { vpcId?: string } {
  return spec.type === 'alb' && spec.network ? { vpcId: spec.network.vpcId } : {};
}

const RULES: Record<string, string> = { ScalesFromZero: 'G03', [MAY_SCALE_TO_ZERO]: 'G03', OutsideTheVpc: 'G15' };

/** @param service undefined where its configuration is not known yet, or about to change */
function bindStep(
  name: string,
  service?: Pick<ObservedService, 'config' | 'latestVersion'>,
  body = '',
  after: string[] = [],
): ProvisioningStep {
  return {
    kind: 'bind-service',
    id: `${BIND_SERVICE}${name}`,
    target: name,
    summary: `bind ${name} to the gateway: its instances roll`,
    reason: 'NotBound',
    after: [...ON_A_RUNNING_GATEWAY, ...after],
    effects: ['disrupts'],
    repeatable: true,
    service: name,
    body,
    before: service?.config ?? '',
    version: service?.latestVersion,
  };
}

const BINDING_CHANGED_MORE = 'BindingChangedMore';
