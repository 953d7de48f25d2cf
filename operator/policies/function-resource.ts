/** The functions as s.yaml names them. */
export const FUNCTION_RESOURCES = [
  'provisioning-api',
  'gateway-provisioner',
  'dns-recorder',
  'certificate-rotator',
  'zone-checker',
] as const;

export type FunctionResource = (typeof FUNCTION_RESOURCES)[number];

/** Of each function, by operation (`eas:CreateGateway`): which methods of ours call it. */
export type UsedActions = Readonly<Record<FunctionResource, Readonly<Record<string, readonly string[]>>>>;
