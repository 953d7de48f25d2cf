import { ApiError, actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { AlbState } from './state.ts';
import { notFoundErrors, ownTaggable, RESOURCE_TYPES } from './taggable.ts';

/** Moves at once. Groups of the account are told of by `cloud.alb.elsewhere`. */
export const moveResourceGroup = actionsOf<AlbState>()({
  name: 'MoveResourceGroup',
  style: 'RPC',
  parameters: {
    ResourceType: { type: 'string', required: true, enum: RESOURCE_TYPES, ignoreCase: true },
    ResourceId: { type: 'string', required: true },
    NewResourceGroupId: { type: 'string', required: true },
  },
  response: {},
  errors: [...notFoundErrors, 'NotExist.ResourceGroup'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ResourceType, ResourceId, NewResourceGroupId: id } = call.parameters;
    const resource = ownTaggable(state, call, ResourceType, ResourceId);
    if (id !== state.defaultResourceGroup(call) && !state.elsewhere.find(call, 'ResourceGroup', id)) {
      throw new ApiError<AlbErrorCode>('NotExist.ResourceGroup');
    }
    resource.resourceGroupId = id;
    return {};
  },
});
