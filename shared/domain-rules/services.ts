/** What EAS's DescribeService says of one service. */
export interface ServiceFact {
  name: string;
  status: string;
  /** The dedicated gateway it is bound to. */
  gateway?: string | undefined;
  /** ServiceConfig: JSON as a string. */
  config: string;
  /** MinReplica of its autoscaler, for those who asked: one made by its own operation is not in the configuration. */
  minReplica?: number | undefined;
}

export type BindingObstacle =
  | 'ServiceGone'
  | 'NotRunning'
  | 'StillChanging'
  | 'ConfigUnreadable'
  | 'ScalesFromZero'
  | 'OutsideTheVpc';

export type BindingPlan =
  | { kind: 'bound'; reason: 'AlreadyBound'; message: string }
  | {
      kind: 'bind';
      reason: 'BoundElsewhere' | 'NotBound';
      message: string;
      /** For UpdateService with `UpdateType=merge`. */
      body: string;
    }
  | BlockedBinding;

export interface BlockedBinding {
  kind: 'blocked';
  reason: BindingObstacle;
  message: string;
  wayOut: string;
}

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

/**
 * How to bind a service to a gateway (G03, G15, G50, G51). The body carries the whole `networking` object with only the gateway
 * changed, because how deep the vendor merges is not documented: this way a deep and a shallow merge give the same.
 */
export function planBinding({
  service,
  gatewayId,
  vpcId,
}: {
  service: ServiceFact;
  gatewayId: string;
  /** Of the ALB kind: the VPC of the gateway. */
  vpcId?: string;
}): BindingPlan {
  const { name, gateway } = service;
  const config = readObject(service.config);
  const networking = config && (config.networking ?? {});
  if ((gateway || gatewayOf(networking)) === gatewayId) {
    return { kind: 'bound', reason: 'AlreadyBound', message: `${name} is bound to ${gatewayId}.` };
  }
  for (const check of OBSTACLES) {
    const obstacle = check(service, config, gatewayId);
    if (obstacle) return obstacle;
  }
  const elsewhere = config && vpcId !== undefined ? outsideTheVpc(config, name, vpcId) : undefined;
  if (elsewhere) return elsewhere;
  return {
    kind: 'bind',
    reason: gateway ? 'BoundElsewhere' : 'NotBound',
    message: gateway
      ? `${name} moves from ${gateway} to ${gatewayId} and is rolled.`
      : `${name} is bound to ${gatewayId} and rolled.`,
    body: JSON.stringify({ networking: { ...(isObject(networking) && networking), gateway: gatewayId } }),
  };
}

type Obstacle = (service: ServiceFact, config: JsonObject | undefined, gatewayId: string) => BlockedBinding | undefined;

/** What stands in the way of a binding, in this order; the first that speaks decides. */
const OBSTACLES: readonly Obstacle[] = [
  gone, // there is nothing to bind
  stillChanging, // EAS takes no second change
  notRunning, // it would not come back as it was
  configUnreadable, // what is kept cannot be told from what changes
  scalesFromZero, // it could not start again (G03)
];

function gone({ name, status }: ServiceFact) {
  if (!GONE.includes(status)) return undefined;
  return blocked('ServiceGone', `${name} is ${status}.`, 'Leave it out or deploy it again.');
}

function stillChanging({ name, status }: ServiceFact) {
  if (!isChanging(status)) return undefined;
  return blocked('StillChanging', `${name} is ${status}.`, 'Wait: it is bound when it is Running.');
}

function notRunning({ name, status }: ServiceFact) {
  if (status === 'Running') return undefined;
  return blocked('NotRunning', `${name} is ${status}.`, 'Bring the service to Running, then it is bound.');
}

function configUnreadable({ name }: ServiceFact, config: JsonObject | undefined, gatewayId: string) {
  if (config && isObject(config.networking ?? {})) return undefined;
  return blocked(
    'ConfigUnreadable',
    `The configuration of ${name} is not the JSON object that EAS documents.`,
    `Bind ${name} yourself: set networking.gateway to ${gatewayId}.`,
  );
}

function scalesFromZero({ name, minReplica }: ServiceFact, config: JsonObject | undefined) {
  const setting = config && zeroSetting(config, minReplica);
  if (setting) {
    return blocked(
      'ScalesFromZero',
      `${name} may have no instance at all (${setting} is 0); on a dedicated gateway it could not start again.`,
      `Set ${setting} to 1 or more.`,
    );
  }
  return undefined;
}

/** What is wrong with a service that is bound already and may go down to no instance (G03); undefined where nothing is. */
export function driftToZero(service: ServiceFact): BlockedBinding | undefined {
  return scalesFromZero(service, readObject(service.config));
}

/** The dedicated gateway that a service is bound to: as EAS says, or else as its configuration does. */
export function boundGateway(service: { gatewayId: string | undefined; config: string }): string | undefined {
  const gateway = service.gatewayId || gatewayOf(readObject(service.config)?.networking);
  return typeof gateway === 'string' ? gateway : undefined;
}

/** Whether a service of this status is on its way to another one. */
export function isChanging(status: string): boolean {
  return CHANGING.includes(status);
}

/**
 * The configuration that takes a service off its gateway, for UpdateService with `UpdateType=replace`: without a gateway
 * it answers behind the shared one (inferred: no page says how to unbind).
 *
 * @returns undefined where the configuration is not the JSON object that EAS documents
 */
export function planUnbinding(config: string): string | undefined {
  const read = readObject(config);
  if (!read || !isObject(read.networking)) return undefined;
  const { gateway: _, ...networking } = read.networking;
  return JSON.stringify({ ...read, networking });
}

/** One difference between two configurations. */
export interface ConfigChange {
  /** `containers[0].image`; empty where a configuration cannot be read. */
  path: string;
  /** It was there before and is not there now. */
  lost: boolean;
}

/**
 * What else changed between two configurations of a service, though only the gateway may; and `networking.gateway` if it
 * is not the wanted one. Paths only, for values may be secret.
 */
export function changesBesides(before: string, after: string, gatewayId: string): ConfigChange[] {
  const [old, now] = [readObject(before), readObject(after)];
  if (!old || !now) return [{ path: '', lost: false }];
  const networking = old.networking ?? {};
  if (!isObject(networking)) return [{ path: 'networking', lost: false }];
  return differences({ ...old, networking: { ...networking, gateway: gatewayId } }, now, '');
}

/** A gateway of the ALB kind reaches services of its own VPC only (G15, G51). */
function outsideTheVpc({ cloud }: JsonObject, name: string, vpcId: string): BindingPlan | undefined {
  const networking = isObject(cloud) ? cloud.networking : undefined;
  const own = isObject(networking) && typeof networking.vpc_id === 'string' ? networking.vpc_id : undefined;
  if (own === vpcId) return undefined;
  return blocked(
    'OutsideTheVpc',
    own
      ? `${name} is in ${own}, and the gateway in ${vpcId}: it cannot be reached from there.`
      : `${name} is in no VPC, and the gateway in ${vpcId}: it cannot be reached from there.`,
    `Update ${name} with cloud.networking: vpc_id ${vpcId}, a vswitch_id and a security_group_id of that VPC; or name the VPC of the service in spec.network.`,
  );
}

/** The setting that lets the service go down to no instance (G03), if one does. */
function zeroSetting({ metadata, autoscaler }: JsonObject, minReplica: number | undefined): string | undefined {
  if (minReplica !== undefined) return minReplica < 1 ? "the autoscaler's min" : undefined;
  if (isObject(autoscaler)) return isZero(autoscaler.min) ? 'autoscaler.min' : undefined;
  return isObject(metadata) && isZero(metadata.instance) ? 'metadata.instance' : undefined;
}

/** Absent is not zero: the vendor's own default then holds. */
function isZero(value: Json | undefined): boolean {
  return value !== undefined && value !== null && Number(value) < 1;
}

function gatewayOf(networking: Json | undefined): Json | undefined {
  return isObject(networking) ? networking.gateway : undefined;
}

function differences(a: Json | undefined, b: Json | undefined, path: string): ConfigChange[] {
  if (isObject(a) && isObject(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differences(a[key], b[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    return a.flatMap((item, index) => differences(item, b[index], `${path}[${index}]`));
  }
  return a === b ? [] : [{ path, lost: b === undefined }];
}

function readObject(text: string): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function blocked(reason: BindingObstacle, message: string, wayOut: string): BlockedBinding {
  return { kind: 'blocked', reason, message, wayOut };
}

const GONE = ['Deleting', 'Deleted', 'DeleteFailed'];
const CHANGING = [
  'Creating',
  'Cloning',
  'Committing',
  'HotUpdate',
  'Pending',
  'Scaling',
  'Starting',
  'Stopping',
  'Updating',
  'Waiting',
];

/** A service that is bound may go down to no instance since; it is said, not corrected. */
export const MAY_SCALE_TO_ZERO = 'MayScaleToZero';
