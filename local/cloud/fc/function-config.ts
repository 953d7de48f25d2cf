import { ApiError, type ParameterTable } from '../product.ts';
import { configFields } from './config-fields.ts';
import type { FcErrorCode } from './errors.ts';
import type { FunctionConfig } from './functions.ts';

/** The managed and custom runtimes of 3.0. There is no nodejs22 (documented: runtime overview). */
export const RUNTIMES: readonly string[] = [
  ...['nodejs20', 'nodejs18', 'nodejs16', 'nodejs14', 'nodejs12', 'nodejs10', 'nodejs8'],
  ...['python3.12', 'python3.10', 'python3.9', 'python3', 'java11', 'java8', 'php7.2', 'go1', 'dotnetcore3.1'],
  ...['custom', 'custom.debian10', 'custom.debian11', 'custom.debian12', 'custom-container'],
];

const invalidCode = 'InvalidArgument' satisfies FcErrorCode;

/** Where code comes from: `zipFile` in base64, or an object of a bucket. */
export const codeFields = {
  checksum: { type: 'string', invalidCode },
  ossBucketName: { type: 'string', invalidCode },
  ossObjectName: { type: 'string', invalidCode },
  zipFile: { type: 'string', invalidCode },
} as const satisfies ParameterTable;

/** What Function Compute itself reads of a function; limits are those of the API reference. */
export const knownFields = {
  runtime: { in: 'body', type: 'string', invalidCode },
  handler: { in: 'body', type: 'string', maxLength: 128, invalidCode },
  role: { in: 'body', type: 'string', maxLength: 300, invalidCode },
  memorySize: { in: 'body', type: 'integer', min: 128, max: 32_768, invalidCode },
  cpu: { in: 'body', type: 'number', min: 0.05, max: 16, invalidCode },
  diskSize: { in: 'body', type: 'integer', invalidCode },
  timeout: { in: 'body', type: 'integer', min: 1, max: 86_400, invalidCode },
  instanceConcurrency: { in: 'body', type: 'integer', min: 1, max: 200, invalidCode },
  environmentVariables: { in: 'body', type: 'json', secret: true },
  code: { in: 'body', type: 'object', secret: true, invalidCode, fields: codeFields },
} as const satisfies ParameterTable;

/** What is kept and given back as it came. */
export const otherFields = {
  description: { in: 'body', type: 'string', maxLength: 256, invalidCode },
  disableInjectCredentials: { in: 'body', type: 'string', enum: ['None', 'Env', 'Request', 'All'], invalidCode },
  disableOndemand: { in: 'body', type: 'boolean' },
  enableLongLiving: { in: 'body', type: 'boolean' },
  idleTimeout: { in: 'body', type: 'integer', min: 0, invalidCode },
  internetAccess: { in: 'body', type: 'boolean' },
  instanceIsolationMode: { in: 'body', type: 'string' },
  resourceGroupId: { in: 'body', type: 'string' },
  sessionAffinity: { in: 'body', type: 'string' },
  sessionAffinityConfig: { in: 'body', type: 'string' },
  ...configFields,
} as const satisfies ParameterTable;

export interface GivenConfig {
  readonly runtime?: string | undefined;
  readonly handler?: string | undefined;
  readonly role?: string | undefined;
  readonly memorySize?: number | undefined;
  readonly cpu?: number | undefined;
  readonly diskSize?: number | undefined;
  readonly timeout?: number | undefined;
  readonly environmentVariables?: unknown;
  readonly [other: string]: unknown;
}

/** Lays what is given over what was there; at creation, over the documented defaults. @throws InvalidArgument */
export function configFrom(given: GivenConfig, before?: FunctionConfig): FunctionConfig {
  const runtime = given.runtime ?? before?.runtime;
  if (runtime === undefined || !RUNTIMES.includes(runtime))
    throw invalid(`Runtime is set to an invalid value ${runtime}`);
  const handler = given.handler ?? before?.handler ?? '';
  if (handler === '' && !runtime.startsWith('custom')) throw invalid('Handler is required but not provided');
  const memorySize = given.memorySize ?? before?.memorySize ?? 512;
  if (memorySize % 64 !== 0) throw invalid('MemorySize must be a multiple of 64');
  const cpu = given.cpu ?? numberOf(before?.rest.cpu) ?? memorySize / 1024;
  checkCpu(cpu, memorySize, given.cpu !== undefined);
  const diskSize = given.diskSize ?? numberOf(before?.rest.diskSize) ?? 512;
  if (diskSize !== 512 && diskSize !== 10_240) throw invalid('DiskSize must be 512 or 10240');
  const role = given.role ?? before?.role ?? '';
  if (role !== '' && !ROLE_ARN.test(role)) throw invalid(`Role is set to an invalid value ${role}`);
  return {
    ...{ runtime, handler, memorySize },
    role: role === '' ? undefined : role,
    timeout: given.timeout ?? before?.timeout ?? 3,
    environmentVariables:
      given.environmentVariables === undefined
        ? (before?.environmentVariables ?? {})
        : environmentOf(given.environmentVariables),
    rest: { ...before?.rest, ...others(given), cpu, diskSize },
  };
}

const ROLE_ARN = /^acs:ram::\d+:role\/[A-Za-z0-9._/-]{1,64}$/;

function others(given: GivenConfig): Record<string, unknown> {
  const kept = [...Object.keys(otherFields), 'instanceConcurrency'];
  return Object.fromEntries(kept.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
}

/** In steps of 0.05, and between 1 and 4 GB of memory for each vCPU (documented). */
function checkCpu(cpu: number, memorySize: number, isGiven: boolean): void {
  if (!isGiven) return;
  if (Math.abs(cpu * 20 - Math.round(cpu * 20)) > 1e-9) throw invalid('CPU must be a multiple of 0.05');
  const ratio = memorySize / 1024 / cpu;
  if (ratio < 1 - 1e-9 || ratio > 4 + 1e-9) throw invalid('the ratio of CPU to memory (GB) must be from 1:1 to 1:4');
}

const ENVIRONMENT_LIMIT_BYTES = 4096;

function environmentOf(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid('EnvironmentVariables must be an object');
  }
  const variables: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(given)) {
    if (!/^(?!FC_)[A-Za-z][A-Za-z0-9_]*$/.test(name))
      throw invalid(`EnvironmentVariables: the name ${name} is invalid`);
    if (typeof value !== 'string') throw invalid(`EnvironmentVariables: ${name} must be a string`);
    variables[name] = value;
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (bytes > ENVIRONMENT_LIMIT_BYTES) throw invalid('EnvironmentVariables exceed 4 KB in all');
  return variables;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function invalid(reason: string): ApiError<FcErrorCode> {
  return new ApiError<FcErrorCode>('InvalidArgument', { reason });
}
