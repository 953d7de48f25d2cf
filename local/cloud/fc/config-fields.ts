import type { ParameterTable, ResponseFields } from '../product.ts';
import type { FcErrorCode } from './errors.ts';

const invalidCode = 'InvalidArgument' satisfies FcErrorCode;

const text = { type: 'string', invalidCode } as const;
const flag = { type: 'boolean', invalidCode } as const;
const number = { type: 'integer', invalidCode } as const;
const texts = { type: 'list', invalidCode } as const;

const object = <const Fields extends ParameterTable>(fields: Fields) =>
  ({ in: 'body', type: 'object', invalidCode, fields }) as const;
const inside = <const Fields extends ParameterTable>(fields: Fields) =>
  ({ type: 'object', invalidCode, fields }) as const;
const objects = <const Fields extends ParameterTable>(fields: Fields) =>
  ({ type: 'objects', invalidCode, fields }) as const;

const healthCheck = inside({
  failureThreshold: { ...number, min: 1, max: 120 },
  httpGetUrl: { ...text, maxLength: 2048 },
  initialDelaySeconds: { ...number, min: 0, max: 120 },
  periodSeconds: { ...number, min: 1, max: 120 },
  successThreshold: { ...number, min: 1, max: 120 },
  timeoutSeconds: { ...number, min: 1, max: 3 },
});

/** An initializer has up to 300 seconds, a pre-stop hook up to 90 (documented: instance lifecycle). */
const hook = (max: number) => inside({ handler: text, command: texts, timeout: { ...number, min: 1, max } });

/** The settings of a function that are objects: what each is made of. Most are kept and given back only. */
export const configFields = {
  customContainerConfig: object({
    accelerationType: { ...text, enum: ['Default', 'None'] },
    acrInstanceId: text,
    command: texts,
    entrypoint: texts,
    healthCheckConfig: healthCheck,
    image: text,
    port: { ...number, min: 1, max: 65_535 },
    registryConfig: inside({
      authConfig: inside({ userName: text, password: { ...text, secret: true } }),
      certConfig: inside({ insecure: flag, rootCaCertBase64: text }),
      networkConfig: inside({ securityGroupId: text, vSwitchId: text, vpcId: text }),
    }),
  }),
  customDNS: object({ dnsOptions: objects({ name: text, value: text }), nameServers: texts, searches: texts }),
  customRuntimeConfig: object({
    args: texts,
    command: texts,
    healthCheckConfig: healthCheck,
    port: { ...number, min: 1, max: 65_535 },
  }),
  gpuConfig: object({ gpuMemorySize: number, gpuType: text }),
  instanceLifecycleConfig: object({ initializer: hook(300), preStop: hook(90) }),
  juiceFsConfig: object({
    envs: { type: 'json', secret: true },
    mountPoints: objects({
      args: texts,
      mountDir: text,
      remoteDir: text,
      token: { ...text, secret: true },
      volumeName: text,
    }),
  }),
  layers: { in: 'body', ...texts },
  logConfig: object({
    enableInstanceMetrics: flag,
    enableLlmMetrics: flag,
    enableRequestMetrics: flag,
    logBeginRule: { ...text, enum: ['None', 'DefaultRegex'] },
    logstore: text,
    project: text,
  }),
  nasConfig: object({
    groupId: number,
    userId: number,
    mountPoints: objects({ enableTLS: flag, mountDir: text, serverAddr: text }),
  }),
  ossMountConfig: object({
    mountPoints: objects({ bucketName: text, bucketPath: text, endpoint: text, mountDir: text, readOnly: flag }),
  }),
  polarFsConfig: object({
    groupId: number,
    userId: number,
    mountPoints: objects({ instanceId: text, mountDir: text, readOnly: flag, remoteDir: text }),
  }),
  tracingConfig: object({ type: { ...text, enum: ['Jaeger'] }, params: { type: 'json' } }),
  vpcConfig: object({ role: text, securityGroupId: text, vSwitchIds: texts, vpcId: text }),
} as const satisfies ParameterTable;

const healthCheckShown = {
  failureThreshold: 'integer',
  httpGetUrl: 'string',
  initialDelaySeconds: 'integer',
  periodSeconds: 'integer',
  successThreshold: 'integer',
  timeoutSeconds: 'integer',
} as const;

const hookShown = { handler: 'string', command: ['string'], timeout: 'integer' } as const;

/** The same, as they are shown. Passwords and tokens are not. */
export const configShown = {
  customContainerConfig: {
    accelerationInfo: { status: 'string' },
    accelerationType: 'string',
    acrInstanceId: 'string',
    command: ['string'],
    entrypoint: ['string'],
    healthCheckConfig: healthCheckShown,
    image: 'string',
    port: 'integer',
    registryConfig: {
      authConfig: { userName: 'string' },
      certConfig: { insecure: 'boolean', rootCaCertBase64: 'string' },
      networkConfig: { securityGroupId: 'string', vSwitchId: 'string', vpcId: 'string' },
    },
    resolvedImageUri: 'string',
  },
  customDNS: { dnsOptions: [{ name: 'string', value: 'string' }], nameServers: ['string'], searches: ['string'] },
  customRuntimeConfig: {
    args: ['string'],
    command: ['string'],
    healthCheckConfig: healthCheckShown,
    port: 'integer',
  },
  gpuConfig: { gpuMemorySize: 'integer', gpuType: 'string' },
  instanceLifecycleConfig: { initializer: hookShown, preStop: hookShown },
  juiceFsConfig: {
    mountPoints: [{ args: ['string'], mountDir: 'string', remoteDir: 'string', volumeName: 'string' }],
  },
  layers: [{ arn: 'string', size: 'integer' }],
  logConfig: {
    enableInstanceMetrics: 'boolean',
    enableLlmMetrics: 'boolean',
    enableRequestMetrics: 'boolean',
    logBeginRule: 'string',
    logstore: 'string',
    project: 'string',
  },
  nasConfig: {
    groupId: 'integer',
    userId: 'integer',
    mountPoints: [{ enableTLS: 'boolean', mountDir: 'string', serverAddr: 'string' }],
  },
  ossMountConfig: {
    mountPoints: [
      { bucketName: 'string', bucketPath: 'string', endpoint: 'string', mountDir: 'string', readOnly: 'boolean' },
    ],
  },
  polarFsConfig: {
    groupId: 'integer',
    userId: 'integer',
    mountPoints: [{ instanceId: 'string', mountDir: 'string', readOnly: 'boolean', remoteDir: 'string' }],
  },
  tracingConfig: { type: 'string', params: 'json' },
  vpcConfig: { role: 'string', securityGroupId: 'string', vSwitchIds: ['string'], vpcId: 'string' },
} as const satisfies ResponseFields;
