import { hasTag, pageOfTags } from '../dns/zone-tags.ts';
import { actionsOf, type ParameterTable } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common } from './parameters.ts';
import type { PvtzState } from './state.ts';

const row = actionsOf<PvtzState>();

/** Zones are the only resource of this product that has tags. */
const type = {
  ResourceType: { type: 'string', required: true, enum: ['ZONE'] },
  ...common,
} as const satisfies ParameterTable;
const ids = { ResourceId: { type: 'list', required: true, min: 1, max: 50 } } as const satisfies ParameterTable;
const tag = {
  Key: { type: 'string', required: true, maxLength: 128 },
  Value: { type: 'string', default: '', maxLength: 128 },
} as const satisfies ParameterTable;

const errors = ['Zone.NotExists'] as const satisfies PvtzErrorCode[];

export const tagResources = row({
  name: 'TagResources',
  style: 'RPC',
  parameters: {
    ...type,
    ...ids,
    Tag: { type: 'objects', required: true, min: 1, max: 20, fields: tag },
    OverWrite: { type: 'boolean', default: false },
  },
  response: {},
  errors,
  handler: (state, { account, parameters: { ResourceId, Tag, OverWrite } }) => {
    for (const zone of ResourceId.map((id) => state.zone(account, id))) {
      if (OverWrite) zone.tags.clear();
      for (const { Key, Value } of Tag) zone.tags.set(Key, Value);
    }
    return {};
  },
});

export const untagResources = row({
  name: 'UntagResources',
  style: 'RPC',
  parameters: { ...type, ...ids, TagKey: { type: 'list', max: 20 }, All: { type: 'boolean', default: false } },
  response: {},
  errors,
  handler: (state, { account, parameters: { ResourceId, TagKey = [], All } }) => {
    for (const zone of ResourceId.map((id) => state.zone(account, id))) {
      if (All) zone.tags.clear();
      for (const key of TagKey) zone.tags.delete(key);
    }
    return {};
  },
});

/** By zones or by tags, which all have to match. The token counts what was shown before. */
export const listTagResources = row({
  name: 'ListTagResources',
  style: 'RPC',
  parameters: {
    ...type,
    ResourceId: { type: 'list', max: 50 },
    Tag: { type: 'objects', max: 20, fields: { Key: { type: 'string' }, Value: { type: 'string' } } },
    NextToken: { type: 'string', pattern: /^\d*$/ },
    Size: { type: 'integer', default: 20, min: 1, max: 200 },
  },
  response: {
    NextToken: 'string',
    TagResources: [{ ResourceId: 'string', ResourceType: 'string', TagKey: 'string', TagValue: 'string' }],
  },
  errors,
  handler: (state, { account, parameters: { ResourceId, Tag = [], NextToken, Size, ResourceType } }) => {
    const zones = ResourceId ? ResourceId.map((id) => state.zone(account, id)) : state.zonesOf(account);
    const tags = zones
      .filter((zone) => Tag.every((wanted) => hasTag(zone.tags, wanted)))
      .flatMap((zone) => [...zone.tags].map(([TagKey, TagValue]) => ({ ResourceId: zone.zoneId, TagKey, TagValue })));
    const from = Number(NextToken || 0);
    return {
      NextToken: from + Size < tags.length ? String(from + Size) : undefined,
      TagResources: tags.slice(from, from + Size).map((each) => ({ ...each, ResourceType })),
    };
  },
});

export const describeTags = row({
  name: 'DescribeTags',
  style: 'RPC',
  parameters: {
    ...type,
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 20, min: 1, max: 100 },
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Tags: [{ Key: 'string', Values: ['string'] }],
  },
  errors: [],
  handler: (state, { account, parameters }) => pageOfTags(state.zonesOf(account), parameters),
});
