import type { Deployment } from './deployment.ts';

/** A role that a product wants for itself, made once in an account by somebody who may. */
export interface WantedRole {
  name: string;
  /**
   * Who takes it on: what CreateServiceLinkedRole asks for. Documented on "Services that work with service-linked roles" of
   * RAM. Absent where it is not known: then a console makes it.
   */
  service?: string;
  /** Without it: nothing of Torii works, or only what `without` says. */
  isNeeded: boolean;
  without: string;
}

const SEND_TO_FC: WantedRole = {
  name: 'AliyunServiceRoleForEventBridgeSendToFC',
  service: 'sendevent-fc.eventbridge.aliyuncs.com',
  isNeeded: true,
  without: 'the triggers of EventBridge in s.yaml name it, and it invokes functions',
};

const ALWAYS: readonly WantedRole[] = [
  {
    name: 'AliyunServiceRoleForPaiEas',
    isNeeded: true,
    without: 'Open EAS in the PAI console once and confirm the authorization (G11).',
  },
  {
    name: 'AliyunServiceRoleForAlb',
    service: 'alb.aliyuncs.com',
    isNeeded: false,
    without: 'it is made with the first load balancer, where whoever makes that may',
  },
  SEND_TO_FC,
  {
    name: 'AliyunServiceRoleForEventBridgeSourceActionTrail',
    service: 'source-actiontrail.eventbridge.aliyuncs.com',
    isNeeded: false,
    without: 'changes of vSwitches may not be heard of, and are found by timers',
  },
  {
    name: 'AliyunServiceRoleForEventBridgeSourceCMS',
    service: 'source-cms.eventbridge.aliyuncs.com',
    isNeeded: false,
    without: 'changes of services may not be heard of, and are found by timers',
  },
];

/** Function Compute reaches into VPCs with it. */
const IN_VPC: WantedRole = {
  name: 'AliyunServiceRoleForFC',
  service: 'fc.aliyuncs.com',
  isNeeded: true,
  without: 'a function has a `vpcConfig` in s.yaml, and Function Compute attaches it with this role',
};

/** @param deployment undefined where s.yaml is not at hand: then nothing is known of VPCs */
export function wantedRoles(deployment: Deployment | undefined): readonly WantedRole[] {
  return deployment?.functions.some(({ isInVpc }) => isInVpc) ? [...ALWAYS, IN_VPC] : ALWAYS;
}
