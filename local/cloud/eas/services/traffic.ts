import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Mirror, Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const mirrorPath = `${servicePath.template}/mirror`;

export const releaseService = row({
  name: 'ReleaseService',
  style: { method: 'PUT', path: `${servicePath.template}/release` },
  parameters: {
    ...servicePath.parameters,
    TrafficState: { in: 'body', type: 'string', enum: ['standalone', 'grouping'] },
    Weight: { in: 'body', type: 'integer', min: -1, max: 1000 },
  },
  response: { Message: 'string' },
  errors: [...changeErrors, 'OperationNotSupported.Service'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const { TrafficState = service.trafficState, Weight = service.weight } = parameters;
    if (TrafficState === 'grouping' && service.group === undefined) {
      const values = { service: service.name, reason: 'it is in no service group' };
      throw new ApiError<EasErrorCode>('OperationNotSupported.Service', values);
    }
    service.trafficState = TrafficState;
    service.weight = Weight;
    const { name, region, lifecycle } = service;
    const status = `service status: [${lifecycle.status}]`;
    return { Message: `Releasing service [${name}] in region [${region}] with weight [${Weight}], ${status}` };
  },
});

const mirrored = {
  ...servicePath.parameters,
  /** Percent. */
  Ratio: { in: 'body', type: 'integer', required: true, min: 0, max: 100, source: 'inferred' },
  /** Names of services (the documents call them instances). */
  Target: { in: 'body', type: 'list', required: true, min: 1, source: 'inferred' },
} as const;

// No copies of requests are sent: services here answer, and nobody sees what they do.
export const createServiceMirror = row({
  name: 'CreateServiceMirror',
  style: { method: 'POST', path: mirrorPath },
  parameters: mirrored,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidMirror.Target', 'InvalidMirror.AlreadyExists'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const { Ratio, Target } = parameters;
    if (service.mirror) throw new ApiError<EasErrorCode>('InvalidMirror.AlreadyExists', { service: service.name });
    service.mirror = mirrorTo(state, service, Ratio, Target);
    return said(service, 'ON', Ratio);
  },
});

export const updateServiceMirror = row({
  name: 'UpdateServiceMirror',
  style: { method: 'PUT', path: mirrorPath },
  parameters: mirrored,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidMirror.Target', 'InvalidMirror.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const { Ratio, Target } = parameters;
    mirrorOf(service);
    service.mirror = mirrorTo(state, service, Ratio, Target);
    return said(service, 'updating', Ratio);
  },
});

export const describeServiceMirror = row({
  name: 'DescribeServiceMirror',
  style: { method: 'GET', path: mirrorPath },
  parameters: servicePath.parameters,
  // Both are texts here, though they are written as a number and a list.
  response: { ServiceName: 'string', Ratio: 'string', Target: 'string' },
  errors: ['InvalidService.NotFound', 'InvalidMirror.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const { ratio, targets } = mirrorOf(service);
    return { ServiceName: service.name, Ratio: String(ratio), Target: targets.join(',') };
  },
});

export const deleteServiceMirror = row({
  name: 'DeleteServiceMirror',
  style: { method: 'DELETE', path: mirrorPath },
  parameters: servicePath.parameters,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidMirror.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const { ratio } = mirrorOf(service);
    service.mirror = undefined;
    return said(service, 'OFF', ratio);
  },
});

/** Throws InvalidMirror.Target for a target that is not there, or is the service itself (inferred). */
function mirrorTo(state: EasState, service: Service, ratio: number, targets: readonly string[]): Mirror {
  for (const target of targets) {
    if (target === service.name || !state.findService(service.account, service.region, target)) {
      throw new ApiError<EasErrorCode>('InvalidMirror.Target', { target });
    }
  }
  return { ratio, targets };
}

/** Throws InvalidMirror.NotFound. */
function mirrorOf({ mirror, name }: Service): Mirror {
  if (mirror) return mirror;
  throw new ApiError<EasErrorCode>('InvalidMirror.NotFound', { service: name });
}

function said({ name, region }: Service, what: string, ratio: number) {
  return { Message: `Traffic mirroring is ${what} for service [${name}] in region [${region}], ratio [${ratio}%]` };
}
