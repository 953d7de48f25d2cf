import { ApiError, actionsOf } from '../../product.ts';
import type { Progress } from '../../progress.ts';
import type { EasErrorCode } from '../errors.ts';
import { joinGroup, leaveGroup } from '../groups/membership.ts';
import { SERVICE } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { type Autoscaler, autoscalerOf, checkAutoscaler } from './autoscaler-settings.ts';
import { bindingErrors, checkBinding, readConfig } from './binding.ts';
import { checkConfig, gatewayOf, instancesOf, merge, nameOf, type ServiceConfig, tokenOf } from './config.ts';
import { beginCourse } from './course.ts';
import { incorrectServiceStatus } from './route.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

export const updateService = row({
  name: 'UpdateService',
  style: { method: 'PUT', path: servicePath.template },
  parameters: {
    ...servicePath.parameters,
    UpdateType: { type: 'string', enum: ['merge', 'replace'], default: 'merge' },
    /** Of a service that consists of several; what it names is not documented, and is taken as it is (inferred). */
    MemberToUpdate: { type: 'string' },
    body: { in: 'whole-body', type: 'json', required: true },
  },
  response: { Message: 'string' },
  errors: [...bindingErrors, ...changeErrors, 'IncorrectServiceStatus'] satisfies EasErrorCode[],
  handler: async (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    if (!service.lifecycle.allows(SERVICE.update)) throw incorrectServiceStatus(service);
    const change = readConfig(parameters.body);
    const config = parameters.UpdateType === 'replace' ? change : merge(service.config, change, state.serviceMerge);
    await reconfigure(state, service, { config, autoscaler: autoscalerOf(change), now, progress });
    return { Message: `Succeed to update service [${service.name}] in region [${service.region}]` };
  },
});

interface Reconfiguration {
  readonly config: ServiceConfig;
  /** In place of the one it has. */
  readonly autoscaler: Autoscaler | undefined;
  readonly now: number;
  readonly progress: Progress;
}

/** Gives a service another configuration, and begins to roll it out. Throws the binding errors. */
export async function reconfigure(
  state: EasState,
  service: Service,
  { config, autoscaler = service.autoscaler, now, progress }: Reconfiguration,
): Promise<void> {
  checkChange(state, service, config);
  checkAutoscaler(autoscaler, state.scalingFromZero === 'refused' ? gatewayOf(config) : undefined);

  // Documented: an update of nothing but metadata.instance scales, any other makes a new version and rolls.
  const scalesOnly = JSON.stringify(withInstances(service.config, config)) === JSON.stringify(config);
  service.config = config;
  service.token = tokenOf(config) ?? service.token;
  service.autoscaler = autoscaler;
  service.updatedAt = now;
  if (!scalesOnly) service.addVersion(config, now);
  const transition = scalesOnly ? SERVICE.scale : SERVICE.update;
  beginCourse(state, service, { transition, ending: scalesOnly ? 'scaled' : 'rolled', progress });
  await joinGroup(state, service, now);
  await state.settled();
}

/** Throws where a service cannot be so configured. */
export function checkChange(state: EasState, service: Service, config: ServiceConfig): void {
  checkConfig(config, state.scalingFromZero);
  if (nameOf(config) !== service.name) {
    throw new ApiError<EasErrorCode>('InvalidServiceConfig', { reason: 'metadata.name cannot change' });
  }
  checkBinding(state, service.account, service.region, config);
}

function withInstances(config: ServiceConfig, other: ServiceConfig): ServiceConfig {
  return merge(config, { metadata: { instance: instancesOf(other) } }, 'deep');
}

export const deleteService = row({
  name: 'DeleteService',
  style: { method: 'DELETE', path: servicePath.template },
  parameters: servicePath.parameters,
  response: { Message: 'string' },
  errors: [...changeErrors, 'IncorrectServiceStatus'] satisfies EasErrorCode[],
  handler: (state, { account, parameters, progress }) => {
    const service = serviceToChange(state, account, parameters, 'dangerous');
    removeService(state, service, progress);
    return { Message: `Service [${service.name}] in region [${service.region}] is terminating` };
  },
});

/** Throws IncorrectServiceStatus. */
export function removeService(state: EasState, service: Service, progress: Progress): void {
  beginCourse(state, service, { transition: SERVICE.delete, ending: 'gone', progress });
  service.routeThrough(undefined);
  leaveGroup(state, service);
  service.instances = [];
  service.cronScaler = undefined;
}
