import { ApiError, actionsOf, type Call } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { newToken } from '../groups/group.ts';
import { joinGroup } from '../groups/membership.ts';
import { readLabels } from '../labels.ts';
import { SERVICE } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { autoscalerOf } from './autoscaler-settings.ts';
import { bindingErrors, checkBinding, readConfig, withDefaultGateway } from './binding.ts';
import { checkConfig, merge, nameOf, type ServiceConfig, tokenOf } from './config.ts';
import { beginCourse } from './course.ts';
import { firstEndpoint } from './endpoints.ts';
import { type App, Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

export const createService = row({
  name: 'CreateService',
  style: { method: 'POST', path: '/api/v2/services' },
  parameters: {
    /** Whether it begins in development mode. */
    Develop: { type: 'boolean', default: false },
    Labels: { type: 'json' },
    WorkspaceId: { type: 'string' },
    body: { in: 'whole-body', type: 'json', required: true },
  },
  response: {
    Region: 'string',
    ServiceId: 'string',
    ServiceName: 'string',
    Status: 'string',
    InternetEndpoint: 'string',
    IntranetEndpoint: 'string',
  },
  errors: [...bindingErrors, 'InvalidService.AlreadyExists', 'InvalidLabels'] satisfies EasErrorCode[],
  handler: async (state, call) => {
    const { Develop, Labels = {}, WorkspaceId = '', body } = call.parameters;
    const config = readConfig(body);
    return deploy(state, call, { config, labels: readLabels(Labels), workspaceId: WorkspaceId, develops: Develop });
  },
});

export const cloneService = row({
  name: 'CloneService',
  style: { method: 'POST', path: `${servicePath.template}/clone` },
  parameters: {
    ...servicePath.parameters,
    Labels: { type: 'json' },
    body: { in: 'whole-body', type: 'json', required: true },
  },
  response: {
    ServiceId: 'string',
    ServiceName: 'string',
    Status: 'string',
    InternetEndpoint: 'string',
    IntranetEndpoint: 'string',
  },
  errors: [
    ...bindingErrors,
    'InvalidService.NotFound',
    'InvalidService.AlreadyExists',
    'InvalidLabels',
  ] satisfies EasErrorCode[],
  // The body says in what the copy differs, its name among it; a token of its own and labels are not copied (inferred).
  handler: async (state, call) => {
    const { ClusterId, ServiceName, Labels = {}, body } = call.parameters;
    const original = state.service(call.account, ClusterId, ServiceName);
    const { token: _own, ...copied } = original.config;
    const change = readConfig(body);
    const config = merge(copied, { ...change, ...renamed(change) }, 'deep');
    const labels = readLabels(Labels);
    return deploy(state, call, { config, labels, workspaceId: original.workspaceId, transition: 'clone' });
  },
});

export interface Deployment {
  readonly config: ServiceConfig;
  readonly labels: ReadonlyMap<string, string>;
  readonly workspaceId: string;
  readonly develops?: boolean;
  readonly transition?: 'create' | 'clone';
  readonly app?: App;
}

type Deploying = Pick<Call<Record<never, never>>, 'account' | 'region' | 'newId' | 'now' | 'progress'>;

/** Makes a service of a configuration and begins to bring it up. Throws the binding errors and AlreadyExists. */
export async function deploy(state: EasState, call: Deploying, deployment: Deployment) {
  const { account, region, newId, now, progress } = call;
  const config = withDefaultGateway(state, account, region, deployment.config);
  checkConfig(config, state.scalingFromZero);
  const autoscaler = autoscalerOf(config);
  const name = nameOf(config);
  if (state.findService(account, region, name)) {
    throw new ApiError<EasErrorCode>('InvalidService.AlreadyExists', { service: name });
  }
  checkBinding(state, account, region, config);
  const service = new Service({
    ...{ id: newId('eas-m-', 18), account, region, name, config },
    token: tokenOf(config) ?? newToken(),
    workspaceId: deployment.workspaceId,
    labels: deployment.labels,
    createdAt: now,
    app: deployment.app,
  });
  state.addService(service);
  service.autoscaler = autoscaler;
  const transition = deployment.develops ? SERVICE.createForDevelopment : SERVICE[deployment.transition ?? 'create'];
  beginCourse(state, service, { transition, ending: 'up', progress });
  service.addInstances(now);
  await joinGroup(state, service, now);
  await state.settled();
  return {
    Region: region,
    ServiceId: service.id,
    ServiceName: name,
    Status: 'Creating',
    InternetEndpoint: firstEndpoint(state, service, 'internet'),
    IntranetEndpoint: firstEndpoint(state, service, 'intranet'),
  };
}

/** A name beside `metadata` has to replace the one that is copied with it. */
function renamed(change: ServiceConfig): ServiceConfig {
  const name = nameOf(change);
  return name === '' ? { metadata: { name: '' } } : { metadata: { ...asObject(change.metadata), name } };
}

function asObject(value: unknown): ServiceConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
