import { ApiError, type ParameterTable, type ValuesOf } from '../../product.ts';
import type { AlbErrorCode } from '../errors.ts';
import type { Quotas } from '../quotas.ts';
import { checkQuota } from '../writing.ts';
import { healthCheckOf, healthCheckParameters } from './health-check.ts';
import type { ServerGroup, ServerGroupSettings } from './server-group.ts';

/** What CreateServerGroup and UpdateServerGroupAttribute have in common. */
export const settingsParameters = {
  Scheduler: { type: 'string', enum: ['Wrr', 'Wlc', 'Sch', 'Uch'] },
  StickySessionConfig: {
    type: 'object',
    fields: {
      Cookie: { type: 'string', maxLength: 200, pattern: /^(?!\$)[^,; ]*$/ },
      CookieTimeout: { type: 'integer', min: 1, max: 86_400 },
      StickySessionEnabled: { type: 'boolean' },
      StickySessionType: { type: 'string', enum: ['Insert', 'Server'] },
    },
  },
  ConnectionDrainConfig: {
    type: 'object',
    fields: { ConnectionDrainEnabled: { type: 'boolean' }, ConnectionDrainTimeout: { type: 'integer', min: 0 } },
  },
  SlowStartConfig: {
    type: 'object',
    fields: { SlowStartEnabled: { type: 'boolean' }, SlowStartDuration: { type: 'integer', min: 30 } },
  },
  UchConfig: {
    type: 'object',
    fields: {
      Type: { type: 'string', required: true, enum: ['QueryString'] },
      Value: { type: 'string', required: true },
    },
  },
  UpstreamKeepaliveEnabled: { type: 'boolean' },
  CrossZoneEnabled: { type: 'boolean' },
  ServiceName: { type: 'string' },
  IpVersionAffinityMode: { type: 'string' },
} as const satisfies ParameterTable;

export const healthCheckConfig = {
  ...healthCheckParameters,
  HealthCheckEnabled: { type: 'boolean' },
} as const satisfies ParameterTable;

export const settingsErrors = [
  'Mismatch.ServerGroupSchedulerAndSlowStartEnable',
  'UnsupportedFeature.ConnectionDrain',
  'UnsupportedFeature.SlowStart',
  'QuotaExceeded.ConnectionDrainTimeout',
  'QuotaExceeded.SlowStartDuration',
] as const satisfies AlbErrorCode[];

type Given = ValuesOf<typeof settingsParameters> & {
  readonly ServerGroupName?: string | undefined;
  readonly HealthCheckConfig?: ValuesOf<typeof healthCheckConfig> | undefined;
};

/** The documented defaults of CreateServerGroup. */
export const SETTINGS_DEFAULTS: ServerGroupSettings = {
  name: '',
  scheduler: 'Wrr',
  healthCheck: { ...healthCheckOf({} as Given['HealthCheckConfig'] & object), enabled: true },
  stickySession: { enabled: false, type: 'Insert', cookie: '', cookieTimeoutSeconds: 1000 },
  connectionDrain: { enabled: false, timeoutSeconds: 300 },
  slowStart: { enabled: false, durationSeconds: 30 },
  uch: undefined,
  upstreamKeepalive: false,
  crossZone: true,
  serviceName: '',
  ipVersionAffinityMode: 'NonAffinity',
};

/** The settings with what was given in the place of what was; throws where they cannot be. */
export function checkedSettings(
  type: ServerGroup['facts']['type'],
  given: Given,
  before: ServerGroupSettings,
  quotas: Quotas,
): ServerGroupSettings {
  const { HealthCheckConfig: check, StickySessionConfig: sticky, ConnectionDrainConfig: drain } = given;
  const { SlowStartConfig: slow, UchConfig: uch } = given;
  const settings: ServerGroupSettings = {
    name: given.ServerGroupName || before.name,
    scheduler: given.Scheduler ?? before.scheduler,
    healthCheck: {
      ...(check ? healthCheckOf(check, before.healthCheck) : before.healthCheck),
      enabled: check?.HealthCheckEnabled ?? before.healthCheck.enabled,
    },
    stickySession: {
      enabled: sticky?.StickySessionEnabled ?? before.stickySession.enabled,
      type: sticky?.StickySessionType ?? before.stickySession.type,
      cookie: sticky?.Cookie ?? before.stickySession.cookie,
      cookieTimeoutSeconds: sticky?.CookieTimeout ?? before.stickySession.cookieTimeoutSeconds,
    },
    connectionDrain: {
      enabled: drain?.ConnectionDrainEnabled ?? before.connectionDrain.enabled,
      timeoutSeconds: drain?.ConnectionDrainTimeout ?? before.connectionDrain.timeoutSeconds,
    },
    slowStart: {
      enabled: slow?.SlowStartEnabled ?? before.slowStart.enabled,
      durationSeconds: slow?.SlowStartDuration ?? before.slowStart.durationSeconds,
    },
    uch: uch ? { type: uch.Type, value: uch.Value } : before.uch,
    upstreamKeepalive: given.UpstreamKeepaliveEnabled ?? before.upstreamKeepalive,
    crossZone: given.CrossZoneEnabled ?? before.crossZone,
    serviceName: given.ServiceName ?? before.serviceName,
    ipVersionAffinityMode: given.IpVersionAffinityMode || before.ipVersionAffinityMode,
  };
  mustBePossible(type, settings, quotas);
  return settings;
}

function mustBePossible(type: ServerGroup['facts']['type'], settings: ServerGroupSettings, quotas: Quotas): void {
  const { connectionDrain, slowStart, scheduler } = settings;
  if (type === 'Fc' && connectionDrain.enabled) throw new ApiError<AlbErrorCode>('UnsupportedFeature.ConnectionDrain');
  if (type === 'Fc' && slowStart.enabled) throw new ApiError<AlbErrorCode>('UnsupportedFeature.SlowStart');
  if (slowStart.enabled && scheduler !== 'Wrr') {
    throw new ApiError<AlbErrorCode>('Mismatch.ServerGroupSchedulerAndSlowStartEnable');
  }
  const drainSeconds = connectionDrain.timeoutSeconds;
  checkQuota('QuotaExceeded.ConnectionDrainTimeout', '', drainSeconds, quotas.connectionDrainSeconds);
  checkQuota('QuotaExceeded.SlowStartDuration', '', slowStart.durationSeconds, quotas.slowStartSeconds);
}
