import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Tag } from './load-balancer.ts';
import { pageOf, paging } from './paging.ts';
import type { AlbState } from './state.ts';
import { notFoundErrors, ownTaggable, RESOURCE_TYPES, type ResourceType, taggables } from './taggable.ts';
import { hasTags, newTags, tagFilter } from './tags.ts';

const row = actionsOf<AlbState>();

const TAGS_PER_RESOURCE = 20;

const resources = {
  ResourceType: { type: 'string', required: true, enum: RESOURCE_TYPES },
  ResourceId: { type: 'list', required: true, min: 1, max: 50 },
} as const satisfies ParameterTable;

/** Tags are no edit: what a service manages can be tagged (inferred). */
export const tagResources = row({
  name: 'TagResources',
  style: 'RPC',
  parameters: { ...resources, Tag: { ...newTags, required: true, min: 1 } },
  response: {},
  errors: [...notFoundErrors, 'InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ResourceType, ResourceId, Tag } = call.parameters;
    const changes = ResourceId.map((id) => {
      const resource = ownTaggable(state, call, ResourceType, id);
      const kept = resource.tags.filter(({ Key }) => !Tag.some((tag) => tag.Key === Key));
      return { resource, tags: [...kept, ...Tag] };
    });
    if (changes.some(({ tags }) => tags.length > TAGS_PER_RESOURCE)) {
      throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Tag' });
    }
    for (const { resource, tags } of changes) resource.tags = tags;
    return {};
  },
});

export const unTagResources = row({
  name: 'UnTagResources',
  style: 'RPC',
  parameters: {
    ...resources,
    ...tagFilter,
    TagKey: { type: 'list', max: 20 },
    /** Counts only where no key is given. */
    All: { type: 'boolean', default: false },
  },
  response: {},
  errors: notFoundErrors,
  handler: (state, call) => {
    const { ResourceType, ResourceId, TagKey, Tag, All } = call.parameters;
    const isMeant = (tag: Tag) =>
      TagKey || Tag
        ? (TagKey?.includes(tag.Key) ?? false) || (Tag ?? []).some((wanted) => hasTags([tag], [wanted]))
        : All;
    for (const resource of ResourceId.map((id) => ownTaggable(state, call, ResourceType, id))) {
      resource.tags = resource.tags.filter((tag) => !isMeant(tag));
    }
    return {};
  },
});

export const listTagResources = row({
  name: 'ListTagResources',
  style: 'RPC',
  parameters: {
    ResourceType: resources.ResourceType,
    ResourceId: { type: 'list', max: 50 },
    ...tagFilter,
    ...paging,
  },
  response: {
    TagResources: [{ ResourceId: 'string', ResourceType: 'string', TagKey: 'string', TagValue: 'string' }],
    MaxResults: 'integer',
    NextToken: 'string',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ResourceType, ResourceId, Tag } = call.parameters;
    const found = taggables(state, call, ResourceType)
      .filter(({ id }) => ResourceId?.includes(id) ?? true)
      .filter(({ tags }) => hasTags(tags, Tag))
      .flatMap(({ id, tags }) =>
        tags.map(({ Key, Value }) => ({ ResourceId: id, ResourceType, TagKey: Key, TagValue: Value })),
      );
    const { page, MaxResults, NextToken } = pageOf(found, call.parameters);
    return { TagResources: page, MaxResults, NextToken };
  },
});

/** All tags here are of the account's own. `Keyword` is a part of the key (inferred). */
export const listTagKeys = row({
  name: 'ListTagKeys',
  style: 'RPC',
  parameters: {
    ResourceType: resources.ResourceType,
    Category: { type: 'string', enum: ['Custom', 'System', 'All'], default: 'All' },
    Keyword: { type: 'string' },
    ...paging,
  },
  response: {
    TagKeys: [{ Category: 'string', TagKey: 'string' }],
    MaxResults: 'integer',
    NextToken: 'string',
    TotalCount: 'integer',
  },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ResourceType, Category, Keyword = '' } = call.parameters;
    const tags = Category === 'System' ? [] : taggables(state, call, ResourceType).flatMap((each) => each.tags);
    const keys = new Set(tags.map(({ Key }) => Key).filter((key) => key.includes(Keyword)));
    const { page, ...rest } = pageOf([...keys], call.parameters);
    return { TagKeys: page.map((TagKey) => ({ TagKey, Category: 'Custom' })), ...rest };
  },
});

export const listTagValues = row({
  name: 'ListTagValues',
  style: 'RPC',
  parameters: {
    ResourceType: { type: 'string', enum: RESOURCE_TYPES },
    ResourceId: { type: 'string' },
    TagKey: { type: 'string', required: true },
    ...paging,
  },
  response: { TagValues: ['string'], MaxResults: 'integer', NextToken: 'string', TotalCount: 'integer' },
  errors: ['InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ResourceType, ResourceId, TagKey } = call.parameters;
    const types: readonly ResourceType[] = ResourceType ? [ResourceType] : RESOURCE_TYPES;
    const tags = types
      .flatMap((type) => taggables(state, call, type))
      .filter(({ id }) => !ResourceId || id === ResourceId)
      .flatMap((each) => each.tags);
    const values = new Set(tags.filter(({ Key }) => Key === TagKey).map(({ Value }) => Value));
    const { page, ...rest } = pageOf([...values], call.parameters);
    return { TagValues: page, ...rest };
  },
});
