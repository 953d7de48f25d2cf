import * as openApi from '@alicloud/openapi-core';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

/** Configuration that points an official client, otherwise unmodified, at a local cloud. */
export function clientConfig(cloud: LocalCloud, account: Account = cloud.account): openApi.$OpenApiUtil.Config {
  return new openApi.$OpenApiUtil.Config({
    accessKeyId: account.accessKeyId,
    accessKeySecret: account.accessKeySecret,
    endpoint: new URL(cloud.endpoint).host,
    protocol: 'http',
    regionId: 'cn-hangzhou',
  });
}

/** The generic client wants runtime options; it exports no class for them. None means its defaults. */
export class RuntimeOptions {
  toMap() {
    return {};
  }
}
