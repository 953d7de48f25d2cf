import * as openApi from '@alicloud/openapi-core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { genericClient, RuntimeOptions } from './clients.ts';

let cloud: LocalCloud;

beforeEach(async () => {
  cloud = await startLocalCloud();
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-beijing', cidrBlock: '10.0.0.0/16', name: "a b*c'(~)" });
});
afterEach(() => cloud.close());

interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** The official client, told to sign the way of its older generation. */
function describeVpcs(place: 'query' | 'form', credentials: Credentials = cloud.account) {
  const client = genericClient(cloud, cloud.account, {
    ...credentials,
    ...(credentials.securityToken && { type: 'sts' }),
    signatureAlgorithm: 'v2',
  });
  const params = new openApi.$OpenApiUtil.Params({
    action: 'DescribeVpcs',
    version: '2016-04-28',
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const filter = { RegionId: 'cn-beijing', VpcName: "a b*c'(~)" };
  const request = new openApi.$OpenApiUtil.OpenApiRequest(place === 'query' ? { query: filter } : { body: filter });
  return client.callApi(params, request, new RuntimeOptions());
}

describe('RPC signed with HMAC-SHA1 in the query', () => {
  test.each(['query', 'form'] as const)('verifies with parameters in the %s', async (place) => {
    expect((await describeVpcs(place)).body.TotalCount).toBe(1);
  });

  test('temporary credentials carry their token', async () => {
    const credentials = cloud.accounts.issueTemporary(cloud.account.id, Date.now() + 60_000);
    expect((await describeVpcs('query', credentials)).body.TotalCount).toBe(1);
  });

  test('a wrong secret is refused', async () => {
    const wrong = { ...cloud.account, accessKeySecret: 'wrong' };
    await expect(describeVpcs('query', wrong)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  test.each([
    ['Timestamp=2020-01-01T00:00:00Z', 'InvalidTimeStamp.Expired'],
    ['Timestamp=yesterday', 'InvalidTimeStamp.Format'],
    ['', 'MissingParameter'],
  ])('refuses a query with "%s": %s', async (timestamp, code) => {
    const query = `Action=DescribeVpcs&Version=2016-04-28&AccessKeyId=x&SignatureNonce=1&Signature=x&${timestamp}`;
    expect(await (await fetch(`${cloud.endpoint}/?${query}`)).json()).toMatchObject({ Code: code });
  });
});
