import type { Finding } from '../condition.ts';
import { letGo } from '../moving/let-go.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import { isChanging } from '../services.ts';
import { planClosingForDeletion, planListsForDeletion } from './alb-deletion.ts';
import { detachStep } from './domains.ts';
import { PROGRESSING } from './gateway.ts';
import type { Deletion, ProvisioningInput } from './input.ts';
import type { ObservedGateway } from './observation.ts';
import { unbindStep } from './services.ts';
import { CREATE_GATEWAY, GATEWAY_RUNNING, type ProvisioningStep } from './step.ts';
import { unlinkStep } from './unlink.ts';

/** Taking a gateway down, in reverse: records, services, domains and links, the gateway. */
export function planDeletion(
  input: ProvisioningInput,
  deletion: Deletion,
): { plan: Plan<ProvisioningStep>; finding: Finding } {
  const plan = emptyPlan<ProvisioningStep>();
  const gateway = input.observation.gateway;
  if (!gateway && input.openIntents.includes(CREATE_GATEWAY)) {
    const message = 'a gateway was asked for and nobody knows whether it came to be: it is looked for first';
    plan.waits.push({ id: CREATE_GATEWAY, on: 'cloud', reason: 'CreateUnanswered', message, typicalSeconds: 15 });
    return { plan, finding: finding('Deleting', message) };
  }
  if (!gateway) {
    plan.steps.push(...planListsForDeletion(input, []));
    if (plan.steps.length > 0) return { plan, finding: finding('Deleting', 'its access control lists are left') };
    return { plan, finding: finding(DELETED, 'the gateway does not exist') };
  }
  if (gateway.status === 'Deleting') {
    const message = `${gateway.gatewayId} is being deleted`;
    plan.waits.push({ id: 'gateway-deleted', on: 'cloud', reason: 'Deleting', message, typicalSeconds: 60 });
    return { plan, finding: finding('Deleting', message) };
  }
  if (!input.recordsRemoved) {
    const message = 'the DNS records go first, so that no name points at nothing';
    plan.waits.push({ id: RECORDS_REMOVED, on: 'peer', reason: 'RecordsRemain', message, typicalSeconds: 30 });
  }
  seeServices(deletion, gateway, plan);
  unbindServices(input, deletion, gateway, plan);
  removeParts(input, gateway, plan);
  return { plan, finding: finding('Deleting', `${gateway.gatewayId} is being taken down`) };
}

/** What is bound shows on a running gateway only, and nothing that may serve is destroyed unseen. */
function seeServices(deletion: Deletion, { gatewayId, status }: ObservedGateway, plan: Plan<ProvisioningStep>): void {
  const message = `${gatewayId} is ${status}, so the services behind it are not seen`;
  if (PROGRESSING.includes(status)) {
    plan.waits.push({ id: GATEWAY_RUNNING, on: 'cloud', reason: status, message, typicalSeconds: 240 });
  } else if (status !== 'Running' && !deletion.unbindServices) {
    const wayOut = 'bring it back to Running, or delete with unbindServices=true if no service matters';
    plan.blocked.push({ what: GATEWAY_RUNNING, reason: 'ServicesUnseen', message, wayOut, rule: 'G50' });
    plan.waits.push({ id: GATEWAY_RUNNING, on: 'peer', reason: 'ServicesUnseen', message, typicalSeconds: 300 });
  }
}

function unbindServices(
  { observation, declaration, memory }: ProvisioningInput,
  deletion: Deletion,
  gateway: ObservedGateway,
  plan: Plan<ProvisioningStep>,
): void {
  const declared = declaration.spec.services.map(({ name }) => name);
  for (const service of Object.values(observation.services)) {
    if (!service) continue;
    const rolling = `service/${service.name}`;
    if (isChanging(service.status)) {
      const message = `${service.name} is ${service.status}; until it is through, it may still answer behind the gateway`;
      plan.waits.push({ id: rolling, on: 'cloud', reason: 'ServiceRolling', message, typicalSeconds: 60 });
    }
    if (service.gatewayId !== gateway.gatewayId) continue;
    const id = `unbind-service/${service.name}`;
    const ours = declared.includes(service.name) || memory.services.ours.includes(service.name);
    if (!deletion.unbindServices || !ours) {
      const message = `${service.name}${ours ? '' : ', which is not declared,'} still answers behind ${gateway.gatewayId}`;
      const wayOut = ours
        ? 'bind it elsewhere first, or delete with unbindServices=true'
        : 'bind it elsewhere first; Torii takes only services that it bound off a gateway';
      plan.blocked.push({ what: id, reason: 'ServicesBound', message, wayOut, rule: 'G50' });
      plan.waits.push({ id, on: 'peer', reason: 'ServicesBound', message, typicalSeconds: 300 });
      continue;
    }
    plan.steps.push(
      ...unbindStep(service, [RECORDS_REMOVED, rolling], plan).map((step) => ({ ...step, reason: DELETING })),
    );
  }
}

function removeParts(input: ProvisioningInput, gateway: ObservedGateway, plan: Plan<ProvisioningStep>): void {
  const { observation, memory, neighbours, now } = input;
  // What another gateway should have stays until callers are led there.
  for (const { name, access } of observation.domains.filter((one) =>
    memory.domains.includes(`${one.name}/${one.access}`),
  ))
    plan.waits.push(...letGo({ name, access }, neighbours, now).waits);
  const after = [...plan.steps, ...plan.waits].map(({ id }) => id);
  const closing = gateway.kind === 'alb' ? planClosingForDeletion(input, after) : emptyPlan<ProvisioningStep>();
  plan.waits.push(...closing.waits);
  plan.blocked.push(...closing.blocked);
  const parts: ProvisioningStep[] = [
    ...closing.steps,
    ...observation.domains.map(({ name, access }) => ({
      ...detachStep(name, access, ['destroys']),
      reason: DELETING,
      after,
    })),
    ...observation.links.map(({ vpcId, vSwitchId }) => ({
      ...unlinkStep(vpcId, vSwitchId, ['destroys']),
      reason: DELETING,
      after,
    })),
  ];
  plan.steps.push(...parts, {
    kind: 'delete-gateway',
    id: `delete-gateway/${gateway.gatewayId}`,
    target: gateway.gatewayId,
    summary: `delete ${gateway.gatewayId}${gateway.kind === 'alb' ? '' : '; billing for it ends'}`,
    reason: DELETING,
    after: [...after, ...[...closing.waits, ...parts].map(({ id }) => id)],
    effects: ['destroys'],
    repeatable: true,
  });
}

function finding(reason: string, message: string): Finding {
  return { type: 'GatewayRunning', status: 'False', reason, message };
}

/** The reason that says nothing is left of the gateway. */
export const DELETED = 'Deleted';
const DELETING = 'Deleting';
export const RECORDS_REMOVED = 'records-removed';
