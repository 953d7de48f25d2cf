import { ApiError } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';

/** The JSON a service is described by, as it was sent; known fields are read through the functions below. */
export type ServiceConfig = Readonly<Record<string, unknown>>;

/** How `UpdateType=merge` treats nested objects. The documentation shows top-level keys only. */
export type MergeDepth = 'deep' | 'shallow';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Examples of the documentation have it under `metadata`, or beside it. */
export function nameOf(config: ServiceConfig): string {
  return String(field(config, 'metadata', 'name') ?? config.name ?? '');
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

/** A text or a number under `metadata`; undefined where there is none. */
export function metadataText(config: ServiceConfig, name: string): string | undefined {
  const value = field(config, 'metadata', name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function metadataNumber(config: ServiceConfig, name: string): number | undefined {
  const value = field(config, 'metadata', name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function metadataFlag(config: ServiceConfig, name: string): boolean {
  return field(config, 'metadata', name) === true;
}

/** The containers that a service deployed from images names, first the one that serves. */
export function containersOf(config: ServiceConfig): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(config.containers) ? config.containers.filter(isObject) : [];
}

export function imageOf(config: ServiceConfig): string | undefined {
  const image = containersOf(config)[0]?.image;
  return typeof image === 'string' ? image : undefined;
}

/** Where its instances run: in resources that everybody shares, in a resource group of the account, or on a quota. */
export type ResourceKind = 'PublicResource' | 'DedicatedResource' | 'Lingjun';

export function resourceKindOf(config: ServiceConfig): ResourceKind {
  if (metadataText(config, 'quota_id')) return 'Lingjun';
  return metadataText(config, 'resource') ? 'DedicatedResource' : 'PublicResource';
}

/** The instance types it asks for, of `cloud.computing`, by name; with the most it pays for one that may be taken away. */
export function computingOf(config: ServiceConfig): { readonly type: string | undefined; readonly spotLimit?: number } {
  const computing = field(config, 'cloud', 'computing');
  if (!isObject(computing)) return { type: undefined };
  const [first] = Array.isArray(computing.instances) ? computing.instances.filter(isObject) : [];
  const type = first?.type ?? computing.instance_type;
  const limit = first?.spot_price_limit;
  return {
    type: typeof type === 'string' ? type : undefined,
    ...(typeof limit === 'number' ? { spotLimit: limit } : {}),
  };
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
