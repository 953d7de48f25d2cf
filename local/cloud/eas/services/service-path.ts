import type { ParameterTable } from '../../product.ts';

/** Where an action on one service lives. `ClusterId` is always the region id. */
export const servicePath = {
  template: '/api/v2/services/{ClusterId}/{ServiceName}',
  parameters: {
    ClusterId: { in: 'path', type: 'string', required: true },
    ServiceName: { in: 'path', type: 'string', required: true },
  },
} as const satisfies { template: string; parameters: ParameterTable };
