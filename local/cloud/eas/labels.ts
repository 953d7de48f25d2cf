import { ApiError, actionsOf } from '../product.ts';
import type { EasErrorCode } from './errors.ts';
import { gatewayPath } from './gateway-path.ts';
import { isObject } from './services/config.ts';
import type { EasState } from './state.ts';

const row = actionsOf<EasState>();

/** Reads `{"key":"value"}`, in a body or in the JSON text of a query parameter. Throws InvalidLabels. */
export function readLabels(value: unknown): ReadonlyMap<string, string> {
  if (!isObject(value)) throw new ApiError<EasErrorCode>('InvalidLabels');
  return new Map(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== 'string') throw new ApiError<EasErrorCode>('InvalidLabels');
      return [key, text];
    }),
  );
}

/** A filter: true where every label that is wanted is there with its value. Throws InvalidLabels at once. */
export function labelFilter(wanted: unknown): (labelled: { labels: ReadonlyMap<string, string> }) => boolean {
  const pairs = [...readLabels(wanted ?? {})];
  return ({ labels }) => pairs.every(([key, value]) => labels.get(key) === value);
}

export function labelList(labels: ReadonlyMap<string, string>) {
  return [...labels].map(([LabelKey, LabelValue]) => ({ LabelKey, LabelValue }));
}

export const labelFields = [{ LabelKey: 'string', LabelValue: 'string' }] as const;

export const updateGatewayLabel = row({
  name: 'UpdateGatewayLabel',
  style: { method: 'PUT', path: `${gatewayPath.template}/label` },
  parameters: { ...gatewayPath.parameters, Labels: { in: 'body', type: 'json', required: true } },
  response: { Message: 'string' },
  errors: ['InvalidGateway.NotFound', 'InvalidLabels'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GatewayId, Labels } }) => {
    const gateway = state.gateway(account, ClusterId, GatewayId);
    for (const [key, value] of readLabels(Labels)) gateway.labels.set(key, value);
    return { Message: `Succeed to update gateway ${gateway.id} labels.` };
  },
});

export const deleteGatewayLabel = row({
  name: 'DeleteGatewayLabel',
  style: { method: 'DELETE', path: `${gatewayPath.template}/label` },
  parameters: { ...gatewayPath.parameters, LabelKeys: { type: 'json', required: true } },
  response: { Message: 'string' },
  errors: ['InvalidGateway.NotFound', 'InvalidLabelKeys'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GatewayId, LabelKeys } }) => {
    const gateway = state.gateway(account, ClusterId, GatewayId);
    if (!Array.isArray(LabelKeys)) throw new ApiError<EasErrorCode>('InvalidLabelKeys');
    for (const key of LabelKeys) gateway.labels.delete(String(key));
    return { Message: 'Succeed to delete gateway labels.' };
  },
});
