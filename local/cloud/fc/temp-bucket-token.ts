import { actionsOf, type Product } from '../product.ts';
import { utcTime } from './bodies.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();

/** Undocumented; as `@alicloud/fc2` calls it and the official component reads it. */
const getTempBucketToken = row({
  name: 'GetTempBucketToken',
  style: { method: 'GET', path: '/2016-08-15/tempBucketToken' },
  parameters: {},
  response: {
    credentials: {
      AccessKeyId: 'string (inferred)',
      AccessKeySecret: 'string (inferred)',
      SecurityToken: 'string (inferred)',
      Expiration: 'string (inferred)',
    },
    ossRegion: 'string (inferred)',
    ossBucket: 'string (inferred)',
    objectName: 'string (inferred)',
  },
  errors: [],
  handler: (state, { account, region }) => {
    const grant = state.codeBucket.grant(account, region);
    return {
      credentials: {
        AccessKeyId: grant.accessKeyId,
        AccessKeySecret: grant.accessKeySecret,
        SecurityToken: grant.securityToken,
        Expiration: utcTime(grant.expiresAt),
      },
      ossRegion: `oss-${region}`,
      ossBucket: grant.bucket,
      objectName: grant.objectName,
    };
  },
});

/** What is left of Function Compute's API 2016-08-15: leave to upload code. */
export const fcUploads: Product<FcState> = {
  name: 'fc',
  version: '2016-08-15',
  errors: {},
  actions: [getTempBucketToken],
};
