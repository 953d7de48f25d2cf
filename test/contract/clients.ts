import * as openApi from '@alicloud/openapi-core';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

type CloudAtPort = Pick<LocalCloud, 'endpoint' | 'account'>;

/** Configuration that points an official client, otherwise unmodified, at a local cloud. */
export function clientConfig(cloud: CloudAtPort, account: Account = cloud.account): openApi.$OpenApiUtil.Config {
  return new openApi.$OpenApiUtil.Config({
    accessKeyId: account.accessKeyId,
    accessKeySecret: account.accessKeySecret,
    endpoint: new URL(cloud.endpoint).host,
    protocol: 'http',
    regionId: 'cn-hangzhou',
  });
}

/**
 * The generic client, for what no typed SDK has, or has in another way. It says so of itself, by its own setting: else it
 * would say what every typed SDK says.
 *
 * @param changes to the usual configuration
 */
export function genericClient(
  cloud: CloudAtPort,
  account: Account = cloud.account,
  changes: Readonly<Record<string, unknown>> = {},
): openApi.default {
  return new openApi.default(
    new openApi.$OpenApiUtil.Config({
      ...clientConfig(cloud, account).toMap(),
      ...changes,
      userAgent: 'generic',
    }),
  );
}

/** The generic client wants runtime options; it exports no class for them. None means its defaults. */
export class RuntimeOptions {
  toMap() {
    return {};
  }
}
