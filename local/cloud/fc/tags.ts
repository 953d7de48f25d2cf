import { actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { invalid } from './function-config.ts';
import type { KeptFunction } from './kept-function.ts';
import { pageOf } from './paging.ts';
import { arnOf, type FcState } from './state.ts';

const row = actionsOf<FcState>();

const TAG_LIMIT = 20;

/** `[{key, value}]`, in whichever case. @throws InvalidArgument */
export function readTags(given: unknown): Map<string, string> {
  if (given === undefined || given === null) return new Map();
  if (!Array.isArray(given)) throw invalid('Tags must be a list');
  const pairs = given.map((tag: unknown): [string, string] => {
    const fields: Record<string, unknown> = typeof tag === 'object' && tag !== null ? { ...tag } : {};
    const { key = fields.Key, value = fields.Value ?? '' } = fields;
    if (typeof key !== 'string' || key === '' || typeof value !== 'string')
      throw invalid('a tag has a key and a value');
    return [key, value];
  });
  if (pairs.length > TAG_LIMIT) throw invalid(`a function has ${TAG_LIMIT} tags at most`);
  return new Map(pairs);
}

export const tagResources = row({
  name: 'TagResources',
  style: { method: 'POST', path: '/2023-03-30/tags-v2' },
  parameters: {
    ResourceId: { in: 'body', type: 'list', required: true },
    ResourceType: { in: 'body', type: 'string', required: true },
    Tag: { in: 'body', type: 'json' },
  },
  response: {},
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, parameters: { ResourceId, Tag } }) => {
    const tags = readTags(Tag);
    for (const deployed of resources(state, account, ResourceId)) {
      for (const [key, value] of tags) deployed.tags.set(key, value);
    }
    return {};
  },
});

export const untagResources = row({
  name: 'UntagResources',
  style: { method: 'DELETE', path: '/2023-03-30/tags-v2' },
  // The SDK writes both lists as JSON text in the query.
  parameters: {
    ResourceId: { type: 'json' },
    ResourceType: { type: 'string' },
    TagKey: { type: 'json' },
    All: { type: 'boolean', default: false },
  },
  response: {},
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, parameters: { ResourceId, TagKey, All } }) => {
    for (const deployed of resources(state, account, textsOf(ResourceId))) {
      const keys = All ? [...deployed.tags.keys()] : textsOf(TagKey);
      for (const key of keys) deployed.tags.delete(key);
    }
    return {};
  },
});

export const listTagResources = row({
  name: 'ListTagResources',
  style: { method: 'GET', path: '/2023-03-30/tags-v2' },
  // The SDK writes lists as JSON text in the query.
  parameters: {
    ResourceId: { type: 'json' },
    ResourceType: { type: 'string' },
    Tag: { type: 'json' },
    Limit: { type: 'integer', min: 1, max: 200, default: 50, invalidCode: 'InvalidArgument' },
    NextToken: { type: 'string' },
  },
  response: {
    TagResources: [{ ResourceId: 'string', ResourceType: 'string', TagKey: 'string', TagValue: 'string' }],
    NextToken: 'string',
  },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { ResourceId, Tag, Limit: limit, NextToken: nextToken } }) => {
    const asked = textsOf(ResourceId);
    const wanted = [...readTags(Tag)];
    const found = state
      .functionsOf(account, region)
      .filter((one) => asked.length === 0 || asked.includes(arnOf(one)))
      .filter((one) => wanted.every(([key, value]) => one.tags.get(key) === value))
      .flatMap((one) => [...one.tags].map(([TagKey, TagValue]) => ({ arn: arnOf(one), TagKey, TagValue })))
      .map((tag) => ({ ...tag, place: `${tag.arn} ${tag.TagKey}` }))
      .sort((one, other) => (one.place < other.place ? -1 : 1));
    const page = pageOf(found, ({ place }) => place, { limit, nextToken });
    return {
      TagResources: page.items.map(({ arn, TagKey, TagValue }) => ({
        ResourceId: arn,
        ResourceType: 'ALIYUN::FC::FUNCTION',
        TagKey,
        TagValue,
      })),
      NextToken: page.nextToken,
    };
  },
});

function resources(state: FcState, account: string, arns: readonly string[]): KeptFunction[] {
  return arns.map((arn) => {
    const deployed = state.byArn(arn);
    if (deployed?.account !== account) throw invalid(`the resource ${arn} does not exist`);
    return deployed;
  });
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
