import { ApiError, type ParameterTable } from '../../product.ts';
import type { EasErrorCode } from '../errors.ts';
import type { EasState } from '../state.ts';
import type { ResourceGroup } from './resource-group.ts';

/** Where an action on one resource group lives. */
export const resourcePath = {
  template: '/api/v2/resources/{ClusterId}/{ResourceId}',
  parameters: {
    ClusterId: { in: 'path', type: 'string', required: true },
    ResourceId: { in: 'path', type: 'string', required: true },
  },
} as const satisfies { template: string; parameters: ParameterTable };

/** Throws InvalidResource.NotFound. */
export function findResource(state: EasState, account: string, region: string, id: string): ResourceGroup {
  const group = state.resourceGroups.find(account, id);
  if (group?.region === region) return group;
  throw new ApiError<EasErrorCode>('InvalidResource.NotFound', { resource: id });
}
