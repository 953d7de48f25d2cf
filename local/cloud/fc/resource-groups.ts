import { actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;
const required = { in: 'body', type: 'string', required: true, invalidCode, missingCode: invalidCode } as const;

/** Of a function, by its name or ARN. */
export const changeResourceGroup = row({
  name: 'ChangeResourceGroup',
  style: { method: 'PUT', path: '/2023-03-30/resource-groups' },
  parameters: {
    NewResourceGroupId: { ...required, pattern: /^rg-/ },
    ResourceId: required,
    ResourceType: { in: 'body', type: 'string', enum: ['function'], ignoreCase: true, invalidCode },
  },
  response: { NewResourceGroupId: 'string', OldResourceGroupId: 'string', ResourceId: 'string' },
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { NewResourceGroupId, ResourceId } }) => {
    const named = state.byArn(ResourceId);
    const deployed = named?.account === account ? named : state.function(account, region, ResourceId);
    const { config } = deployed;
    const OldResourceGroupId = String(config.rest.resourceGroupId ?? '');
    deployed.config = { ...config, rest: { ...config.rest, resourceGroupId: NewResourceGroupId } };
    return { NewResourceGroupId, OldResourceGroupId, ResourceId };
  },
});
