import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { type Autoscaler, checkAutoscaler, readAutoscaler } from './autoscaler-settings.ts';
import { gatewayOf } from './config.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const path = `${servicePath.template}/autoscaler`;

const settings = {
  ...servicePath.parameters,
  min: { in: 'body', type: 'integer', required: true },
  max: { in: 'body', type: 'integer', required: true },
  scaleStrategies: { in: 'body', type: 'json', required: true },
  behavior: { in: 'body', type: 'json' },
} as const;

// What the metrics would make of it is not played: the number of instances stays as it was set.
export const createServiceAutoScaler = row({
  name: 'CreateServiceAutoScaler',
  style: { method: 'POST', path },
  parameters: settings,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidAutoScaler', 'InvalidAutoScaler.AlreadyExists'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const values = { service: service.name };
    if (service.autoscaler) throw new ApiError<EasErrorCode>('InvalidAutoScaler.AlreadyExists', values);
    const autoscaler = readAutoscaler(parameters);
    checkAutoscaler(autoscaler, state.scalingFromZero === 'refused' ? gatewayOf(service.config) : undefined);
    service.autoscaler = autoscaler;
    return { Message: `Succeed to auto scale service [${service.name}]` };
  },
});

export const describeServiceAutoScaler = row({
  name: 'DescribeServiceAutoScaler',
  style: { method: 'GET', path },
  parameters: servicePath.parameters,
  response: {
    ServiceName: 'string',
    MinReplica: 'integer',
    MaxReplica: 'integer',
    Behavior: 'json',
    CurrentMetrics: [{ metricName: 'string', service: 'string', value: 'number' }],
    ScaleStrategies: [{ metricName: 'string', service: 'string', threshold: 'number' }],
  },
  errors: ['InvalidService.NotFound', 'InvalidAutoScaler.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName } }) => {
    const service = state.service(account, ClusterId, ServiceName);
    const { min, max, behavior, strategies } = autoscaled(service);
    const named = strategies.map((strategy) => ({ ...strategy, service: strategy.service ?? service.name }));
    return {
      ServiceName: service.name,
      MinReplica: min,
      MaxReplica: max,
      Behavior: behavior,
      CurrentMetrics: named.map(({ metricName, service: of }) => ({ metricName, service: of, value: 0 })),
      ScaleStrategies: named,
    };
  },
});

export const updateServiceAutoScaler = row({
  name: 'UpdateServiceAutoScaler',
  style: { method: 'PUT', path },
  parameters: settings,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidAutoScaler', 'InvalidAutoScaler.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    autoscaled(service);
    const autoscaler = readAutoscaler(parameters);
    checkAutoscaler(autoscaler, state.scalingFromZero === 'refused' ? gatewayOf(service.config) : undefined);
    service.autoscaler = autoscaler;
    return { Message: `Update auto scale for service [${service.name}] successfully` };
  },
});

export const deleteServiceAutoScaler = row({
  name: 'DeleteServiceAutoScaler',
  style: { method: 'DELETE', path },
  parameters: servicePath.parameters,
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidAutoScaler.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    autoscaled(service);
    service.autoscaler = undefined;
    return { Message: `Autoscaler for service [${service.name}] deleted successfully` };
  },
});

/** Throws InvalidAutoScaler.NotFound. */
function autoscaled({ autoscaler, name }: Service): Autoscaler {
  if (autoscaler) return autoscaler;
  throw new ApiError<EasErrorCode>('InvalidAutoScaler.NotFound', { service: name });
}
