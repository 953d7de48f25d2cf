import { type Declaration, readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import type { Plan, StepHead } from '../../shared/domain-rules/plan.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningInput } from '../../shared/domain-rules/provisioning/input.ts';
import {
  type GatewayObservation,
  NOTHING_OBSERVED,
  type ObservedGateway,
  type ObservedService,
  type ShownEndpoints,
} from '../../shared/domain-rules/provisioning/observation.ts';
import type { ServingDecision } from '../../shared/domain-rules/rotation/decide-certificates.ts';
import type { VSwitchDecision } from '../../shared/domain-rules/zoning/decide-zones.ts';

export const ACCOUNT = '1234567890123456';
export const OWNER = ownerMark({ account: ACCOUNT, region: 'cn-beijing', name: 'chat-prod' });
export const GATEWAY_ID = 'gw-1uhcqmsc7x22abcdef';
export const PUBLIC_NAME = `${GATEWAY_ID}.cn-beijing.pai-eas.aliyuncs.com`;

/** What the owner of chat-prod wrote, read: two nodes of 4c8g in cn-beijing, and what is given. */
export function declared(spec: Record<string, unknown> = {}, name = 'chat-prod'): Declaration {
  const reading = readDeclaration({
    apiVersion: 'torii/v1',
    kind: 'Gateway',
    metadata: { name },
    spec: { region: 'cn-beijing', type: 'managed', specification: '4c8g', nodes: 2, ...spec },
  });
  if (!reading.ok) throw new Error(reading.problems.map(({ field, message }) => `${field}: ${message}`).join('; '));
  return reading.declaration;
}

/** Our gateway as EAS shows it: running, marked, of the declared size, with public access off. */
export function gatewayThat(is: Partial<ObservedGateway> = {}): ObservedGateway {
  return {
    gatewayId: GATEWAY_ID,
    kind: 'managed',
    status: 'Running',
    instanceType: '4c8g',
    replicas: 2,
    chargeType: 'PostPaid',
    isDefault: false,
    redirectsToHttps: false,
    labels: {},
    intranetEnabled: true,
    internetEnabled: false,
    internetStatus: '',
    balancers: [],
    internetDomain: PUBLIC_NAME,
    intranetDomain: `${GATEWAY_ID}-vpc.cn-beijing.pai-eas.aliyuncs.com`,
    owner: OWNER,
    ...is,
  };
}

/** Public access as it is when it works. */
export const OPEN = { internetEnabled: true, internetStatus: 'Running' };

/** Our running gateway with nothing on it, and what is given. */
export function seen(what: Partial<GatewayObservation> = {}): GatewayObservation {
  return { ...NOTHING_OBSERVED, gateway: gatewayThat(), ...what };
}

/** What EAS shows of a service that callers reach through our gateway, under these public names too. */
export function reachedUnder(...internet: string[]): ShownEndpoints {
  return { gateway: true, internet, intranet: internet };
}

/** All that a plan is made from, with a running gateway that has nothing on it. */
export function situation(given: Partial<ProvisioningInput> = {}): ProvisioningInput {
  return {
    owner: OWNER,
    declaration: declared(),
    deletion: undefined,
    observation: seen(),
    zones: {},
    certificates: {},
    recordsRemoved: false,
    memory: NO_PROVISIONING_MEMORY,
    openIntents: [],
    adopts: undefined,
    neighbours: [],
    declaredAt: 0,
    now: 0,
    ...given,
  };
}

export function service(name: string, is: Partial<ObservedService> = {}): ObservedService {
  const config = JSON.stringify({ metadata: { name, instance: 2 } });
  return { name, status: 'Running', gatewayId: undefined, config, ...is };
}

export function chosenVSwitch(chosen: string): VSwitchDecision {
  return {
    chosen,
    skipped: [],
    reason: 'FirstCandidate',
    message: `${chosen} is the first candidate`,
    suggestions: [],
    presentWhenBlocked: undefined,
  };
}

export function servedBy(certificateId: string): ServingDecision {
  return { certificateId, notAfter: Date.UTC(2027, 0, 1), reason: 'Valid', message: `${certificateId} fits` };
}

export function stepIds({ steps }: Plan): string[] {
  return steps.map(({ id }) => id);
}

/** The step with this id; a test that names one that is not planned fails here. */
export function stepOf<Step extends StepHead>({ steps }: Plan<Step>, id: string): Step {
  const found = steps.find((step) => step.id === id);
  if (!found) throw new Error(`${id} is not planned, but ${steps.map((step) => step.id).join(', ') || 'nothing'} is`);
  return found;
}
