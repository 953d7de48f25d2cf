import type { Finding } from '../condition.ts';
import type { Plan, StepHead } from '../plan.ts';
import type { AclStep } from './acl-step.ts';
import type { ListenerCertificateStep } from './listener-certificate-step.ts';
import type { Access } from './load-balancer.ts';

/** The changes that gateway-provisioner can make, each with the values its call needs. */
export type ProvisioningStep = GatewayStep | AclStep | ListenerCertificateStep;

/** Those that EAS makes. */
export type GatewayStep = StepHead &
  (
    | {
        kind: 'create-gateway';
        name: string;
        specification: string;
        nodes: number;
        charge: 'PostPaid' | 'PrePaid';
      }
    /** The ALB kind: a record only (G10). */
    | { kind: 'create-alb-gateway'; name: string }
    | { kind: 'open-access'; access: Access; vpcId: string; vSwitchIds: string[] }
    | { kind: 'close-access'; access: Access }
    | { kind: 'label-gateway'; owner: string; labels: Record<string, string> }
    | { kind: 'resize-gateway'; specification: string; nodes: number }
    | { kind: 'switch-internet'; enabled: boolean }
    | { kind: 'allow'; vpcId: string | undefined; entries: string[] }
    | { kind: 'disallow'; vpcId: string | undefined; entries: string[] }
    | {
        kind: 'link-vpc';
        vpcId: string;
        vSwitchId: string | undefined;
        /** Another account that owns the VPC. */
        account: string | undefined;
        authoritativeDns: boolean;
        /** It stands beside a link of the same VPC that it takes the place of. */
        beside: boolean;
      }
    | { kind: 'add-peers' | 'remove-peers'; vpcId: string; peers: { vpcId: string; region: string }[] }
    | { kind: 'unlink-vpc'; vpcId: string; vSwitchId: string }
    | {
        kind: 'attach-domain';
        domain: string;
        access: 'internet' | 'intranet';
        certificateId: string | undefined;
        /** There is a row of this domain already, which is to be replaced in place. */
        inPlace: boolean;
        /** The gateway that holds the domain too, as far as we know. */
        heldBy?: string | undefined;
      }
    | {
        kind: 'detach-domain';
        domain: string;
        access: 'internet' | 'intranet';
        /** It is attached again with another one: what serves it until then. */
        certificateId?: string | undefined;
      }
    | { kind: 'bind-service'; service: string; body: string; before: string; version: number | undefined }
    | { kind: 'restore-service'; service: string; body: string; before: string }
    | { kind: 'unbind-service'; service: string; body: string; before: string }
    | { kind: 'set-default'; isDefault: boolean }
    | { kind: 'set-redirect'; redirectToHttps: boolean }
    | { kind: 'delete-gateway' }
  );

/** What is planned for the gateway itself, and whether it runs. */
export interface GatewayPart {
  plan: Plan<ProvisioningStep>;
  finding: Finding;
}

/** Ids that other parts of the plan come after. */
export const CREATE_GATEWAY = 'create-gateway';
export const GATEWAY_RUNNING = 'gateway-running';
export const OPEN_INTERNET = 'open-internet';
export const INTERNET_RUNNING = 'internet-running';
export const OPEN_INTRANET = 'open-intranet';
export const INTRANET_RUNNING = 'intranet-running';
/** No load balancer of the gateway is on its way out any more. */
export const BALANCERS_GONE = 'load-balancers-gone';

/** Steps on a gateway come after it exists and runs. */
export const ON_A_RUNNING_GATEWAY = [CREATE_GATEWAY, GATEWAY_RUNNING];
