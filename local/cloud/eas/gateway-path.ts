import type { ParameterTable } from '../product.ts';

/** Where an action on one gateway lives. `ClusterId` is always the region id. */
export const gatewayPath = {
  template: '/api/v2/gateways/{ClusterId}/{GatewayId}',
  parameters: {
    ClusterId: { in: 'path', type: 'string', required: true },
    GatewayId: { in: 'path', type: 'string', required: true },
  },
} as const satisfies { template: string; parameters: ParameterTable };
