import type { Finding } from '../condition.ts';
import { emptyPlan } from '../plan.ts';
import type { ProvisioningInput } from './input.ts';
import type { GatewayKind, ObservedGateway } from './observation.ts';
import { CREATE_GATEWAY, GATEWAY_RUNNING, type GatewayPart, type ProvisioningStep } from './step.ts';

/** A gateway of the ALB kind begins as a record that costs nothing (G10), and needs the service-linked role (G11). */
export function createAlbGateway({ declaration, memory }: ProvisioningInput, finding: Finding): GatewayPart {
  const { name } = declaration.metadata;
  const step: ProvisioningStep = {
    kind: 'create-alb-gateway',
    id: CREATE_GATEWAY,
    target: name,
    summary: 'create a gateway of the ALB kind: a record that costs nothing',
    after: [],
    effects: [],
    repeatable: false,
    name,
  };
  const refused = memory.roleMissing;
  if (!refused) return { plan: { ...emptyPlan(), steps: [step] }, finding };
  const reason = 'ServiceLinkedRoleMissing';
  const message = 'the account has not granted PAI-EAS the service-linked role that a gateway of the ALB kind needs';
  const wayOut =
    'create a gateway once in the PAI console (EAS, Inference Gateway), which asks to grant the role, or create the role for PAI-EAS in the RAM console (Roles, Create Role, Service Linked Role); Torii tries again by itself every 15 minutes';
  return {
    plan: {
      ...emptyPlan(),
      steps: [refused.tryAgain ? step : { ...step, after: [ROLE_GRANTED] }],
      blocked: [{ what: CREATE_GATEWAY, reason, message, wayOut, rule: 'G11' }],
      waits: refused.tryAgain ? [] : [{ id: ROLE_GRANTED, on: 'peer', reason, message, typicalSeconds: 900 }],
    },
    finding: { ...finding, reason, message },
  };
}

/** Why nothing is planned on a gateway whose kind is not the declared one, or not known; undefined where it is. */
export function kindOutOfSight({ gatewayId, kind }: ObservedGateway, declared: GatewayKind): string | undefined {
  if (kind === declared) return undefined;
  return kind
    ? `${gatewayId} is of the ${SPELLED[kind]} kind, and the declaration of the ${SPELLED[declared]} one`
    : `which kind ${gatewayId} is of has not shown yet`;
}

/**
 * A kind cannot be changed (G02), and one that has not shown yet is waited for.
 *
 * @param message what {@link kindOutOfSight} says
 */
export function planOtherKind({ kind }: ObservedGateway, message: string): GatewayPart {
  const reason = kind ? 'KindDiffers' : 'KindUnknown';
  const wayOut = `write type: ${kind} with what that kind takes, choose another metadata.name, or delete the gateway first: a kind cannot be changed`;
  return {
    plan: {
      ...emptyPlan(),
      blocked: kind ? [{ what: GATEWAY_RUNNING, reason, message, wayOut, rule: 'G02' }] : [],
      waits: [{ id: GATEWAY_RUNNING, on: kind ? 'peer' : 'cloud', reason, message, typicalSeconds: kind ? 300 : 10 }],
    },
    finding: { type: 'GatewayRunning', status: 'False', reason, message },
  };
}

const SPELLED: Record<GatewayKind, string> = { alb: 'ALB', managed: 'fully managed' };
const ROLE_GRANTED = 'service-linked-role';
