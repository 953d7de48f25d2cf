import { NO_SERVICES_MEMORY, type ServicesMemory } from '../binding/memory.ts';
import type { Declaration } from '../declaration.ts';
import type { Neighbour } from '../moving/neighbour.ts';
import type { ServingDecision } from '../rotation/decide-certificates.ts';
import type { VerificationMemory } from '../verification/memory.ts';
import type { NetworkDecision } from '../zoning/decide-network.ts';
import type { VSwitchDecision } from '../zoning/decide-zones.ts';
import type { EditsRefused } from './acl-step.ts';
import { editsOf } from './acl-step.ts';
import { type CertificateRefusal, refusalsThatCount } from './certificate-refusal.ts';
import type { DomainSeen } from './domains-seen.ts';
import type { ListenerSeen } from './listener-certificates-memory.ts';
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
  /** Nothing is to be changed yet: that Torii's own mark is missing is no difference between the declaration and the cloud. */
  onlyReports?: boolean;
  /** Ids of steps that were called and whose outcome nobody knows. */
  openIntents: string[];
  /** The account's other gateways; none where no domain of this one comes or goes. */
  neighbours: Neighbour[];
  /** When this declaration was made, in ms since the epoch. */
  declaredAt: number;
  /** ms since the epoch. */
  now: number;
  /** What the owner forces beyond the safety threshold; absent: nothing. */
  forced?: readonly string[];
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
  /** By listener id: certificates that we put there. Any at all: there the listeners decide what is served, and not EAS. */
  listenerCertificates?: Record<string, string[]> | undefined;
  /** By listener id: what the last look found there. */
  listenersSeen?: Record<string, ListenerSeen> | undefined;
  /** An instance lately had no room for another certificate. */
  certificatesFull?: CertificatesFull | undefined;
  /** VPC ids that we linked. */
  links: string[];
  /** By VPC id: the vSwitch that it is linked through. Another row of the same VPC is on its way, or somebody else's. */
  linkedThrough?: Record<string, string> | undefined;
  /** By the id of the linked VPC: `vpc@region` of the peers that we added. */
  peers?: Record<string, string[]> | undefined;
  /** By VPC id: links that were refused for another reason than their zone. */
  linkRefusals?: Record<string, LinkRefusal> | undefined;
  /** By VPC id: since when everybody in it is let in though a list is declared (G29). */
  windows?: Record<string, OpenWindow> | undefined;
  /** `domain/access` of the domains that we attached. */
  domains: string[];
  services: ServicesMemory;
  /** Since when each attached domain is there: `name/access` → ms since the epoch. */
  attachedSince?: Record<string, number> | undefined;
  /** What the last look found attached: `name/access` → which certificate, and since when. */
  domainsSeen?: Record<string, DomainSeen> | undefined;
  /** By `name/access` of the domains that were detached to get another certificate: the one that served them. */
  detachedFrom?: Record<string, string> | undefined;
  /** By `name/access`: certificates that EAS refused to attach. */
  certificateRefusals?: Record<string, CertificateRefusal> | undefined;
  /** `name/access` that EAS refused while another gateway of ours held it → when, in ms since the epoch. */
  occupied?: Record<string, number> | undefined;
  /** What refused links taught lately (G70). */
  refused: RefusedLinks | undefined;
  /** What was proved from the declared vantage points; absent before the first proof. */
  verification?: VerificationMemory | undefined;
  /** The platform refused to give an attached domain another certificate in place; absent until it did. */
  reattaching?: 'refused' | undefined;
  /** The last whole description that showed public access Running; absent where none did. */
  internetProof?: InternetProof | undefined;
  /** The gateway was deleted on request. */
  gone: boolean;
}

export interface CertificatesFull {
  loadBalancerId: string;
  /** What the cloud said. */
  message: string;
  /** ms since the epoch. */
  at: number;
}

/** Lists do not tell the state of public access. While the listed values are these, what was described still holds. */
export interface InternetProof {
  /** As the gateway itself says, when it was changed last. */
  updateTime: string;
  internetDomain: string;
  /** When it was described, in ms since the epoch. */
  at: number;
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

export interface LinkRefusal {
  code: string;
  /** What the cloud said. */
  message: string;
  /** It was to stand beside another link of the same VPC. */
  beside: boolean;
  /** ms since the epoch. */
  at: number;
}

export interface OpenWindow {
  /** ms since the epoch. */
  since: number;
  /** Counted from the call that linked the VPC, or from the first look that saw it open. */
  from: 'link' | 'sight';
}

/**
 * Zones come back, and so does leave to link: a refusal counts for an hour, and then it is tried again. A role is granted
 * with a few clicks, so a creation without it is tried again more often; load balancers that may not be edited, once a day.
 */
export function withoutOldRefusals(memory: ProvisioningMemory, now: number): ProvisioningMemory {
  const { refused, linkRefusals, certificateRefusals, certificatesFull, roleMissing, editsRefused } = memory;
  const known = [refused, linkRefusals, certificateRefusals, certificatesFull, roleMissing, editsRefused];
  if (!known.some((refusal) => refusal !== undefined)) return memory;
  const isOld = ({ at }: { at: number }) => now - at >= REFUSAL_LASTS_MS;
  return {
    ...memory,
    ...(certificatesFull && isOld(certificatesFull) && { certificatesFull: undefined }),
    ...(editsRefused && editsOf(editsRefused, now) === 'possible' && { editsRefused: undefined }),
    ...(refused && isOld(refused) && { refused: undefined }),
    ...(linkRefusals && {
      linkRefusals: Object.fromEntries(Object.entries(linkRefusals).filter(([, refusal]) => !isOld(refusal))),
    }),
    ...(certificateRefusals && {
      certificateRefusals: refusalsThatCount(certificateRefusals, memory.reattaching === 'refused', now),
    }),
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
  services: NO_SERVICES_MEMORY,
  refused: undefined,
  gone: false,
};
