/** Service-linked roles that no other product's state tells of: by the service that takes the role on. */
export const ROLES_OF_SERVICES: ReadonlyMap<string, string> = new Map([
  ['fc.aliyuncs.com', 'AliyunServiceRoleForFC'],
  ['sendevent-fc.eventbridge.aliyuncs.com', 'AliyunServiceRoleForEventBridgeSendToFC'],
  ['source-actiontrail.eventbridge.aliyuncs.com', 'AliyunServiceRoleForEventBridgeSourceActionTrail'],
  ['source-cms.eventbridge.aliyuncs.com', 'AliyunServiceRoleForEventBridgeSourceCMS'],
]);
