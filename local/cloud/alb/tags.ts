import type { Parameter, ParameterTable } from '../product.ts';
import type { Tag } from './load-balancer.ts';

/** At most 128 characters each; `acs:` and `aliyun` are the platform's own. */
const KEY = /^(?!acs:|aliyun)(?!.*https?:\/\/)/;

/** The tags that something is made with. */
export const newTags = {
  type: 'objects',
  max: 20,
  fields: {
    Key: { type: 'string', required: true, maxLength: 128, pattern: KEY },
    Value: { type: 'string', default: '', maxLength: 128, pattern: KEY },
  },
} as const satisfies Parameter;

/** The tags that what is listed must have; without a value any will do. */
export const tagFilter = {
  Tag: { type: 'objects', max: 20, fields: { Key: { type: 'string', required: true }, Value: { type: 'string' } } },
} as const satisfies ParameterTable;

type Wanted = readonly { readonly Key: string; readonly Value?: string | undefined }[];

export function hasTags(tags: readonly Tag[], wanted: Wanted = []): boolean {
  return wanted.every(({ Key, Value }) => tags.some((tag) => tag.Key === Key && (!Value || tag.Value === Value)));
}
