import { actionsOf } from '../../product.ts';
import type { Progress } from '../../progress.ts';
import type { EasErrorCode } from '../errors.ts';
import { SERVICE, type ServiceStatus, type Transition } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { checkConfig, merge } from './config.ts';
import { incorrectServiceStatus, takeRoute } from './route.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const errors = ['InvalidService.NotFound', 'IncorrectServiceStatus'] satisfies EasErrorCode[];
const response = { Message: 'string' } as const;

export const scaleService = row({
  name: 'ScaleService',
  style: { method: 'PUT', path: `${servicePath.template}/scale` },
  parameters: {
    ...servicePath.parameters,
    Instance: { in: 'body', type: 'integer', required: true, min: 0 },
    /** Names of instances; which ones go is nobody's to see here. */
    InstancesToDelete: { in: 'body', type: 'list' },
  },
  response,
  errors: [...errors, 'InvalidServiceConfig'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName, Instance }, now, progress }) => {
    const service = state.service(account, ClusterId, ServiceName);
    if (!service.lifecycle.allows(SERVICE.scale)) throw incorrectServiceStatus(service);
    const config = merge(service.config, { metadata: { instance: Instance } }, 'deep');
    checkConfig(config, state.scalingFromZero);
    service.config = config;
    service.updatedAt = now;
    service.lifecycle.begin(SERVICE.scale, progress);
    return said(service, 'is scaling');
  },
});

export const startService = row({
  name: 'StartService',
  style: { method: 'PUT', path: `${servicePath.template}/start` },
  parameters: servicePath.parameters,
  response,
  errors,
  handler: (state, { account, parameters: { ClusterId, ServiceName }, progress }) => {
    const service = move(state.service(account, ClusterId, ServiceName), SERVICE.start, progress, (started) =>
      takeRoute(state, started, progress),
    );
    return said(service, 'is starting');
  },
});

export const stopService = row({
  name: 'StopService',
  style: { method: 'PUT', path: `${servicePath.template}/stop` },
  parameters: servicePath.parameters,
  response,
  errors,
  handler: (state, { account, parameters: { ClusterId, ServiceName }, progress }) => {
    const service = move(state.service(account, ClusterId, ServiceName), SERVICE.stop, progress);
    return said(service, 'is stopping');
  },
});

export const restartService = row({
  name: 'RestartService',
  style: { method: 'PUT', path: `${servicePath.template}/restart` },
  parameters: servicePath.parameters,
  response,
  errors,
  // It rolls, so that callers notice nothing (inferred).
  handler: (state, { account, parameters: { ClusterId, ServiceName }, progress }) => {
    const service = move(state.service(account, ClusterId, ServiceName), SERVICE.restart, progress);
    return said(service, 'is restarting');
  },
});

/** Throws IncorrectServiceStatus. */
function move(
  service: Service,
  transition: Transition<ServiceStatus>,
  progress: Progress,
  arrived: (service: Service) => unknown = () => undefined,
): Service {
  if (!service.lifecycle.allows(transition)) throw incorrectServiceStatus(service);
  service.lifecycle.begin(transition, progress, () => arrived(service));
  return service;
}

/** Only the words of scaling are documented; those of the others go by it (inferred). */
function said(service: Service, what: string) {
  return { Message: `Service [${service.name}] in region [${service.region}] ${what}` };
}
