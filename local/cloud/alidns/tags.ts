import { hasTag, pageOfTags } from '../dns/zone-tags.ts';
import { actionsOf, type ParameterTable } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { ownZone } from './ownership.ts';
import type { AlidnsState } from './state.ts';

const row = actionsOf<AlidnsState>();

/** Domains are the only resource of this product that has tags; their id is the name. */
const type = {
  ResourceType: { type: 'string', required: true, enum: ['DOMAIN'] },
  Lang: { type: 'string' },
} as const satisfies ParameterTable;
const ids = { ResourceId: { type: 'list', required: true, min: 1, max: 50 } } as const satisfies ParameterTable;
const tag = {
  Key: { type: 'string', required: true, maxLength: 128 },
  Value: { type: 'string', default: '', maxLength: 128 },
} as const satisfies ParameterTable;

const errors = ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] as const satisfies AlidnsErrorCode[];

export const tagResources = row({
  name: 'TagResources',
  style: 'RPC',
  parameters: { ...type, ...ids, Tag: { type: 'objects', required: true, min: 1, max: 20, fields: tag } },
  response: {},
  errors,
  handler: (state, { account, parameters: { ResourceId, Tag } }) => {
    for (const zone of ResourceId.map((id) => ownZone(state, account, id))) {
      for (const { Key, Value } of Tag) zone.tags.set(Key, Value);
    }
    return {};
  },
});

/** `All` counts only where no key is named. */
export const untagResources = row({
  name: 'UntagResources',
  style: 'RPC',
  parameters: {
    ...type,
    ...ids,
    TagKey: { type: 'list', max: 20 },
    All: { type: 'boolean', default: false },
  },
  response: {},
  errors,
  handler: (state, { account, parameters: { ResourceId, TagKey = [], All } }) => {
    for (const zone of ResourceId.map((id) => ownZone(state, account, id))) {
      if (TagKey.length === 0 && All) zone.tags.clear();
      for (const key of TagKey) zone.tags.delete(key);
    }
    return {};
  },
});

/** By domains or by tags, which all have to match. The token counts what was shown before. */
export const listTagResources = row({
  name: 'ListTagResources',
  style: 'RPC',
  parameters: {
    ...type,
    ResourceId: { type: 'list', max: 50 },
    Tag: { type: 'objects', max: 20, fields: { Key: { type: 'string' }, Value: { type: 'string' } } },
    NextToken: { type: 'string', pattern: /^\d*$/ },
  },
  response: {
    NextToken: 'string',
    TagResources: [{ ResourceId: 'string', ResourceType: 'string', TagKey: 'string', TagValue: 'string' }],
  },
  errors,
  handler: (state, { account, parameters: { ResourceId, Tag = [], NextToken, ResourceType } }) => {
    const zones = ResourceId ? ResourceId.map((id) => ownZone(state, account, id)) : state.zonesOf(account);
    const tags = zones
      .filter((zone) => Tag.every((wanted) => hasTag(zone.tags, wanted)))
      .flatMap((zone) => [...zone.tags].map(([TagKey, TagValue]) => ({ zone, TagKey, TagValue })));
    const from = Number(NextToken || 0);
    const until = from + TAGS_OF_A_PAGE;
    return {
      NextToken: until < tags.length ? String(until) : undefined,
      TagResources: tags
        .slice(from, until)
        .map(({ zone, ...pair }) => ({ ResourceId: zone.displayName, ResourceType, ...pair })),
    };
  },
});

export const describeTags = row({
  name: 'DescribeTags',
  style: 'RPC',
  parameters: {
    ...type,
    PageNumber: { type: 'integer', default: 1, min: 1 },
    PageSize: { type: 'integer', default: 200, min: 1, max: 200 },
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

const TAGS_OF_A_PAGE = 200;
