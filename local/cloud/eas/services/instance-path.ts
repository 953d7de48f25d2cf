import type { ParameterTable } from '../../product.ts';
import { servicePath } from './service-path.ts';

/** Where an action on one instance of a service lives. */
export const instancePath = {
  template: `${servicePath.template}/instances/{InstanceName}`,
  parameters: { ...servicePath.parameters, InstanceName: { in: 'path', type: 'string', required: true } },
} as const satisfies { template: string; parameters: ParameterTable };
