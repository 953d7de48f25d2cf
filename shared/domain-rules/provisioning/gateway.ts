import type { Finding } from '../condition.ts';
import type { ManagedSpec } from '../declaration.ts';
import { emptyPlan } from '../plan.ts';
import { createAlbGateway, kindOutOfSight, planOtherKind } from './alb-gateway.ts';
import type { ProvisioningInput } from './input.ts';
import type { ObservedGateway } from './observation.ts';
import { CREATE_GATEWAY, GATEWAY_RUNNING, type GatewayPart, type ProvisioningStep } from './step.ts';

/** The gateway itself: there, ours, running, of the declared size (G20, G21). */
export function planGatewayItself(input: ProvisioningInput): GatewayPart {
  const { gateway, namesakes } = input.observation;
  if (gateway?.owner !== undefined && gateway.owner !== input.owner) {
    return planForeign(input, gateway.gatewayId, `is marked as ${gateway.owner}`);
  }
  if (gateway) return planExisting(input, gateway);
  const [namesake] = namesakes;
  if (namesake) return planForeign(input, namesake.gatewayId, 'already has that name and is not Torii’s');
  if (input.adopts !== undefined && input.memory.gatewayId === undefined) return planMissing(input.adopts);
  const vanished = input.memory.gatewayId;
  const finding: Finding = vanished
    ? { type: 'GatewayRunning', status: 'False', reason: 'Vanished', message: `${vanished} does not exist any more` }
    : { type: 'GatewayRunning', status: 'False', reason: 'NotCreated', message: 'the gateway does not exist yet' };
  const { spec, metadata } = input.declaration;
  if (spec.type === 'alb') return createAlbGateway(input, finding);
  return { plan: { ...emptyPlan(), steps: [createStep(metadata.name, spec, finding.reason)] }, finding };
}

/** Nothing is done to a gateway that is somebody else's, and nothing beside it. */
function planForeign({ declaration }: ProvisioningInput, gatewayId: string, why: string): GatewayPart {
  const message = `${gatewayId} ${why}, so ${declaration.metadata.name} is not made`;
  const wayOut = 'choose another metadata.name, or take that gateway away if nobody needs it';
  return {
    plan: {
      ...emptyPlan(),
      blocked: [{ what: CREATE_GATEWAY, reason: 'ForeignGateway', message, wayOut }],
      waits: [{ id: CREATE_GATEWAY, on: 'peer', reason: 'ForeignGateway', message, typicalSeconds: 300 }],
    },
    finding: { type: 'GatewayRunning', status: 'False', reason: 'ForeignGateway', message },
  };
}

/** What was to be adopted is not there: making another one is not what was asked for. */
function planMissing(gatewayId: string): GatewayPart {
  const message = `${gatewayId}, which was to be adopted, does not exist`;
  const wayOut = 'name the gateway that is there, or declare without adopting to have one made';
  return {
    plan: {
      ...emptyPlan(),
      blocked: [{ what: CREATE_GATEWAY, reason: 'NothingToAdopt', message, wayOut }],
      waits: [{ id: CREATE_GATEWAY, on: 'peer', reason: 'NothingToAdopt', message, typicalSeconds: 300 }],
    },
    finding: { type: 'GatewayRunning', status: 'False', reason: 'NothingToAdopt', message },
  };
}

function createStep(name: string, { specification, nodes, charge }: ManagedSpec, reason: string): ProvisioningStep {
  return {
    kind: 'create-gateway',
    id: CREATE_GATEWAY,
    target: name,
    summary: `create a fully managed gateway, ${specification} × ${nodes}, ${CHARGES[charge]}`,
    reason,
    after: [],
    effects: ['bills'],
    repeatable: false,
    name,
    specification,
    nodes,
    charge,
  };
}

function planExisting(input: ProvisioningInput, gateway: ObservedGateway): GatewayPart {
  const { gatewayId, status } = gateway;
  const { type } = input.declaration.spec;
  const otherKind = kindOutOfSight(gateway, type);
  if (otherKind) return planOtherKind(gateway, otherKind);
  const finding = (truth: Finding['status'], reason: string, message: string): Finding => ({
    type: 'GatewayRunning',
    status: truth,
    reason,
    message,
  });
  if (PROGRESSING.includes(status)) {
    const message = `${gatewayId} is ${status}${type === 'managed' ? '; this takes 3 to 5 minutes' : ''}`;
    const typicalSeconds = type === 'managed' ? 300 : 4;
    const wait = { id: GATEWAY_RUNNING, on: 'cloud', reason: status, message, typicalSeconds } as const;
    return { plan: { ...emptyPlan(), waits: [wait] }, finding: finding('False', status, message) };
  }
  if (status !== 'Running') {
    const message = `${gatewayId} is ${status}`;
    const wayOut = 'see the gateway in the PAI console; Torii goes on when it is Running again';
    return {
      plan: {
        ...emptyPlan(),
        blocked: [{ what: GATEWAY_RUNNING, reason: 'GatewayNotRunning', message, wayOut }],
        // Looked at again on the timer; the steps on the gateway stay behind this wait.
        waits: [{ id: GATEWAY_RUNNING, on: 'peer', reason: 'GatewayNotRunning', message, typicalSeconds: 300 }],
      },
      finding: finding('False', 'GatewayNotRunning', message),
    };
  }
  return {
    plan: { ...emptyPlan(), steps: [...labelStep(input, gateway), ...resizeStep(input, gateway)] },
    finding: finding('True', 'Running', `${gatewayId} is Running`),
  };
}

function labelStep(
  { owner, declaration, adopts, onlyReports }: ProvisioningInput,
  gateway: ObservedGateway,
): ProvisioningStep[] {
  const { labels } = declaration.metadata;
  const differing = Object.keys(labels).filter((key) => labels[key] !== gateway.labels[key]);
  const isMarked = gateway.owner === owner || (adopts !== undefined && onlyReports === true);
  if (isMarked && differing.length === 0) return [];
  return [
    {
      kind: 'label-gateway',
      id: 'label-gateway',
      target: gateway.gatewayId,
      summary: isMarked
        ? `set the labels ${differing.join(', ')} of ${gateway.gatewayId}`
        : `mark ${gateway.gatewayId} as Torii's own`,
      reason: isMarked ? 'LabelsDiffer' : 'NotMarked',
      after: [],
      effects: [],
      repeatable: true,
      owner,
      labels,
    },
  ];
}

function resizeStep({ declaration }: ProvisioningInput, gateway: ObservedGateway): ProvisioningStep[] {
  const { spec } = declaration;
  if (spec.type === 'alb') return [];
  const { specification, nodes } = spec;
  if (gateway.instanceType === specification && gateway.replicas === nodes) return [];
  return [
    {
      kind: 'resize-gateway',
      id: `resize-gateway/${specification}x${nodes}`,
      target: gateway.gatewayId,
      summary: `resize from ${gateway.instanceType} × ${gateway.replicas} to ${specification} × ${nodes}`,
      reason: 'SizeDiffers',
      after: [],
      effects: ['bills'],
      repeatable: true,
      specification,
      nodes,
    },
  ];
}

/** On its way to Running, by itself. */
export const PROGRESSING = ['Creating', 'Waiting'];
const CHARGES = { PostPaid: 'pay-as-you-go', PrePaid: 'subscription' };
