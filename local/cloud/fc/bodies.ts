import type { ResponseFields } from '../product.ts';
import { arnOf, type FcState, type KeptFunction, type KeptTrigger } from './state.ts';

export const functionFields = {
  codeChecksum: 'string',
  codeSize: 'integer',
  cpu: 'number',
  createdTime: 'string',
  customContainerConfig: 'json',
  customDNS: 'json',
  customRuntimeConfig: 'json',
  description: 'string',
  disableInjectCredentials: 'string',
  disableOndemand: 'boolean',
  diskSize: 'integer',
  enableLongLiving: 'boolean',
  environmentVariables: 'json',
  functionArn: 'string',
  functionId: 'string',
  functionName: 'string',
  gpuConfig: 'json',
  handler: 'string',
  idleTimeout: 'integer',
  instanceConcurrency: 'integer',
  instanceIsolationMode: 'string',
  instanceLifecycleConfig: 'json',
  internetAccess: 'boolean',
  lastModifiedTime: 'string',
  lastUpdateStatus: 'string',
  layers: 'json',
  logConfig: 'json',
  memorySize: 'integer',
  nasConfig: 'json',
  ossMountConfig: 'json',
  polarFsConfig: 'json',
  resourceGroupId: 'string',
  role: 'string',
  runtime: 'string',
  sessionAffinity: 'string',
  sessionAffinityConfig: 'string',
  state: 'string',
  tags: [{ Key: 'string', Value: 'string' }],
  timeout: 'integer',
  tracingConfig: 'json',
  vpcConfig: 'json',
} as const satisfies ResponseFields;

/** Managed code is there at once: `Active`, `Successful` (images take longer on the real cloud). */
export function functionBody(deployed: KeptFunction) {
  const { config, code } = deployed;
  const { layers } = config.rest;
  const tags = [...deployed.tags].map(([Key, Value]) => ({ Key, Value }));
  return {
    ...config.rest,
    layers: Array.isArray(layers) && layers.length > 0 ? layers.map((arn: unknown) => ({ arn })) : undefined,
    functionName: deployed.name,
    functionId: deployed.id,
    functionArn: arnOf(deployed),
    runtime: config.runtime,
    handler: config.handler,
    role: config.role ?? '',
    memorySize: config.memorySize,
    timeout: config.timeout,
    environmentVariables: config.environmentVariables,
    codeSize: code.zip.length,
    codeChecksum: code.checksum,
    createdTime: utcTime(deployed.createdAt),
    lastModifiedTime: utcTime(deployed.changedAt),
    state: 'Active',
    lastUpdateStatus: 'Successful',
    ...(tags.length > 0 && { tags }),
  };
}

/** Without `status` and `targetArn`: the official component would take them for changes, at every deployment. */
export const triggerFields = {
  createdTime: 'string',
  description: 'string',
  httpTrigger: { urlInternet: 'string', urlIntranet: 'string' },
  invocationRole: 'string',
  lastModifiedTime: 'string',
  qualifier: 'string',
  sourceArn: 'string',
  triggerConfig: 'string',
  triggerId: 'string',
  triggerName: 'string',
  triggerType: 'string',
} as const satisfies ResponseFields;

export function triggerBody(state: FcState, deployed: KeptFunction, trigger: KeptTrigger) {
  return {
    createdTime: utcTime(trigger.createdAt),
    lastModifiedTime: utcTime(trigger.changedAt),
    description: trigger.description,
    httpTrigger: trigger.type === 'http' ? state.urlsOf(deployed, trigger) : undefined,
    invocationRole: trigger.invocationRole,
    qualifier: trigger.qualifier,
    sourceArn: trigger.sourceArn,
    triggerConfig: trigger.configText,
    triggerId: trigger.id,
    triggerName: trigger.name,
    triggerType: trigger.type,
  };
}

/** `2026-03-02T08:00:00Z` */
export function utcTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
