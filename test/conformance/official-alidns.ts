import { onTestFinished } from 'vitest';
import type { Account } from '../../local/cloud/accounts.ts';
import { alidns } from '../../local/cloud/alidns/product.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type Call, officialCalls } from './official-calls.ts';

/** A cloud for the length of a test. */
export async function openCloud(options: LocalCloudOptions = {}): Promise<LocalCloud> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  return cloud;
}

export function officialAlidns(cloud: LocalCloud, account: Account = cloud.account): Call {
  return officialCalls(alidns, '@alicloud/alidns20150109', cloud, account);
}
