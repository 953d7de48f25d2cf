import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import { isObject } from './config.ts';
import type { InjectedFault } from './instance.ts';
import { instancePath } from './instance-path.ts';
import { findInstance } from './instances.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';

const row = actionsOf<EasState>();
const path = `${instancePath.template}/faults`;

/** What may be done by each kind of fault, and with which number between 0 and 100. */
const ACTIONS: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  CpuFullloadTask: { fullload: 'CpuPercent' },
  MemLoadTask: { load: 'MemPercent' },
  NetworkTask: { delay: undefined, corrupt: 'Percent', loss: 'Percent' },
  DiskBurnTask: { burn: undefined },
  DiskFillTask: { fill: 'Percent' },
};

export const createFaultInjection = row({
  name: 'CreateFaultInjection',
  style: { method: 'POST', path },
  parameters: {
    ...instancePath.parameters,
    FaultType: { in: 'body', type: 'string', enum: Object.keys(ACTIONS), required: true, source: 'inferred' },
    FaultArgs: { in: 'body', type: 'json' },
  },
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidInstance.NotFound', 'InvalidFault.AlreadyExists'] satisfies EasErrorCode[],
  // One of a kind at a time (inferred). Only a network that loses everything is noticed by callers.
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const instance = findInstance(service, parameters.InstanceName);
    const { FaultType, FaultArgs } = parameters;
    if (instance.faults.some(({ type }) => type === FaultType)) {
      throw new ApiError<EasErrorCode>('InvalidFault.AlreadyExists', { instance: instance.name, type: FaultType });
    }
    instance.faults = [...instance.faults, inject(FaultType, FaultArgs)];
    return { Message: `Successfully create fault injection ${FaultType} for instance ${instance.name}` };
  },
});

export const listServiceInstanceFaultInjectionInfo = row({
  name: 'ListServiceInstanceFaultInjectionInfo',
  style: { method: 'GET', path },
  parameters: instancePath.parameters,
  response: {
    FaultInfoList: [
      {
        FaultType: 'string',
        FaultArgs: 'json',
        FaultStatus: { FaultStatus: 'string', FaultStatusMessage: 'string' },
      },
    ],
  },
  errors: ['InvalidService.NotFound', 'InvalidInstance.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName, InstanceName } }) => {
    const { faults } = findInstance(state.service(account, ClusterId, ServiceName), InstanceName);
    return {
      FaultInfoList: faults.map(({ type, args, failure }) => ({
        FaultType: type,
        FaultArgs: args,
        FaultStatus: {
          FaultStatus: failure === undefined ? 'FaultInjectedSuccess' : 'FaultInjectedFailure',
          FaultStatusMessage: failure ?? '',
        },
      })),
    };
  },
});

export const deleteFaultInjection = row({
  name: 'DeleteFaultInjection',
  style: { method: 'DELETE', path: `${path}/{FaultType}` },
  parameters: { ...instancePath.parameters, FaultType: { in: 'path', type: 'string', required: true } },
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidInstance.NotFound', 'InvalidFault.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const instance = findInstance(service, parameters.InstanceName);
    const { FaultType } = parameters;
    const others = instance.faults.filter(({ type }) => type !== FaultType);
    if (others.length === instance.faults.length) {
      throw new ApiError<EasErrorCode>('InvalidFault.NotFound', { instance: instance.name, type: FaultType });
    }
    instance.faults = others;
    return { Message: `Successfully delete fault injection ${FaultType} for instance ${instance.name}` };
  },
});

/** Documented: with parameters that are wrong the fault is there, and was not injected. */
function inject(type: string, args: unknown): InjectedFault {
  const given = isObject(args) ? args : {};
  const action = String(given.FaultAction ?? '');
  const known = ACTIONS[type] ?? {};
  if (!Object.hasOwn(known, action)) {
    return { type, args, failure: `FaultAction ${action} is not known`, cutsOff: false };
  }
  const measure = known[action];
  const percent = measure === undefined ? 0 : Number(given[measure] ?? Number.NaN);
  const isWithin = percent >= 0 && percent <= 100;
  return {
    ...{ type, args },
    failure: isWithin ? undefined : `${measure} is not between 0 and 100`,
    cutsOff: action === 'loss' && percent === 100,
  };
}
