import { createHash } from 'node:crypto';
import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { utcTime } from '../times.ts';
import { containersOf, imageOf } from './config.ts';
import { instancePath } from './instance-path.ts';
import { findInstance } from './instances.ts';

const row = actionsOf<EasState>();

export const listServiceContainers = row({
  name: 'ListServiceContainers',
  style: { method: 'GET', path: `${instancePath.template}/containers` },
  parameters: instancePath.parameters,
  response: {
    ServiceName: 'string',
    Containers: [
      {
        Name: 'string',
        Image: 'string',
        Port: 'integer',
        Ready: 'boolean',
        RestartCount: 'integer',
        CurrentStatus: 'string',
        /** Spelled so by the vendor. */
        CurrentReaon: 'string',
        CurrentTimestamp: 'string',
        LastStatus: 'string',
        LastReason: 'string',
        LastTimestamp: 'string',
      },
    ],
  },
  errors: ['InvalidService.NotFound', 'InvalidInstance.NotFound'] satisfies EasErrorCode[],
  // One for each container of the configuration, worker0 first; a service without has the platform's own (inferred).
  handler: (state, { account, parameters: { ClusterId, ServiceName, InstanceName } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const instance = findInstance(service, InstanceName);
    const isUp = instance.status === 'Running';
    const [end] = instance.lastStates;
    const described = containersOf(service.config);
    const containers = described.length > 0 ? described : [{ image: imageOf(service.config) ?? PLATFORM_IMAGE }];
    return {
      ServiceName: service.name,
      Containers: containers.map(({ image, port = 8080 }, index) => ({
        Name: `worker${index}`,
        Image: String(image ?? PLATFORM_IMAGE),
        Port: Number(port),
        Ready: isUp,
        RestartCount: instance.restarts,
        CurrentStatus: isUp ? 'Running' : 'Waiting',
        CurrentReaon: isUp ? undefined : 'PodInitializing',
        CurrentTimestamp: utcTime(instance.startedAt ?? instance.createdAt),
        LastStatus: end && 'Terminated',
        LastReason: end?.reason,
        LastTimestamp: end?.finishedAt,
      })),
    };
  },
});

export const createServiceInstanceToken = row({
  name: 'CreateServiceInstanceToken',
  // Documented so: it makes something, and is a GET.
  style: { method: 'GET', path: `${instancePath.template}/token` },
  parameters: {
    ...instancePath.parameters,
    ActionType: { type: 'string', enum: ['WorkBench'] },
    WorkerName: { type: 'string', default: 'worker0' },
  },
  response: { Token: 'string', Url: 'string', StreamlogUrl: 'string', WorkbenchUrl: 'string' },
  errors: ['InvalidService.NotFound', 'InvalidInstance.NotFound', 'InvalidContainer.NotFound'] satisfies EasErrorCode[],
  // Nobody can log on to what does not run: the addresses lead nowhere (inferred).
  handler: (state, { account, region, parameters, requestId }) => {
    const service = state.service(account, parameters.ClusterId, parameters.ServiceName);
    const { name } = findInstance(service, parameters.InstanceName);
    const { WorkerName, ActionType } = parameters;
    const known = Math.max(1, containersOf(service.config).length);
    if (!Array.from({ length: known }, (_, index) => `worker${index}`).includes(WorkerName)) {
      throw new ApiError<EasErrorCode>('InvalidContainer.NotFound', { container: WorkerName });
    }
    const Token = createHash('sha256').update(`${requestId}/${name}`).digest('base64url');
    const host = `pai-eas.${region}.aliyuncs.com`;
    return {
      Token,
      Url: `wss://${host}/terminal/${name}/${WorkerName}`,
      StreamlogUrl: `wss://${host}/streamlog/${name}/${WorkerName}`,
      WorkbenchUrl: ActionType && `https://workbench.${region}.aliyuncs.com/eas/${name}/${WorkerName}`,
    };
  },
});

/** Of a service that is made of a model and a processor. */
const PLATFORM_IMAGE = 'registry.aliyuncs.com/eas/processor:latest';
