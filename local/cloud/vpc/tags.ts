import { ApiError, actionsOf, type Parameter, type ParameterTable } from '../product.ts';
import type { VpcErrorCode } from './errors.ts';
import type { Tag, VpcState } from './state.ts';

const row = actionsOf<VpcState>();

/** At most 128 characters each; `acs:` and `aliyun` are the platform's own. */
const TEXT = /^(?!acs:|aliyun)(?!.*https?:\/\/)/;

const key = { type: 'string', required: true, maxLength: 128, pattern: TEXT, invalidCode: 'InvalidTagKey' } as const;
const value = { type: 'string', maxLength: 128, pattern: TEXT, invalidCode: 'InvalidTagValue' } as const;

/** The tags that something is made with. */
export const newTags = {
  type: 'objects',
  max: 20,
  fields: { Key: key, Value: { ...value, default: '' } },
} as const satisfies Parameter;

/** The tags that what is listed must have; without a value any will do. */
export const tagFilter = {
  Tag: { type: 'objects', max: 20, fields: { Key: key, Value: value } },
} as const satisfies ParameterTable;

export const tagErrors = ['InvalidTagKey', 'InvalidTagValue'] as const satisfies VpcErrorCode[];

type Wanted = readonly { readonly Key: string; readonly Value?: string | undefined }[] | undefined;

export function hasTags({ tags }: { readonly tags: readonly Tag[] }, wanted: Wanted = []): boolean {
  return wanted.every(({ Key, Value }) =>
    tags.some((tag) => tag.Key === Key && (Value === undefined || tag.Value === Value)),
  );
}

/** What can be tagged here, of the types that the API knows. */
const TYPES = ['VPC', 'VSWITCH'] as const;

const resources = {
  RegionId: { type: 'string', required: true },
  ResourceType: {
    type: 'string',
    required: true,
    enum: TYPES,
    ignoreCase: true,
    invalidCode: 'InvalidInstanceType.NotFound',
  },
  ResourceId: { type: 'list', max: 50, invalidCode: 'SizeLimitExceeded.ResourceId' },
} as const satisfies ParameterTable;

const someResources = { ...resources.ResourceId, required: true, min: 1 } as const;

const resourceErrors = [
  'InvalidInstanceType.NotFound',
  'InvalidInstanceIds.NotFound',
  'SizeLimitExceeded.ResourceId',
] as const satisfies VpcErrorCode[];

interface Taggable {
  readonly id: string;
  readonly thing: { readonly region: string; tags: readonly Tag[] };
}

function taggables(state: VpcState, account: string, region: string, type: (typeof TYPES)[number]): Taggable[] {
  const all: Taggable[] =
    type === 'VPC'
      ? state.vpcsOf(account).map((thing) => ({ id: thing.vpcId, thing }))
      : state.vSwitchesOf(account).map((thing) => ({ id: thing.vSwitchId, thing }));
  return all.filter(({ thing }) => thing.region === region);
}

function named(all: readonly Taggable[], ids: readonly string[]): readonly Taggable[] {
  return ids.map((id) => {
    const found = all.find((each) => each.id === id);
    if (!found) throw new ApiError<VpcErrorCode>('InvalidInstanceIds.NotFound');
    return found;
  });
}

export const tagResources = row({
  name: 'TagResources',
  style: 'RPC',
  parameters: {
    ...resources,
    ResourceId: someResources,
    Tag: {
      ...newTags,
      required: true,
      min: 1,
      missingCode: 'MissingParam.Tags',
      invalidCode: 'SizeLimitExceeded.TagNum',
    },
  },
  response: {},
  errors: [
    ...resourceErrors,
    ...tagErrors,
    'MissingParam.Tags',
    'SizeLimitExceeded.TagNum',
    'Forbidden.TagKey.Duplicated',
    'QuotaExceeded.TagNum',
  ] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const { RegionId, ResourceType, ResourceId, Tag } = parameters;
    if (new Set(Tag.map(({ Key }) => Key)).size < Tag.length) {
      throw new ApiError<VpcErrorCode>('Forbidden.TagKey.Duplicated');
    }
    const changes = named(taggables(state, account, RegionId, ResourceType), ResourceId).map(({ thing }) => {
      const kept = thing.tags.filter(({ Key }) => !Tag.some((tag) => tag.Key === Key));
      return { thing, tags: [...kept, ...Tag] };
    });
    if (changes.some(({ tags }) => tags.length > 20)) throw new ApiError<VpcErrorCode>('QuotaExceeded.TagNum');
    for (const { thing, tags } of changes) thing.tags = tags;
    return {};
  },
});

/** `All` counts only where no key is given. */
export const unTagResources = row({
  name: 'UnTagResources',
  style: 'RPC',
  parameters: {
    ...resources,
    ResourceId: someResources,
    TagKey: { type: 'list', max: 20, invalidCode: 'SizeLimitExceeded.TagNum' },
    All: { type: 'boolean', default: false },
  },
  response: {},
  errors: [...resourceErrors, 'SizeLimitExceeded.TagNum'] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const { RegionId, ResourceType, ResourceId, TagKey, All } = parameters;
    for (const { thing } of named(taggables(state, account, RegionId, ResourceType), ResourceId)) {
      thing.tags = thing.tags.filter(({ Key }) => (TagKey ? !TagKey.includes(Key) : !All));
    }
    return {};
  },
});

export const listTagResources = row({
  name: 'ListTagResources',
  style: 'RPC',
  parameters: {
    ...resources,
    ...tagFilter,
    NextToken: { type: 'string', default: '' },
    MaxResults: { type: 'integer', default: 50, min: 1, max: 50 },
  },
  response: {
    TagResources: {
      TagResource: [{ ResourceId: 'string', ResourceType: 'string', TagKey: 'string', TagValue: 'string' }],
    },
    NextToken: 'string',
  },
  errors: [
    'InvalidInstanceType.NotFound',
    'SizeLimitExceeded.ResourceId',
    ...tagErrors,
    'BothEmpty.TagsAndResources',
  ] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const { RegionId, ResourceType, ResourceId, Tag, NextToken, MaxResults } = parameters;
    if (!ResourceId && !Tag) throw new ApiError<VpcErrorCode>('BothEmpty.TagsAndResources');
    const found = taggables(state, account, RegionId, ResourceType)
      .filter(({ id }) => ResourceId?.includes(id) ?? true)
      .filter(({ thing }) => hasTags(thing, Tag))
      .flatMap(({ id, thing }) =>
        thing.tags.map(({ Key, Value }) => ({ ResourceId: id, ResourceType, TagKey: Key, TagValue: Value })),
      );
    // The token is the position to go on from; one that is none begins anew (inferred).
    const from = Number(NextToken) || 0;
    const next = from + MaxResults;
    return {
      TagResources: { TagResource: found.slice(from, next) },
      ...(next < found.length && { NextToken: String(next) }),
    };
  },
});
