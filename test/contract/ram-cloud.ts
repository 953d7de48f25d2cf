import { onTestFinished } from 'vitest';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import type { CloudCredentials } from '../../shared/cloud/acs3.ts';
import { transportTo } from './transport-to.ts';

export const REGION = 'cn-beijing';

/** A cloud that ends with the test. */
export async function startRamCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const cloud = await startLocalCloud({ defaultRegion: REGION, delayScale: 0, ...options });
  onTestFinished(() => cloud.close());
  return cloud;
}

/** Makes one call of RAM. */
export function ramCalls(cloud: LocalCloud, credentials: CloudCredentials = cloud.account) {
  const transport = transportTo(cloud, credentials);
  return <T = Record<string, unknown>>(action: string, query: object = {}): Promise<T> =>
    transport.call<T>({
      ...{ product: 'ram', version: '2015-05-01', style: 'RPC', method: 'POST', path: '/' },
      ...{ action, query, idempotent: false },
    });
}

export const roleArn = (cloud: LocalCloud, name: string) => `acs:ram::${cloud.account.id}:role/${name}`;

export const allow = (Action: string | string[], Resource: string | string[] = '*', Condition?: object) => ({
  Version: '1',
  Statement: [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }],
});

/** Credentials of a role that Function Compute may take on and that has these policies. */
export function credentialsWith(cloud: LocalCloud, ...policies: (string | object)[]): CloudCredentials {
  const arn = roleArn(cloud, 'worker');
  cloud.ram.putRole({ arn, trust: { services: ['fc.aliyuncs.com'] }, policies });
  return cloud.ram.assumeAsService(arn, 'fc.aliyuncs.com', 'an-invocation');
}
