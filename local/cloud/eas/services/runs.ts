import { actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { SERVICE } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { checkConfig, merge } from './config.ts';
import { beginCourse } from './course.ts';
import { incorrectServiceStatus } from './route.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const errors = [...changeErrors, 'IncorrectServiceStatus'] satisfies EasErrorCode[];
const response = { Message: 'string' } as const;

export const scaleService = row({
  name: 'ScaleService',
  style: { method: 'PUT', path: `${servicePath.template}/scale` },
  parameters: {
    ...servicePath.parameters,
    Instance: { in: 'body', type: 'integer', required: true, min: 0 },
    /** Names of instances that go first; those that are not there are no error (inferred). */
    InstancesToDelete: { in: 'body', type: 'list' },
  },
  response,
  errors: [...errors, 'InvalidServiceConfig'] satisfies EasErrorCode[],
  handler: (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    if (!service.lifecycle.allows(SERVICE.scale)) throw incorrectServiceStatus(service);
    const config = merge(service.config, { metadata: { instance: parameters.Instance } }, 'deep');
    checkConfig(config, state.scalingFromZero);
    service.config = config;
    service.updatedAt = now;
    service.leavesFirst = parameters.InstancesToDelete ?? [];
    beginCourse(state, service, { transition: SERVICE.scale, ending: 'scaled', progress });
    return said(service, 'is scaling');
  },
});

export const startService = row({
  name: 'StartService',
  style: { method: 'PUT', path: `${servicePath.template}/start` },
  parameters: servicePath.parameters,
  response,
  errors,
  handler: (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    beginCourse(state, service, { transition: SERVICE.start, ending: 'up', progress });
    service.addInstances(now);
    return said(service, 'is starting');
  },
});

export const stopService = row({
  name: 'StopService',
  style: { method: 'PUT', path: `${servicePath.template}/stop` },
  parameters: servicePath.parameters,
  response,
  errors,
  handler: (state, { account, parameters, progress }) => {
    const service = serviceToChange(state, account, parameters, 'dangerous');
    beginCourse(state, service, { transition: SERVICE.stop, ending: 'still', progress });
    service.instances = [];
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
  handler: (state, { account, parameters, progress }) => {
    const service = serviceToChange(state, account, parameters);
    beginCourse(state, service, { transition: SERVICE.restart, ending: 'rolled', progress });
    return { Message: 'Service is restarting' };
  },
});

/** The words of scaling and starting are documented; those of stopping go by them (inferred). */
function said(service: Service, what: string) {
  return { Message: `Service [${service.name}] in region [${service.region}] ${what}` };
}
