import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { SERVICE } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { containersOf, imageOf } from './config.ts';
import { beginCourse } from './course.ts';
import { incorrectServiceStatus } from './route.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const errors = [...changeErrors, 'IncorrectServiceStatus', 'OperationNotSupported.Service'] satisfies EasErrorCode[];

export const developService = row({
  name: 'DevelopService',
  style: { method: 'PUT', path: `${servicePath.template}/develop` },
  parameters: { ...servicePath.parameters, Exit: { type: 'boolean', default: false } },
  response: { Message: 'string' },
  errors,
  handler: (state, { account, parameters, progress }) => {
    const service = serviceToChange(state, account, parameters);
    checkContainers(service);
    const transition = parameters.Exit ? SERVICE.leaveDevelopment : SERVICE.enterDevelopment;
    beginCourse(state, service, { transition, ending: 'still', progress });
    return { Message: 'Success' };
  },
});

export const commitService = row({
  name: 'CommitService',
  style: { method: 'PUT', path: `${servicePath.template}/commit` },
  parameters: servicePath.parameters,
  response: { Message: 'string' },
  errors,
  // Documented: the first container becomes a new image. Which statuses allow it is inferred: development mode only.
  handler: (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    checkContainers(service);
    if (!service.lifecycle.allows(SERVICE.commit)) throw incorrectServiceStatus(service);
    const [worker, ...others] = containersOf(service.config);
    const image = `${imageOf(service.config)?.replace(/:[^:/]+$/, '')}:committed-${service.latestVersion + 1}`;
    service.config = { ...service.config, containers: [{ ...worker, image }, ...others] };
    service.addVersion(service.config, now);
    service.updatedAt = now;
    beginCourse(state, service, { transition: SERVICE.commit, ending: 'committed', progress });
    return { Message: 'Success' };
  },
});

/** Documented: both are for services of containers. How others are refused is inferred. */
function checkContainers({ name, config }: Service): void {
  if (imageOf(config) !== undefined) return;
  const values = { service: name, reason: 'it is not deployed from an image' };
  throw new ApiError<EasErrorCode>('OperationNotSupported.Service', values);
}
