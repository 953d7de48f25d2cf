import fc from 'fast-check';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type Acs3Request, rpc, send, sign } from './acs3.ts';
import { type OlderCredentials, signRoaSha1, signRpcSha1 } from './older-signers.ts';
import { allow, roleArn } from './ram-cloud.ts';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startLocalCloud();
  return () => cloud.close();
});

type Query = Readonly<Record<string, string>>;

/** A listing that is allowed to anybody who may list, signed in one of the three ways, with more in its query. */
interface Scheme {
  readonly name: string;
  /** What a role needs. */
  readonly action: string;
  signed(credentials: OlderCredentials, query?: Query, at?: LocalCloud): Acs3Request;
}

const SCHEMES: readonly Scheme[] = [
  {
    ...{ name: 'ACS3-HMAC-SHA256', action: 'vpc:DescribeVpcs' },
    signed: (credentials, query = {}, { endpoint } = cloud) => {
      const { securityToken, accessKeyId } = credentials;
      const { headers, ...request } = rpc('DescribeVpcs', '2016-04-28', { RegionId: 'cn-beijing', ...query });
      const lent =
        securityToken === undefined ? {} : { 'x-acs-security-token': securityToken, 'x-acs-accesskey-id': accessKeyId };
      return sign({ ...request, headers: { ...headers, ...lent } }, new URL(endpoint).host, credentials);
    },
  },
  {
    ...{ name: 'RPC HMAC-SHA1', action: 'vpc:DescribeVpcs' },
    signed: (credentials, query = {}) =>
      signRpcSha1('DescribeVpcs', '2016-04-28', { RegionId: 'cn-beijing', ...query }, credentials),
  },
  {
    ...{ name: 'ROA HMAC-SHA1', action: 'eas:ListGateway' },
    signed: (credentials, query = {}) => signRoaSha1('/api/v2/gateways', '2021-07-01', query, credentials),
  },
];

async function answered(request: Acs3Request, { endpoint } = cloud): Promise<string> {
  const { status, body } = await send(endpoint, request);
  return status === 200 ? 'served' : `${status} ${String(body.Code)}`;
}

/** Credentials that STS gives out for a role with these permissions. */
function lent(actions: readonly string[], cloudOfRole = cloud): Required<OlderCredentials> {
  const arn = roleArn(cloudOfRole, 'worker');
  const policies = actions.length > 0 ? [allow([...actions])] : [];
  cloudOfRole.ram.putRole({ arn, trust: { services: ['fc.aliyuncs.com'] }, policies });
  return cloudOfRole.ram.assumeAsService(arn, 'fc.aliyuncs.com', 'session');
}

describe.each(SCHEMES)('temporary credentials over $name', ({ action, signed }) => {
  test('with their own token are served', async () => {
    expect(await answered(signed(lent([action])))).toBe('served');
  });

  test.each<[string, (own: Required<OlderCredentials>) => OlderCredentials]>([
    ['without their token', ({ securityToken: _, ...key }) => key],
    ['with a token that is made up', (own) => ({ ...own, securityToken: 'made-up' })],
    ['with the token of another key', (own) => ({ ...own, securityToken: lent([action]).securityToken })],
    ['a permanent key with a token', ({ securityToken }) => ({ ...cloud.account, securityToken })],
  ])('%s are refused: InvalidSecurityToken.MismatchWithAccessKey', async (_name, changed) => {
    expect(await answered(signed(changed(lent([action]))))).toBe('400 InvalidSecurityToken.MismatchWithAccessKey');
  });

  test('signed with another secret are refused: SignatureDoesNotMatch', async () => {
    const { accessKeySecret } = cloud.account;
    expect(await answered(signed({ ...lent([action]), accessKeySecret }))).toBe('400 SignatureDoesNotMatch');
  });

  test('of a role that may not do this are refused: NoPermission', async () => {
    expect(await answered(signed(lent([])))).toBe('403 NoPermission');
  });

  test('past their time are refused, by the clock that dates signatures: a jump of virtual time is none of it', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const at = await startLocalCloud();
    onTestFinished(() => at.close());
    const own = lent([action], at);
    await at.time.jump(48 * 3_600_000);
    expect(await answered(signed(own, {}, at), at)).toBe('served');
    vi.setSystemTime(Date.now() + 48 * 3_600_000);
    expect(await answered(signed(own, {}, at), at)).toBe('400 InvalidSecurityToken.Expired');
  });
});

/** Names and values of any characters that a URL can carry, not those that mean something to the request itself. */
const QUERY = fc.dictionary(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map((name) => `q-${name}`),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  { maxKeys: 4 },
);
const RUNS = { numRuns: 25 };

describe.each(SCHEMES)('any request over $name', ({ signed }) => {
  test('is served when it is rightly signed, whatever its query holds', () =>
    fc.assert(
      fc.asyncProperty(QUERY, async (query) => {
        expect(await answered(signed(cloud.account, query))).toBe('served');
      }),
      RUNS,
    ));

  test('is refused when a value of its query is changed, added or taken away on its way', () =>
    fc.assert(
      fc.asyncProperty(QUERY, fc.constantFrom('changed', 'added', 'removed'), async (query, how) => {
        const request = signed(cloud.account, { ...query, 'q-': 'here' });
        const { 'q-': here, ...others } = request.query;
        const spoilt =
          how === 'changed'
            ? { ...others, 'q-': `${here}!` }
            : how === 'added'
              ? { ...request.query, 'q-!': '' }
              : others;
        expect(await answered({ ...request, query: spoilt })).toBe('400 SignatureDoesNotMatch');
      }),
      RUNS,
    ));

  test('is refused when it is signed with any other secret', () =>
    fc.assert(
      fc.asyncProperty(QUERY, fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), async (query, accessKeySecret) => {
        fc.pre(accessKeySecret !== cloud.account.accessKeySecret);
        const request = signed({ ...cloud.account, accessKeySecret }, query);
        expect(await answered(request)).toBe('400 SignatureDoesNotMatch');
      }),
      RUNS,
    ));
});
