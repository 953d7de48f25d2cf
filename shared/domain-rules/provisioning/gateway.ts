import type { Finding } from '../condition.ts';
import { emptyPlan, type Plan } from '../plan.ts';
import type { ProvisioningInput } from './input.ts';
import type { ObservedGateway } from './observation.ts';
import { CREATE_GATEWAY, GATEWAY_RUNNING, type ProvisioningStep } from './step.ts';

type Part = { plan: Plan<ProvisioningStep>; finding: Finding };

/** The gateway itself: there, ours, running, of the declared size (G20, G21). */
export function planGatewayItself(input: ProvisioningInput): Part {
  const { gateway, namesakes } = input.observation;
  if (gateway?.owner !== undefined && gateway.owner !== input.owner) {
    return planForeign(input, gateway.gatewayId, `is marked as ${gateway.owner}`);
  }
  if (gateway) return planExisting(input, gateway);
  const [namesake] = namesakes;
  if (namesake) return planForeign(input, namesake.gatewayId, 'already has that name and is not Torii’s');
  if (input.adopts !== undefined && input.memory.gatewayId === undefined) return planMissing(input.adopts);
  const vanished = input.memory.gatewayId;
  return {
    plan: { ...emptyPlan(), steps: [createStep(input)] },
    finding: vanished
      ? { type: 'GatewayRunning', status: 'False', reason: 'Vanished', message: `${vanished} does not exist any more` }
      : { type: 'GatewayRunning', status: 'False', reason: 'NotCreated', message: 'the gateway does not exist yet' },
  };
}

/** Nothing is done to a gateway that is somebody else's, and nothing beside it. */
function planForeign({ declaration }: ProvisioningInput, gatewayId: string, why: string): Part {
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
function planMissing(gatewayId: string): Part {
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

function createStep({ declaration, memory }: ProvisioningInput): ProvisioningStep {
  const { specification, nodes, charge } = declaration.spec;
  return {
    kind: 'create-gateway',
    id: CREATE_GATEWAY,
    target: declaration.metadata.name,
    summary: `create a fully managed gateway, ${specification} × ${nodes}, ${CHARGES[charge]}`,
    reason: memory.gatewayId ? 'Vanished' : 'NotCreated',
    after: [],
    effects: ['bills'],
    repeatable: false,
    name: declaration.metadata.name,
    specification,
    nodes,
    charge,
  };
}

function planExisting(input: ProvisioningInput, gateway: ObservedGateway): Part {
  const { gatewayId, status } = gateway;
  const finding = (truth: Finding['status'], reason: string, message: string): Finding => ({
    type: 'GatewayRunning',
    status: truth,
    reason,
    message,
  });
  if (PROGRESSING.includes(status)) {
    const message = `${gatewayId} is ${status}; this takes 3 to 5 minutes`;
    const wait = { id: GATEWAY_RUNNING, on: 'cloud', reason: status, message, typicalSeconds: 240 } as const;
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
  const { specification, nodes } = declaration.spec;
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
