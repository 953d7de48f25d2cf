import { actionsOf } from '../product.ts';
import { regions } from '../vpc/zones.ts';
import type { EasState } from './state.ts';

const row = actionsOf<EasState>();

export const describeRegions = row({
  name: 'DescribeRegions',
  style: { method: 'GET', path: '/api/v2/regions' },
  parameters: {},
  response: { Regions: [{ RegionId: 'string', RegionName: 'string' }] },
  errors: [],
  // What a region is called beside its id is not known: here the same (inferred).
  handler: () => ({ Regions: regions().map((region) => ({ RegionId: region, RegionName: region })) }),
});
