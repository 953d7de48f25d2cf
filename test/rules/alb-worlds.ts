import { type Declaration, readDeclaration } from '../../shared/domain-rules/declaration.ts';
import type { ProvisioningInput } from '../../shared/domain-rules/provisioning/input.ts';
import type { ObservedLoadBalancer } from '../../shared/domain-rules/provisioning/load-balancer.ts';
import type { GatewayObservation, ObservedGateway } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import type { NetworkDecision } from '../../shared/domain-rules/zoning/decide-network.ts';
import { instance, listener } from './load-balancers.ts';
import { GATEWAY_ID, gatewayThat, PUBLIC_NAME, seen, situation } from './worlds.ts';

export const NETWORK = { vpcId: 'vpc-1', vSwitches: ['vsw-i', 'vsw-k'] };
export const OPEN_TO_ALL = { open: true };

/** What the owner of chat-prod wrote for a gateway of the ALB kind. */
export function declaredAlb(spec: Record<string, unknown> = {}): Declaration {
  const reading = readDeclaration({
    apiVersion: 'torii/v1',
    kind: 'Gateway',
    metadata: { name: 'chat-prod' },
    spec: { region: 'cn-beijing', network: NETWORK, ...spec },
  });
  if (!reading.ok) throw new Error(reading.problems.map(({ field, message }) => `${field}: ${message}`).join('; '));
  return reading.declaration;
}

/** A gateway of the ALB kind that runs and has no access. */
export function albGateway(is: Partial<ObservedGateway> = {}): ObservedGateway {
  return gatewayThat({
    kind: 'alb',
    instanceType: '',
    replicas: 0,
    intranetEnabled: false,
    internetDomain: undefined,
    intranetDomain: undefined,
    ...is,
  });
}

export const PUBLIC_OPEN = { internetEnabled: true, internetStatus: 'Running', internetDomain: PUBLIC_NAME };
export const PRIVATE_OPEN = {
  intranetEnabled: true,
  intranetDomain: `${GATEWAY_ID}-vpc.cn-beijing.pai-eas.aliyuncs.com`,
};

/** A load balancer of the gateway in the declared network, with both listeners. */
export function balancer(access: 'internet' | 'intranet', is: Partial<ObservedLoadBalancer> = {}) {
  return instance({
    loadBalancerId: `alb-${access}`,
    addressType: access === 'internet' ? 'Internet' : 'Intranet',
    zones: [
      { zoneId: 'cn-beijing-i', vSwitchId: 'vsw-i' },
      { zoneId: 'cn-beijing-k', vSwitchId: 'vsw-k' },
    ],
    listeners: [listener(443, { listenerId: `lsn-${access}` })],
    ...is,
  });
}

export function settled(...chosen: string[]): NetworkDecision {
  return {
    vpcId: 'vpc-1',
    chosen,
    skipped: [],
    reason: chosen.length > 0 ? 'Chosen' : 'TooFewZones',
    message: chosen.length > 0 ? 'settled' : 'too few fit',
    suggestions: chosen.length > 0 ? [] : ['Create another.'],
    presentWhenBlocked: undefined,
    asked: '',
  };
}

/** The plan for a gateway of the ALB kind: by default it runs without access, and its vSwitches are settled. */
export function planAlb(
  spec: Record<string, unknown>,
  observed: Partial<GatewayObservation> = {},
  given: Partial<ProvisioningInput> = {},
) {
  return planProvisioning(
    situation({
      declaration: declaredAlb(spec),
      observation: seen({ gateway: albGateway(), ...observed }),
      network: settled('vsw-i', 'vsw-k'),
      now: 100_000,
      ...given,
    }),
  );
}
