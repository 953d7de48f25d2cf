import type { Declaration } from '../declaration.ts';
import type { ServingDecision } from '../rotation/decide-certificates.ts';
import type { VSwitchDecision } from '../zoning/decide-zones.ts';
import type { GatewayObservation } from './observation.ts';

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
  /** What certificate-rotator settled, by domain name. */
  certificates: Record<string, ServingDecision>;
  /** True when dns-recorder has taken every record of this gateway away. */
  recordsRemoved: boolean;
  memory: ProvisioningMemory;
}

export interface Deletion {
  /** Told to take the declared services off the gateway first. */
  unbindServices: boolean;
}

/** What gateway-provisioner remembers: which things on the gateway are its own. Rebuilt by looking where it can be. */
export interface ProvisioningMemory {
  gatewayId: string | undefined;
  internetDomain: string | undefined;
  intranetDomain: string | undefined;
  /** VPC ids that we linked. */
  links: string[];
  /** `domain/access` of the domains that we attached. */
  domains: string[];
  /** Supported zones as a refused link named them (G70), newest. */
  supportedZones: string[] | undefined;
  /** The gateway was deleted on request. */
  gone: boolean;
}

export const NO_PROVISIONING_MEMORY: ProvisioningMemory = {
  gatewayId: undefined,
  internetDomain: undefined,
  intranetDomain: undefined,
  links: [],
  domains: [],
  supportedZones: undefined,
  gone: false,
};
