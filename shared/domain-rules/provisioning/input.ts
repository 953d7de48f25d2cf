import type { Declaration } from '../declaration.ts';
import type { ServingDecision } from '../rotation/decide-certificates.ts';
import type { VerificationMemory } from '../verification/memory.ts';
import type { NetworkDecision } from '../zoning/decide-network.ts';
import type { VSwitchDecision } from '../zoning/decide-zones.ts';
import type { EditsRefused } from './acl-step.ts';
import { editsOf } from './acl-step.ts';
import type { ObservedLoadBalancer } from './load-balancer.ts';
import type { GatewayKind, GatewayObservation } from './observation.ts';

/** All that a plan for one gateway is made from. Nothing else may influence it. */
export interface ProvisioningInput {
  /** The mark that this gateway's own things carry. */
  owner: string;
  declaration: Declaration;
  /** Set when the owner asked for the gateway to be deleted. */
  deletion: Deletion | undefined;
  observation: GatewayObservation;
  /** What zone-checker settled, by VPC id. */
  zones: Record<string, VSwitchDecision>;
  /** What zone-checker settled for a gateway of the ALB kind: the vSwitches of its load balancers. */
  network?: NetworkDecision | undefined;
  /** What certificate-rotator settled, by domain name. */
  certificates: Record<string, ServingDecision>;
  /** True when dns-recorder has taken every record of this gateway away. */
  recordsRemoved: boolean;
  memory: ProvisioningMemory;
  /** The id of the gateway that was there already and is taken over. */
  adopts: string | undefined;
  /** Ids of steps that were called and whose outcome nobody knows. */
  openIntents: string[];
  /** ms since the epoch: what is measured with it is only told. Absent where nobody is told. */
  now?: number | undefined;
}

export interface Deletion {
  /** Told to take the declared services off the gateway first; others stay bound and keep the gateway. */
  unbindServices: boolean;
}

/** What gateway-provisioner remembers: which things on the gateway are its own. Rebuilt by looking where it can be. */
export interface ProvisioningMemory {
  gatewayId: string | undefined;
  internetDomain: string | undefined;
  intranetDomain: string | undefined;
  /** Absent until it was seen: EAS tells it only in lists by kind. */
  kind?: GatewayKind | undefined;
  /** Where the load balancers of the ALB kind are, or were opened last. */
  network?: GatewayNetwork | undefined;
  /** CreateGateway was refused because the account has not granted the service-linked role (G11). */
  roleMissing?: { at: number; tryAgain: boolean } | undefined;
  /** What the last look found of them: for people. */
  loadBalancers?: KnownLoadBalancer[] | undefined;
  /** The cloud said lately that a service keeps the load balancers to itself (G16). */
  editsRefused?: EditsRefused | undefined;
  /** Since when listeners are open to everybody though they should not be, by listener id, in ms since the epoch. */
  openSince?: Record<string, number> | undefined;
  /** VPC ids that we linked. */
  links: string[];
  /** `domain/access` of the domains that we attached. */
  domains: string[];
  /** What refused links taught lately (G70). */
  refused: RefusedLinks | undefined;
  /** What was proved from the declared vantage points; absent before the first proof. */
  verification?: VerificationMemory | undefined;
  /** The gateway was deleted on request. */
  gone: boolean;
}

export interface GatewayNetwork {
  vpcId: string;
  /** Empty where nobody knows. */
  vSwitchIds: string[];
}

export type KnownLoadBalancer = Pick<
  ObservedLoadBalancer,
  'loadBalancerId' | 'dnsName' | 'addressType' | 'status' | 'vpcId'
>;

export interface RefusedLinks {
  /** As the newest refusal named them: newer than what the gateway lists. */
  supportedZones: string[];
  vSwitchIds: string[];
  /** When the newest was refused, in ms since the epoch. */
  at: number;
}

/**
 * Zones come back: a refusal counts for an hour, and then the gateway's own list counts again. A role is granted with a
 * few clicks, so a creation without it is tried again more often; load balancers that may not be edited, once a day.
 */
export function withoutOldRefusals(memory: ProvisioningMemory, now: number): ProvisioningMemory {
  const { refused, roleMissing, editsRefused } = memory;
  if (!refused && !roleMissing && !editsRefused) return memory;
  return {
    ...memory,
    ...(editsRefused && editsOf(editsRefused, now) === 'possible' && { editsRefused: undefined }),
    ...(refused && now - refused.at >= REFUSAL_LASTS_MS && { refused: undefined }),
    ...(roleMissing &&
      now - roleMissing.at >= ROLE_ASKED_AGAIN_MS && { roleMissing: { ...roleMissing, tryAgain: true } }),
  };
}

const REFUSAL_LASTS_MS = 3_600_000;
const ROLE_ASKED_AGAIN_MS = 15 * 60_000;

export const NO_PROVISIONING_MEMORY: ProvisioningMemory = {
  gatewayId: undefined,
  internetDomain: undefined,
  intranetDomain: undefined,
  links: [],
  domains: [],
  refused: undefined,
  gone: false,
};
