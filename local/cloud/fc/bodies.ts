import { createHash } from 'node:crypto';
import type { ResponseFields } from '../product.ts';
import { configShown } from './config-fields.ts';
import { type KeptFunction, type KeptTrigger, type KeptVersion, LATEST } from './kept-function.ts';
import { arnOf, type FcState, qualifiedArn } from './state.ts';

/** A new function: nobody has restricted or changed it. */
export const createdFunctionFields = {
  codeChecksum: 'string',
  codeSize: 'integer',
  cpu: 'number',
  createdTime: 'string',
  description: 'string',
  disableInjectCredentials: 'string',
  disableOndemand: 'boolean',
  diskSize: 'integer',
  enableLongLiving: 'boolean',
  environmentVariables: 'json',
  functionArn: 'string',
  functionId: 'string',
  functionName: 'string',
  handler: 'string',
  idleTimeout: 'integer',
  instanceConcurrency: 'integer',
  instanceIsolationMode: 'string',
  internetAccess: 'boolean',
  lastModifiedTime: 'string',
  lastUpdateStatus: 'string',
  memorySize: 'integer',
  resourceGroupId: 'string',
  role: 'string',
  runtime: 'string',
  sessionAffinity: 'string',
  sessionAffinityConfig: 'string',
  state: 'string',
  stateReason: 'string',
  stateReasonCode: 'string',
  tags: [{ Key: 'string', Value: 'string' }],
  timeout: 'integer',
  ...configShown,
} as const satisfies ResponseFields;

export const functionFields = {
  ...createdFunctionFields,
  invocationRestriction: { disable: 'boolean', lastModifiedTime: 'string', reason: 'string' },
  lastUpdateStatusReason: 'string',
  lastUpdateStatusReasonCode: 'string',
} as const satisfies ResponseFields;

/** A function, or a version of it, as it is shown. */
export function functionBody(state: FcState, deployed: KeptFunction | KeptVersion) {
  const latest = deployed.latest ?? deployed;
  const { config, code } = deployed;
  const { invocationRestriction: restriction } = latest;
  const tags = [...latest.tags].map(([Key, Value]) => ({ Key, Value }));
  const changedAt = deployed.latest ? deployed.createdAt : deployed.changedAt;
  return {
    ...config.rest,
    customContainerConfig: imageBody(latest, config.rest.customContainerConfig),
    layers: layersBody(state, deployed.account, config.rest.layers),
    functionName: deployed.name,
    functionId: deployed.id,
    functionArn: qualifiedArn(deployed, deployed.versionId ?? LATEST),
    runtime: config.runtime,
    handler: config.handler,
    role: config.role ?? '',
    memorySize: config.memorySize,
    timeout: config.timeout,
    environmentVariables: config.environmentVariables,
    codeSize: code.zip.length,
    codeChecksum: code.checksum,
    createdTime: utcTime(deployed.createdAt),
    lastModifiedTime: utcTime(changedAt),
    ...statusBody(latest),
    invocationRestriction: restriction && {
      disable: true,
      reason: restriction.reason,
      lastModifiedTime: utcTime(restriction.changedAt),
    },
    ...(tags.length > 0 && { tags }),
  };
}

/** Managed code is there at once: `Active`, `Successful`. An image takes a while; names of reasons are inferred. */
function statusBody({ arriving }: KeptFunction) {
  if (arriving === 'creation') {
    const reason = { stateReason: 'The function is being created.', stateReasonCode: 'Creating' };
    return { state: 'Pending', ...reason, lastUpdateStatus: 'Successful' };
  }
  if (arriving === undefined) return { state: 'Active', lastUpdateStatus: 'Successful' };
  return {
    state: 'Active',
    lastUpdateStatus: 'InProgress',
    lastUpdateStatusReason: 'The image is being prepared.',
    lastUpdateStatusReasonCode: 'ImageOptimizing',
  };
}

/** The digest is made up from the name, which nothing here fetches. */
function imageBody({ arriving }: KeptFunction, config: unknown) {
  if (typeof config !== 'object' || config === null) return undefined;
  const { image: given, ...others }: Record<string, unknown> = { ...config };
  const image = String(given ?? '');
  const name = image.replace(/[:@][^/]*$/, '');
  const digest = createHash('sha256').update(image).digest('hex');
  const there = { accelerationInfo: { status: 'Ready' }, resolvedImageUri: `${name}@sha256:${digest}` };
  return { ...others, image, ...(arriving ? { accelerationInfo: { status: 'Preparing' } } : there) };
}

function layersBody(state: FcState, account: string, arns: unknown) {
  if (!Array.isArray(arns) || arns.length === 0) return undefined;
  return arns.map((arn: unknown) => ({
    arn: String(arn),
    size: state.layers.byArn(String(arn), account)?.code.zip.length,
  }));
}

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

export const listedTriggerFields = { ...triggerFields, status: 'string', targetArn: 'string' } as const;

/** As it is listed. */
export function listedTriggerBody(state: FcState, deployed: KeptFunction, trigger: KeptTrigger) {
  return { ...triggerBody(state, deployed, trigger), status: 'OK', targetArn: arnOf(deployed) };
}

/** Without `status` and `targetArn`: the official component would take them for changes, at every deployment. */
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
