import type { Finding } from '../condition.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import { planUnbinding } from '../services.ts';
import { detachStep } from './domains.ts';
import type { Deletion, ProvisioningInput } from './input.ts';
import type { ObservedGateway } from './observation.ts';
import type { ProvisioningStep } from './step.ts';
import { unlinkStep } from './vpcs.ts';

/** Taking a gateway down, in reverse: records, services, domains, links, public access, the gateway. */
export function planDeletion(
  input: ProvisioningInput,
  deletion: Deletion,
): { plan: Plan<ProvisioningStep>; finding: Finding } {
  const plan = emptyPlan<ProvisioningStep>();
  const gateway = input.observation.gateway;
  if (!gateway) return { plan, finding: finding('Deleted', 'the gateway does not exist') };
  if (gateway.status === 'Deleting') {
    const message = `${gateway.gatewayId} is being deleted`;
    plan.waits.push({ id: 'gateway-deleted', on: 'cloud', reason: 'Deleting', message, typicalSeconds: 60 });
    return { plan, finding: finding('Deleting', message) };
  }
  if (!input.recordsRemoved) {
    const message = 'the DNS records go first, so that no name points at nothing';
    plan.waits.push({ id: RECORDS_REMOVED, on: 'peer', reason: 'RecordsRemain', message, typicalSeconds: 30 });
  }
  unbindServices(input, deletion, gateway, plan);
  removeOwnParts(input, gateway, plan);
  return { plan, finding: finding('Deleting', `${gateway.gatewayId} is being taken down`) };
}

function unbindServices(
  { observation }: ProvisioningInput,
  deletion: Deletion,
  gateway: ObservedGateway,
  plan: Plan<ProvisioningStep>,
): void {
  for (const service of Object.values(observation.services)) {
    if (!service || service.gatewayId !== gateway.gatewayId) continue;
    const id = `unbind-service/${service.name}`;
    if (!deletion.unbindServices) {
      const message = `${service.name} still answers behind ${gateway.gatewayId}`;
      const wayOut = 'bind it elsewhere first, or delete with unbindServices=true';
      plan.blocked.push({ what: id, reason: 'ServicesBound', message, wayOut, rule: 'G50' });
      plan.waits.push({ id, on: 'peer', reason: 'ServicesBound', message, typicalSeconds: 300 });
      continue;
    }
    const body = planUnbinding(service.config);
    if (body === undefined) {
      const message = `the configuration of ${service.name} is not the JSON object that EAS documents`;
      plan.blocked.push({
        what: id,
        reason: 'ConfigUnreadable',
        message,
        wayOut: 'bind it elsewhere yourself',
        rule: 'G50',
      });
      plan.waits.push({ id, on: 'peer', reason: 'ConfigUnreadable', message, typicalSeconds: 300 });
      continue;
    }
    plan.steps.push({
      kind: 'unbind-service',
      id,
      target: service.name,
      summary: `take ${service.name} off the gateway: it rolls and answers behind the shared gateway`,
      after: [RECORDS_REMOVED],
      effects: ['disrupts'],
      repeatable: true,
      service: service.name,
      body,
      before: service.config,
    });
  }
}

function removeOwnParts(
  { observation }: ProvisioningInput,
  gateway: ObservedGateway,
  plan: Plan<ProvisioningStep>,
): void {
  const after = [...plan.steps, ...plan.waits].map(({ id }) => id);
  const parts: ProvisioningStep[] = [
    ...observation.domains.map(({ name, access }) => ({ ...detachStep(name, access, ['destroys']), after })),
    ...observation.links.map(({ vpcId, vSwitchId }) => ({ ...unlinkStep(vpcId, vSwitchId, ['destroys']), after })),
  ];
  plan.steps.push(...parts, {
    kind: 'delete-gateway',
    id: `delete-gateway/${gateway.gatewayId}`,
    target: gateway.gatewayId,
    summary: `delete ${gateway.gatewayId}; billing for it ends`,
    after: [...after, ...parts.map(({ id }) => id)],
    effects: ['destroys'],
    repeatable: true,
  });
}

function finding(reason: string, message: string): Finding {
  return { type: 'GatewayRunning', status: 'False', reason, message };
}

export const RECORDS_REMOVED = 'records-removed';
