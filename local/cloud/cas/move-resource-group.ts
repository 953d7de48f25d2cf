import { ApiError, actionsOf } from '../product.ts';
import type { CasErrorCode } from './errors.ts';
import type { CasState } from './state.ts';

/** Moves a certificate, by its resource id or its number (inferred), or the certificate of an order. */
export const moveResourceGroup = actionsOf<CasState>()({
  name: 'MoveResourceGroup',
  style: 'RPC',
  parameters: {
    RegionId: { type: 'string', enum: ['cn-hangzhou', 'ap-southeast-1'] },
    ResourceGroupId: { type: 'string', required: true, missingCode: 'MissingParameter' },
    ResourceId: { type: 'string', required: true, missingCode: 'MissingParameter' },
    ResourceType: {
      type: 'string',
      required: true,
      missingCode: 'MissingParameter',
      enum: ['instance', 'Certificate'],
    },
  },
  response: {},
  errors: ['MissingParameter', 'NotFound'] satisfies CasErrorCode[],
  handler: (state, { account, parameters: { ResourceGroupId, ResourceId } }) => {
    const found = state
      .of(account)
      .find(({ id, instanceId }) => instanceId === ResourceId || String(id) === ResourceId);
    if (!found) throw new ApiError<CasErrorCode>('NotFound');
    found.resourceGroupId = ResourceGroupId;
    return {};
  },
});
