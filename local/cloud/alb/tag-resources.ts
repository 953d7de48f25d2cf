import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Tag } from './load-balancer.ts';
import { pageOf, paging } from './paging.ts';
import type { AlbState, Owner } from './state.ts';
import { hasTags, newTags, tagFilter } from './tags.ts';

const row = actionsOf<AlbState>();

/** Security policies of one's own are not modelled. */
const RESOURCE_TYPES = ['loadbalancer', 'acl', 'servergroup'] as const;

type ResourceType = (typeof RESOURCE_TYPES)[number];

const TAGS_PER_RESOURCE = 20;

const resources = {
  ResourceType: { type: 'string', required: true, enum: RESOURCE_TYPES },
  ResourceId: { type: 'list', required: true, min: 1, max: 50 },
} as const satisfies ParameterTable;

const notFound = [
  'ResourceNotFound.LoadBalancer',
  'ResourceNotFound.Acl',
  'ResourceNotFound.ServerGroup',
] as const satisfies AlbErrorCode[];

/** Tags are no edit: what a service manages can be tagged (inferred). */
export const tagResources = row({
  name: 'TagResources',
  style: 'RPC',
  parameters: { ...resources, Tag: { ...newTags, required: true, min: 1 } },
  response: {},
  errors: [...notFound, 'InvalidParameter'] satisfies AlbErrorCode[],
  handler: (state, call) => {
    const { ResourceType, ResourceId, Tag } = call.parameters;
    const changes = ResourceId.map((id) => {
      const resource = ownResource(state, call, ResourceType, id);
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
  errors: notFound,
  handler: (state, call) => {
    const { ResourceType, ResourceId, TagKey, Tag, All } = call.parameters;
    const isMeant = (tag: Tag) =>
      TagKey || Tag
        ? (TagKey?.includes(tag.Key) ?? false) || (Tag ?? []).some((wanted) => hasTags([tag], [wanted]))
        : All;
    for (const resource of ResourceId.map((id) => ownResource(state, call, ResourceType, id))) {
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
    const found = all(state, call, ResourceType)
      .filter(({ id }) => ResourceId?.includes(id) ?? true)
      .filter(({ tags }) => hasTags(tags, Tag))
      .flatMap(({ id, tags }) =>
        tags.map(({ Key, Value }) => ({ ResourceId: id, ResourceType, TagKey: Key, TagValue: Value })),
      );
    const { page, MaxResults, NextToken } = pageOf(found, call.parameters);
    return { TagResources: page, MaxResults, NextToken };
  },
});

interface Tagged {
  readonly id: string;
  tags: Tag[];
}

function all(state: AlbState, owner: Owner, type: ResourceType): readonly Tagged[] {
  switch (type) {
    case 'loadbalancer':
      return state.loadBalancersOf(owner);
    case 'acl':
      return state.acls(owner);
    case 'servergroup':
      return state.serverGroups(owner);
  }
}

function ownResource(state: AlbState, owner: Owner, type: ResourceType, id: string): Tagged {
  switch (type) {
    case 'loadbalancer':
      return state.ownLoadBalancer(owner, id);
    case 'acl':
      return state.ownAcl(owner, id);
    case 'servergroup':
      return state.ownServerGroup(owner, id);
  }
}
