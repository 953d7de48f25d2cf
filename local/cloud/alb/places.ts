import { actionsOf } from '../product.ts';
import { regions, zonesOf } from '../vpc/zones.ts';
import type { AlbState } from './state.ts';

const row = actionsOf<AlbState>();

/** The zones of the endpoint's region; that ALB is in all of them is inferred. */
export const describeZones = row({
  name: 'DescribeZones',
  style: 'RPC',
  parameters: { AcceptLanguage: { type: 'string' } },
  response: { Zones: [{ ZoneId: 'string', LocalName: 'string' }] },
  errors: [],
  handler: (_state, { region }) => ({
    Zones: (zonesOf(region) ?? []).map((ZoneId) => ({ ZoneId, LocalName: ZoneId })),
  }),
});

export const describeRegions = row({
  name: 'DescribeRegions',
  style: 'RPC',
  parameters: { AcceptLanguage: { type: 'string' } },
  response: { Regions: [{ RegionId: 'string', LocalName: 'string', RegionEndpoint: 'string' }] },
  errors: [],
  handler: () => ({
    Regions: regions().map((RegionId) => ({
      RegionId,
      LocalName: RegionId,
      RegionEndpoint: `alb.${RegionId}.aliyuncs.com`,
    })),
  }),
});
