import { ApiError, actionsOf } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import { readLabels } from '../labels.ts';
import type { EasState } from '../state.ts';
import { changeErrors, serviceToChange } from './safety-lock.ts';
import { servicePath } from './service-path.ts';

const row = actionsOf<EasState>();
const path = `${servicePath.template}/label`;

export const updateServiceLabel = row({
  name: 'UpdateServiceLabel',
  style: { method: 'PUT', path },
  parameters: { ...servicePath.parameters, Labels: { in: 'body', type: 'json', required: true } },
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidLabels'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    for (const [key, value] of readLabels(parameters.Labels)) service.labels.set(key, value);
    return { Message: `Succeed to update service [${service.name}] labels.` };
  },
});

export const deleteServiceLabel = row({
  name: 'DeleteServiceLabel',
  style: { method: 'DELETE', path },
  parameters: {
    ...servicePath.parameters,
    LabelKeys: { type: 'json' },
    /** Deprecated: the same, separated by commas. */
    Keys: { type: 'string' },
  },
  response: { Message: 'string' },
  errors: [...changeErrors, 'InvalidLabelKeys'] satisfies EasErrorCode[],
  handler: (state, { account, parameters }) => {
    const service = serviceToChange(state, account, parameters);
    const keys = parameters.LabelKeys ?? parameters.Keys?.split(',');
    if (!Array.isArray(keys)) throw new ApiError<EasErrorCode>('InvalidLabelKeys');
    for (const key of keys) service.labels.delete(String(key));
    return { Message: `Succeed to delete service [${service.name}] labels.` };
  },
});
