import { ApiError, actionsOf, type ParameterTable } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { SERVICE } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { reconfigure } from './change.ts';
import { isObject, merge, type ServiceConfig } from './config.ts';
import { deploy } from './create.ts';
import { incorrectServiceStatus } from './route.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { App } from './service.ts';

const row = actionsOf<EasState>();

const SPECS = [
  ...['llama_7b_fp16', 'llama_7b_int8', 'llama_13b_fp16', 'chatglm_6b_fp16', 'chatglm_6b_int8', 'chatglm2_6b_fp16'],
  ...['baichuan_7b_int8', 'baichuan_13b_fp16', 'baichuan_7b_fp16'],
];

const settings = {
  QuotaId: { type: 'string' },
  WorkspaceId: { type: 'string' },
  AppVersion: { in: 'body', type: 'string' },
  /** Further settings of the deployment, by name. */
  Config: { in: 'body', type: 'json' },
} as const satisfies ParameterTable;

export const createAppService = row({
  name: 'CreateAppService',
  style: { method: 'POST', path: '/api/v2/app_services' },
  parameters: {
    ...settings,
    ServiceName: { in: 'body', type: 'string', required: true },
    AppType: { in: 'body', type: 'string', enum: ['LLM'], required: true },
    ServiceSpec: { in: 'body', type: 'string', enum: SPECS, required: true },
    Replicas: { in: 'body', type: 'integer', required: true, min: 0 },
  },
  response: {
    Region: 'string',
    ServiceId: 'string',
    ServiceName: 'string',
    Status: 'string',
    InternetEndpoint: 'string',
    IntranetEndpoint: 'string',
  },
  errors: ['InvalidServiceConfig', 'InvalidService.AlreadyExists'] satisfies EasErrorCode[],
  // The service JSON that the platform makes of it is not documented (inferred).
  handler: (state, call) => {
    const { ServiceName, AppType, ServiceSpec, Replicas, AppVersion = 'v1', Config, ...rest } = call.parameters;
    const { QuotaId, WorkspaceId = '' } = rest;
    const app: App = { type: AppType, version: AppVersion, spec: ServiceSpec, config: readSettings(Config) };
    const metadata = { name: ServiceName, instance: Replicas, ...(QuotaId && { quota_id: QuotaId }) };
    const config = { metadata, app: { type: app.type, version: app.version, spec: app.spec } };
    return deploy(state, call, { config, labels: new Map(), workspaceId: WorkspaceId, app });
  },
});

export const updateAppService = row({
  name: 'UpdateAppService',
  style: { method: 'PUT', path: '/api/v2/app_services/{ClusterId}/{ServiceName}' },
  parameters: {
    ClusterId: { in: 'path', type: 'string', required: true },
    ServiceName: { in: 'path', type: 'string', required: true },
    ...settings,
    AppType: { in: 'body', type: 'string', enum: ['LLM'] },
    ServiceSpec: { in: 'body', type: 'string', enum: SPECS },
    Replicas: { in: 'body', type: 'integer', min: 1 },
  },
  response: { Message: 'string' },
  errors: [
    ...changeErrors,
    'IncorrectServiceStatus',
    'InvalidServiceConfig',
    'OperationNotSupported.Service',
  ] satisfies EasErrorCode[],
  handler: async (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    const former = service.app;
    if (!former) {
      const values = { service: service.name, reason: 'it is no application service' };
      throw new ApiError<EasErrorCode>('OperationNotSupported.Service', values);
    }
    if (!service.lifecycle.allows(SERVICE.update)) throw incorrectServiceStatus(service);
    const { AppType: type = former.type, AppVersion: version = former.version, Replicas, QuotaId } = parameters;
    const spec = parameters.ServiceSpec ?? former.spec;
    const app = { type, version, spec, config: { ...former.config, ...readSettings(parameters.Config) } };
    const metadata = { ...(Replicas && { instance: Replicas }), ...(QuotaId && { quota_id: QuotaId }) };
    const change: ServiceConfig = { metadata, app: { type, version, spec } };
    await reconfigure(state, service, {
      ...{ config: merge(service.config, change, 'deep'), autoscaler: undefined, now, progress },
    });
    service.app = app;
    return { Message: 'Success' };
  },
});

/** Throws InvalidServiceConfig. */
function readSettings(value: unknown): App['config'] {
  if (value === undefined) return {};
  if (isObject(value)) return value;
  throw new ApiError<EasErrorCode>('InvalidServiceConfig', { reason: 'Config is not an object' });
}
