import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Nonces } from '../../local/cloud/front-door/nonces.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type Acs3Key, type Acs3Request, rpc, send, sign } from './acs3.ts';

let cloud: LocalCloud;
let host: string;

beforeEach(async () => {
  cloud = await startLocalCloud();
  host = new URL(cloud.endpoint).host;
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-beijing', cidrBlock: '10.0.0.0/16', name: '生产 *(a)~!' });
});
afterEach(() => cloud.close());

const describeVpcs = (query: Record<string, string> = {}) =>
  rpc('DescribeVpcs', '2016-04-28', { RegionId: 'cn-beijing', ...query });

function signed(request: Acs3Request, key: Acs3Key = cloud.account, unsigned: string[] = []) {
  return sign(request, host, key, { unsigned });
}

const withHeaders = (request: Acs3Request, headers: Record<string, string>) => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');

describe('a rightly signed request is served', () => {
  test.each<[string, () => Acs3Request]>([
    ['by POST', () => describeVpcs()],
    ['by GET', () => ({ ...describeVpcs(), method: 'GET' })],
    ['with characters that clients encode differently', () => describeVpcs({ VpcName: '生产 *(a)~!' })],
    ['with parameters nobody knows', () => describeVpcs({ 'Some Thing': "a'b", 'Nobody.9.Z': '' })],
    [
      'with action and version in the query',
      () => ({ ...describeVpcs({ Action: 'DescribeVpcs', Version: '2016-04-28' }), headers: {} }),
    ],
    [
      'with everything in a form body',
      () => ({
        ...describeVpcs(),
        query: {},
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'Action=DescribeVpcs&Version=2016-04-28&RegionId=cn-beijing&VpcName=%E7%94%9F%E4%BA%A7+*(a)~!',
      }),
    ],
    ['14 minutes old', () => withHeaders(describeVpcs(), { 'x-acs-date': minutesAgo(14) })],
  ])('%s', async (_name, request) => {
    expect(await send(cloud.endpoint, signed(request()))).toMatchObject({ status: 200, body: { TotalCount: 1 } });
  });
});

describe('a request that is not rightly signed is refused', () => {
  const wrongSecret = () => ({ ...cloud.account, accessKeySecret: 'not-the-secret' });

  test.each<[string, string, number, () => Acs3Request]>([
    ['wrong secret', 'SignatureDoesNotMatch', 400, () => signed(describeVpcs(), wrongSecret())],
    [
      'unknown key',
      'InvalidAccessKeyId.NotFound',
      404,
      () => signed(describeVpcs(), { accessKeyId: 'LTAInobody', accessKeySecret: 'x' }),
    ],
    ['tampered query', 'SignatureDoesNotMatch', 400, () => ({ ...signed(describeVpcs()), query: { RegionId: 'x' } })],
    [
      'added query',
      'SignatureDoesNotMatch',
      400,
      () => ({ ...signed(describeVpcs()), query: describeVpcs({ A: '1' }).query }),
    ],
    ['tampered body', 'SignatureDoesNotMatch', 400, () => ({ ...signed(describeVpcs()), body: 'x=1' })],
    [
      'tampered body with its hash replaced',
      'SignatureDoesNotMatch',
      400,
      () =>
        withHeaders(
          { ...signed(describeVpcs()), body: 'x' },
          { 'x-acs-content-sha256': '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881' },
        ),
    ],
    [
      'tampered action',
      'SignatureDoesNotMatch',
      400,
      () => withHeaders(signed(describeVpcs()), { 'x-acs-action': 'DescribeZones' }),
    ],
    ['tampered method', 'SignatureDoesNotMatch', 400, () => ({ ...signed(describeVpcs()), method: 'GET' })],
    [
      'x-acs header that is not signed',
      'IncompleteSignature',
      400,
      () => signed(withHeaders(describeVpcs(), { 'x-acs-extra': '1' }), cloud.account, ['x-acs-extra']),
    ],
    [
      'content type that is not signed',
      'IncompleteSignature',
      400,
      () =>
        signed(withHeaders({ ...describeVpcs(), body: '{}' }, { 'content-type': 'application/json' }), cloud.account, [
          'content-type',
        ]),
    ],
    ['host that is not signed', 'IncompleteSignature', 400, () => signed(describeVpcs(), cloud.account, ['host'])],
    [
      'a key id beside the signature that is not the one that signed',
      'IncompleteSignature',
      400,
      () => signed(withHeaders(describeVpcs(), { 'x-acs-accesskey-id': 'LTAIother' })),
    ],
    [
      '16 minutes old',
      'InvalidTimeStamp.Expired',
      400,
      () => signed(withHeaders(describeVpcs(), { 'x-acs-date': minutesAgo(16) })),
    ],
    [
      '16 minutes early',
      'InvalidTimeStamp.Expired',
      400,
      () => signed(withHeaders(describeVpcs(), { 'x-acs-date': minutesAgo(-16) })),
    ],
    [
      'a date of another form',
      'InvalidTimeStamp.Format',
      400,
      () => signed(withHeaders(describeVpcs(), { 'x-acs-date': 'Mon, 02 Mar 2026 08:00:00 GMT' })),
    ],
    ['no signature at all', 'MissingParameter', 400, () => describeVpcs()],
    [
      'another scheme',
      'IncompleteSignature',
      400,
      () => withHeaders(signed(describeVpcs()), { authorization: 'Bearer LTAI:abc' }),
    ],
    [
      'a token with a permanent key',
      'InvalidSecurityToken.MismatchWithAccessKey',
      400,
      () => signed(withHeaders(describeVpcs(), { 'x-acs-security-token': 'made-up' })),
    ],
  ])('%s: %s', async (_name, code, status, request) => {
    const answer = await send(cloud.endpoint, request());
    expect(answer).toMatchObject({
      status,
      body: { Code: code, Message: expect.any(String), RequestId: expect.any(String), HostId: host },
    });
    expect(cloud.calls.all().at(-1)).toMatchObject({ code, status, parameters: {} });
  });

  test('a replayed request', async () => {
    const request = signed(describeVpcs());
    expect((await send(cloud.endpoint, request)).status).toBe(200);
    expect(await send(cloud.endpoint, request)).toMatchObject({ status: 400, body: { Code: 'SignatureNonceUsed' } });
  });

  test('a nonce is forgotten once its request could no longer pass the date check', () => {
    const nonces = new Nonces(1000);
    expect([nonces.use('key', 'n', 0), nonces.use('key', 'n', 1000), nonces.use('key', 'n', 1001)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('a nonce is spent by its owner only', async () => {
    const stranger = cloud.addAccount('9999999999999999');
    const request = withHeaders(describeVpcs(), { 'x-acs-signature-nonce': 'same' });
    expect((await send(cloud.endpoint, signed(request, stranger))).status).toBe(200);
    expect((await send(cloud.endpoint, signed(request))).status).toBe(200);
  });
});

describe('temporary credentials', () => {
  const issue = (expiresInMs: number) => {
    const credentials = cloud.accounts.issueTemporary(cloud.account.id, Date.now() + expiresInMs);
    const headers = {
      'x-acs-accesskey-id': credentials.accessKeyId,
      'x-acs-security-token': credentials.securityToken,
    };
    return { credentials, headers };
  };

  test('act for their account while they last', async () => {
    const { credentials, headers } = issue(60_000);
    const answer = await send(cloud.endpoint, signed(withHeaders(describeVpcs(), headers), credentials));
    expect(answer).toMatchObject({ status: 200, body: { TotalCount: 1 } });
  });

  test.each<[string, string, (token: ReturnType<typeof issue>) => Record<string, string>, number]>([
    ['without the token', 'InvalidSecurityToken.MismatchWithAccessKey', () => ({}), 60_000],
    [
      'with another token',
      'InvalidSecurityToken.MismatchWithAccessKey',
      () => ({ 'x-acs-security-token': 'made-up' }),
      60_000,
    ],
    ['after their end', 'InvalidSecurityToken.Expired', ({ headers }) => headers, -1],
  ])('are refused %s', async (_name, code, headers, expiresInMs) => {
    const issued = issue(expiresInMs);
    const request = signed(withHeaders(describeVpcs(), headers(issued)), issued.credentials);
    expect(await send(cloud.endpoint, request)).toMatchObject({ status: 400, body: { Code: code } });
  });
});

describe('a request that leads nowhere', () => {
  test.each<[string, string, number, () => Acs3Request]>([
    ['an unknown action', 'InvalidApi.NotFound', 404, () => rpc('DescribeUnicorns', '2016-04-28')],
    ['an action of another product', 'InvalidApi.NotFound', 404, () => rpc('AddDomain', '2016-04-28')],
    ['an unknown version', 'NoSuchVersion', 400, () => rpc('DescribeVpcs', '1999-01-01')],
    ['an unknown path', 'InvalidApi.NotFound', 404, () => ({ ...describeVpcs(), path: '/api/v9/x' })],
    ['a method that RPC has not', 'UnsupportedHTTPMethod', 400, () => ({ ...describeVpcs(), method: 'PUT' })],
    ['no version', 'MissingParameter', 400, () => ({ ...describeVpcs(), headers: {} })],
    ['no action', 'MissingParameter', 400, () => ({ ...describeVpcs(), headers: { 'x-acs-version': '2016-04-28' } })],
    ['a missing parameter', 'MissingRegionId', 400, () => rpc('DescribeVpcs', '2016-04-28')],
    ['a parameter of the wrong type', 'InvalidPageNumber', 400, () => describeVpcs({ PageNumber: 'first' })],
    ['a parameter out of bounds', 'InvalidPageNumber', 400, () => describeVpcs({ PageNumber: '0' })],
  ])('%s: %s', async (_name, code, status, request) => {
    expect(await send(cloud.endpoint, signed(request()))).toMatchObject({ status, body: { Code: code } });
  });
});
