import { ApiError } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';

/** The JSON a service is described by, as it was sent; known fields are read through the functions below. */
export type ServiceConfig = Readonly<Record<string, unknown>>;

/** How `UpdateType=merge` treats nested objects. The documentation shows top-level keys only. */
export type MergeDepth = 'deep' | 'shallow';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function nameOf(config: ServiceConfig): string {
  return String(field(config, 'metadata', 'name') ?? '');
}

export function instancesOf(config: ServiceConfig): number {
  return Number(field(config, 'metadata', 'instance') ?? 0);
}

/** The dedicated gateway it is bound to, or undefined for the shared one. */
export function gatewayOf(config: ServiceConfig): string | undefined {
  const gateway = field(config, 'networking', 'gateway');
  return typeof gateway === 'string' && gateway !== '' ? gateway : undefined;
}

/** The VPC its instances are attached to. */
export function vpcOf(config: ServiceConfig): string | undefined {
  const networking = field(config, 'cloud', 'networking');
  return isObject(networking) && typeof networking.vpc_id === 'string' ? networking.vpc_id : undefined;
}

export function tokenOf(config: ServiceConfig): string | undefined {
  return typeof config.token === 'string' && config.token !== '' ? config.token : undefined;
}

/** Later keys win; lists are replaced, never joined. */
export function merge(config: ServiceConfig, change: ServiceConfig, depth: MergeDepth): ServiceConfig {
  const merged: Record<string, unknown> = { ...config };
  for (const [key, value] of Object.entries(change)) {
    const known = merged[key];
    merged[key] = depth === 'deep' && isObject(known) && isObject(value) ? merge(known, value, depth) : value;
  }
  return merged;
}

/** Refuses what the documentation of the service JSON does not allow. */
export function checkConfig(config: ServiceConfig, scalingFromZero: 'refused' | 'allowed'): void {
  const instance = field(config, 'metadata', 'instance');
  if (!/^[a-z][a-z0-9_]{2,62}$/.test(nameOf(config))) {
    throw invalid('metadata.name takes 3 to 63 lower-case letters, digits and underscores, beginning with a letter');
  }
  if (!Number.isSafeInteger(instance) || Number(instance) < 0)
    throw invalid('metadata.instance is missing or not a number');
  // G03; that the API itself refuses it is inferred.
  const least = [instance, field(config, 'autoscaler', 'min')].filter((count) => count !== undefined).map(Number);
  if (scalingFromZero === 'refused' && gatewayOf(config) !== undefined && Math.min(...least) < 1) {
    throw invalid('a service on a dedicated gateway needs at least one instance');
  }
}

function invalid(reason: string): ApiError {
  return new ApiError<EasErrorCode>('InvalidServiceConfig', { reason });
}

function field(config: ServiceConfig, group: string, name: string): unknown {
  const fields = config[group];
  return isObject(fields) ? fields[name] : undefined;
}
