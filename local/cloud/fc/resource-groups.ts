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
    newResourceGroupId: { ...required, pattern: /^rg-/ },
    resourceId: required,
    resourceType: { in: 'body', type: 'string', enum: ['function'], ignoreCase: true, invalidCode },
  },
  response: { newResourceGroupId: 'string', oldResourceGroupId: 'string', resourceId: 'string' },
  errors: ['InvalidArgument', 'FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { newResourceGroupId, resourceId } }) => {
    const named = state.byArn(resourceId);
    const deployed = named?.account === account ? named : state.function(account, region, resourceId);
    const { config } = deployed;
    const oldResourceGroupId = String(config.rest.resourceGroupId ?? '');
    deployed.config = { ...config, rest: { ...config.rest, resourceGroupId: newResourceGroupId } };
    return { newResourceGroupId, oldResourceGroupId, resourceId };
  },
});
