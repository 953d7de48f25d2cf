/** What a statement of ours is written as. */
const allow = (...actions: string[]) => ({ Effect: 'Allow', Action: actions, Resource: '*' });

/**
 * Policies that Alibaba Cloud keeps; they may be attached, and not changed. A few of many, shortened to the actions of
 * products that are here. Source: the RAM pages that describe each of them.
 */
const STATEMENTS: Readonly<Record<string, readonly object[]>> = {
  AdministratorAccess: [allow('*')],
  ReadOnlyAccess: [allow('*:Describe*', '*:List*', '*:Get*', '*:Check*', '*:Query*')],
  AliyunOTSFullAccess: [allow('ots:*')],
  AliyunOTSReadOnlyAccess: [allow('ots:BatchGet*', 'ots:Describe*', 'ots:Get*', 'ots:List*')],
  AliyunFCFullAccess: [allow('fc:*')],
  AliyunFCReadOnlyAccess: [allow('fc:Get*', 'fc:List*')],
  AliyunFCInvocationAccess: [allow('fc:InvokeFunction')],
  AliyunFCDefaultRolePolicy: [
    allow('vpc:DescribeVSwitchAttributes', 'ecs:*NetworkInterface*', 'log:PostLogStoreLogs', 'fc:InvokeFunction'),
  ],
  AliyunEventBridgeFullAccess: [allow('eventbridge:*')],
  AliyunEventBridgePutEventsAccess: [allow('eventbridge:PutEvents')],
  AliyunDNSFullAccess: [allow('alidns:*')],
  AliyunPvtzFullAccess: [allow('pvtz:*')],
  AliyunPAIEASFullAccess: [allow('eas:*')],
  AliyunPAIEASReadOnlyAccess: [allow('eas:Describe*', 'eas:List*')],
  AliyunVPCReadOnlyAccess: [allow('vpc:Describe*')],
  AliyunALBFullAccess: [allow('alb:*')],
  AliyunYundunCertFullAccess: [allow('yundun-cert:*')],
  AliyunRAMReadOnlyAccess: [allow('ram:Get*', 'ram:List*')],
  AliyunSTSAssumeRoleAccess: [allow('sts:AssumeRole')],
  AliyunLogFullAccess: [allow('log:*')],
};

export const SYSTEM_POLICIES: ReadonlyMap<string, string> = new Map(
  Object.entries(STATEMENTS).map(([name, Statement]) => [name, JSON.stringify({ Version: '1', Statement })]),
);
