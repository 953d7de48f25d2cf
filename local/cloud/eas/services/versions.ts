import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { joinGroup } from '../groups/membership.ts';
import { SERVICE } from '../lifecycle.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { bindingErrors } from './binding.ts';
import { checkChange } from './change.ts';
import { imageOf, tokenOf } from './config.ts';
import { beginCourse } from './course.ts';
import { incorrectServiceStatus } from './route.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

export const listServiceVersions = row({
  name: 'ListServiceVersions',
  style: { method: 'GET', path: `${servicePath.template}/versions` },
  parameters: {
    ...servicePath.parameters,
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 100, min: 1 },
  },
  response: {
    PageNumber: 'integer',
    PageSize: 'integer',
    TotalCount: 'integer',
    Versions: [
      {
        ImageId: 'integer',
        BuildTime: 'string',
        ImageAvailable: 'string',
        ServiceRunnable: 'string',
        Message: 'string',
        ServiceConfig: 'string',
      },
    ],
  },
  errors: ['InvalidService.NotFound'] satisfies EasErrorCode[],
  // Newest first (inferred). `ImageId` is the number of the version.
  handler: (state, { account, parameters: { ClusterId, ServiceName, PageNumber, PageSize } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const { versions, currentVersion } = service;
    const first = (PageNumber - 1) * PageSize;
    const page = [...versions].reverse().slice(first, first + PageSize);
    return {
      PageNumber,
      PageSize,
      TotalCount: versions.length,
      Versions: page.map(({ version, config, builtAt }) => ({
        ImageId: version,
        BuildTime: utcTime(builtAt),
        ImageAvailable: 'true',
        ServiceRunnable: 'true',
        Message: version === currentVersion ? `Service is ${service.lifecycle.status}` : '',
        // Documented: only of services that are deployed from an image of their own.
        ServiceConfig: imageOf(config) === undefined ? undefined : JSON.stringify(config),
      })),
    };
  },
});

export const updateServiceVersion = row({
  name: 'UpdateServiceVersion',
  style: { method: 'PUT', path: `${servicePath.template}/version` },
  parameters: { ...servicePath.parameters, Version: { in: 'body', type: 'integer', required: true, min: 1 } },
  response: { Message: 'string' },
  errors: [
    ...bindingErrors.filter((code) => code !== 'InvalidAutoScaler'),
    ...changeErrors,
    'IncorrectServiceStatus',
    'InvalidVersion.NotFound',
  ] satisfies EasErrorCode[],
  // It rolls back to what was configured then; the latest version stays what it was (inferred).
  handler: async (state, { account, parameters, now, progress }) => {
    const service = serviceToChange(state, account, parameters);
    if (!service.lifecycle.allows(SERVICE.update)) throw incorrectServiceStatus(service);
    const { Version } = parameters;
    const former = service.versions.find(({ version }) => version === Version);
    if (!former || Version >= service.currentVersion) {
      const values = { service: service.name, version: String(Version), current: String(service.currentVersion) };
      throw new ApiError<EasErrorCode>('InvalidVersion.NotFound', values);
    }
    checkChange(state, service, former.config);
    service.config = former.config;
    service.token = tokenOf(former.config) ?? service.token;
    service.updatedAt = now;
    service.targetVersion = Version;
    beginCourse(state, service, { transition: SERVICE.update, ending: 'rolled', progress });
    await joinGroup(state, service, now);
    await state.settled();
    return { Message: `Service [${service.name}] in region [${service.region}] is starting` };
  },
});
