import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import type { Service } from './service.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();

export const updateServiceSafetyLock = row({
  name: 'UpdateServiceSafetyLock',
  style: { method: 'PUT', path: `${servicePath.template}/lock` },
  parameters: {
    ...servicePath.parameters,
    Lock: { in: 'body', type: 'string', enum: ['all', 'dangerous', 'none'], required: true },
  },
  response: { Message: 'string' },
  errors: ['InvalidService.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, ServiceName, Lock } }) => {
    state.service(account, ClusterId, ServiceName).safetyLock = Lock;
    return { Message: `service safety lock updated to ${Lock}` };
  },
});

/** Of every action that changes a service. */
export const changeErrors = ['InvalidService.NotFound', 'OperationDenied.SafetyLock'] satisfies EasErrorCode[];

interface ServicePath {
  readonly ClusterId: string;
  readonly ServiceName: string;
}

/**
 * The service, for a change that its lock allows; deleting and stopping are the `dangerous` ones. Throws the errors above;
 * which code a lock refuses with is inferred.
 */
export function serviceToChange(
  state: EasState,
  account: string,
  { ClusterId, ServiceName }: ServicePath,
  kind: 'safe' | 'dangerous' = 'safe',
): Service {
  const service = state.service(account, ClusterId, ServiceName);
  const { safetyLock, name } = service;
  if (safetyLock === 'all' || (safetyLock === 'dangerous' && kind === 'dangerous')) {
    throw new ApiError<EasErrorCode>('OperationDenied.SafetyLock', { service: name, lock: safetyLock });
  }
  return service;
}
