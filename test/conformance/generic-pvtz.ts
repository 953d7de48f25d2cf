import Client, { $OpenApiUtil } from '@alicloud/openapi-core';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { clientConfig, RuntimeOptions } from '../contract/clients.ts';

/** Calls PrivateZone through the official generic client: no npm package is made for it. Lists are `Vpcs.1.VpcId`. */
export function genericPvtz(cloud: LocalCloud, account: Account = cloud.account) {
  const client = new Client(clientConfig(cloud, account));
  return async (action: string, query: Readonly<Record<string, unknown>> = {}): Promise<Record<string, unknown>> => {
    const params = new $OpenApiUtil.Params({
      action,
      version: '2018-01-01',
      protocol: 'HTTP',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'json',
      bodyType: 'json',
    });
    const texts = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
    const { body } = await client.callApi(
      params,
      new $OpenApiUtil.OpenApiRequest({ query: texts }),
      new RuntimeOptions(),
    );
    return body;
  };
}
