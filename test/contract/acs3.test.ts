import OpenApiClient, { $OpenApiUtil } from '@alicloud/openapi-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acs3Authorization, acs3Headers, canonicalQuery } from '../../shared/cloud/acs3.ts';
import { flattenParameters } from '../../shared/cloud/parameters.ts';
import { type LoopbackServer, type Received, startLoopbackServer } from './loopback-server.ts';

const AWKWARD = ['上海 网关', "*~!'()", '"quoted"', 'two\nlines', 'a+b c/d?e=f&g#h', '100 %', '', '𠮷'];

const LONG_TERM = { accessKeyId: 'LTAI-test', accessKeySecret: 'a-secret-of-the-test' };
const TEMPORARY = { ...LONG_TERM, accessKeyId: 'STS.test', securityToken: 'CAIS+token/with==signs' };

type Style = { style: 'RPC' | 'ROA'; method: string; pathname: string; reqBodyType: 'json' | 'formData' };
const RPC: Style = { style: 'RPC', method: 'POST', pathname: '/', reqBodyType: 'json' };

let server: LoopbackServer;
beforeAll(async () => {
  server = await startLoopbackServer();
});
afterAll(() => server.close());

/** Lets the official core send a request and returns what arrived. */
async function sentByTheOfficialCore(
  credentials: typeof LONG_TERM & { securityToken?: string },
  style: Style,
  request: { query?: Record<string, unknown>; body?: unknown },
): Promise<Received> {
  const client = new OpenApiClient(
    new $OpenApiUtil.Config({ ...credentials, endpoint: server.host, protocol: 'http', regionId: 'cn-hangzhou' }),
  );
  const params = new $OpenApiUtil.Params({
    ...style,
    action: 'AddDomainRecord',
    version: '2015-01-09',
    protocol: 'HTTP',
    authType: 'AK',
    bodyType: 'json',
  });
  const query = flattenParameters(request.query ?? {});
  // Its runtime options are all optional, but typed as a class of a package we do not depend on.
  await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ query, body: request.body }), {} as never);
  const received = server.received.at(-1);
  if (!received) throw new Error('nothing arrived');
  return received;
}

describe('our signature of a request is the one the official core sends', () => {
  const requests: [string, Style, { query?: Record<string, unknown>; body?: unknown }][] = [
    ['RPC without parameters', RPC, {}],
    ...AWKWARD.map((value): [string, Style, { query: Record<string, unknown> }] => [
      `RPC with the value ${JSON.stringify(value)}`,
      RPC,
      { query: { Value: value, RR: '@' } },
    ]),
    ['RPC with names that sort by case', RPC, { query: { b: 1, B: 2, a: 3, 'A.10': 4, 'A.2': 5 } }],
    ['RPC with lists', RPC, { query: { Tag: [{ Key: '键', Value: '*' }, { Key: 'b' }], DryRun: false, TTL: 600 } }],
    [
      'ROA with a JSON body',
      { style: 'ROA', method: 'PUT', pathname: '/api/v2/gateways/cn-hangzhou/gw-1', reqBodyType: 'json' },
      { body: { Name: '网关', VSwitchIds: ['vsw-1', "vsw-'2'"], Replicas: 2 } },
    ],
    [
      'ROA with JSON in the query',
      { style: 'ROA', method: 'POST', pathname: '/api/v2/gateways/cn-hangzhou/gw-1/acl_policy', reqBodyType: 'json' },
      { query: { AclPolicyList: JSON.stringify([{ Entry: '10.0.0.0/8', Comment: '办公室 (a*)' }]) } },
    ],
    [
      'ROA with a path that needs care',
      { style: 'ROA', method: 'GET', pathname: '/api/v2/services/cn-hangzhou/a%20b%7Ec', reqBodyType: 'json' },
      {},
    ],
    [
      'a form body',
      { ...RPC, reqBodyType: 'formData' },
      { query: { Name: 'x' }, body: { Key: '-----BEGIN-----\nabc+/=\n', List: ['x', '*'], Nested: { K: '值' } } },
    ],
  ];

  it.each(requests)('%s', async (_name, style, request) => {
    for (const credentials of [LONG_TERM, TEMPORARY]) {
      const sent = await sentByTheOfficialCore(credentials, style, request);
      const { method, path, query, body } = sent;
      const headers = sent.headers as Record<string, string>;
      expect(acs3Authorization({ method, path, query, headers, body }, credentials)).toBe(headers.authorization);
    }
  });
});

describe('the headers of our calls', () => {
  const call = { method: 'PUT', path: '/p', query: {}, host: 'h', action: 'A', version: 'V' };
  const stamp = { now: Date.UTC(2026, 10, 23, 8, 44, 16, 987), nonce: 'n-1' };

  it('are those of the official core, and so is the signature made from them', async () => {
    const style: Style = { style: 'ROA', method: 'PUT', pathname: '/api/v2/x', reqBodyType: 'json' };
    const sent = await sentByTheOfficialCore(TEMPORARY, style, { body: { a: '值' } });
    const date = String(sent.headers['x-acs-date']);
    const ours = acs3Headers(
      {
        method: 'PUT',
        path: '/api/v2/x',
        query: {},
        body: sent.body,
        host: server.host,
        action: 'AddDomainRecord',
        version: '2015-01-09',
        contentType: 'application/json; charset=utf-8',
      },
      TEMPORARY,
      { now: Date.parse(date), nonce: String(sent.headers['x-acs-signature-nonce']) },
    );
    // The core also names and signs where its credentials come from; a verifier reads the list of signed headers.
    const { authorization, ...rest } = ours;
    expect(sent.headers).toMatchObject(rest);
    const withProvider = { ...rest, host: server.host, 'x-acs-credentials-provider': 'static_sts' };
    expect(
      acs3Authorization(
        { method: 'PUT', path: '/api/v2/x', query: {}, headers: withProvider, body: sent.body },
        TEMPORARY,
      ),
    ).toBe(sent.headers.authorization);
    expect(authorization).toMatch(/^ACS3-HMAC-SHA256 Credential=STS\.test,SignedHeaders=content-type;host;x-acs-/);
  });

  it('give the date in whole seconds of UTC', () => {
    expect(acs3Headers({ ...call, body: '' }, LONG_TERM, stamp)['x-acs-date']).toBe('2026-11-23T08:44:16Z');
  });

  it('carry a security token, signed, only when there is one', () => {
    const withToken = acs3Headers({ ...call, body: '' }, TEMPORARY, stamp);
    expect(withToken['x-acs-security-token']).toBe(TEMPORARY.securityToken);
    expect(withToken.authorization).toContain(';x-acs-security-token;');
    expect(acs3Headers({ ...call, body: '' }, LONG_TERM, stamp)).not.toHaveProperty('x-acs-security-token');
    expect(acs3Headers({ ...call, body: '' }, { ...LONG_TERM, securityToken: '' }, stamp)).not.toHaveProperty(
      'x-acs-security-token',
    );
  });

  it('never hold the secret', () => {
    const headers = acs3Headers({ ...call, body: '' }, TEMPORARY, stamp);
    expect(JSON.stringify(headers)).not.toContain(TEMPORARY.accessKeySecret);
  });
});

describe('the query we send', () => {
  it.each(AWKWARD)('comes back from decoding as it was: %j', (value) => {
    const query = canonicalQuery({ b: value, a: '1' });
    expect(query.startsWith('a=1&b=')).toBe(true);
    expect(new URLSearchParams(query).get('b')).toBe(value);
    expect(new URL(`http://h/?${query}`).search).toBe(`?${query}`);
  });
});
