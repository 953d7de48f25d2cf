import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alb } from '../../local/cloud/alb/product.ts';
import { alidns } from '../../local/cloud/alidns/product.ts';
import { cas } from '../../local/cloud/cas/product.ts';
import { eas } from '../../local/cloud/eas/product.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import type { Action, ParameterTable, Product } from '../../local/cloud/product.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { vpc } from '../../local/cloud/vpc/product.ts';
import { type Acs3Request, rpc, send, sign } from './acs3.ts';
import { EasClient, serviceConfig } from './eas-client.ts';

let cloud: LocalCloud;
let host: string;

beforeAll(async () => {
  cloud = await startLocalCloud({ delayScale: 0 });
  host = new URL(cloud.endpoint).host;
  cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-beijing', vpcId: 'vpc-a', cidrBlock: '10.0.0.0/16' });
});
afterAll(() => cloud.close());

/** Sends bytes as they are and reads what comes until the server hangs up or has answered. */
function sendBytes(bytes: Uint8Array | string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(cloud.endpoint).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      answer += text;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.end(bytes);
  });
}

async function isAlive(): Promise<boolean> {
  const query = { RegionId: 'cn-beijing' };
  return (
    (await send(cloud.endpoint, sign(rpc('DescribeVpcs', '2016-04-28', query), host, cloud.account))).status === 200
  );
}

test('bytes that are no HTTP are refused, and the cloud lives on', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
      const answer = await sendBytes(bytes);
      expect(answer === '' || /^HTTP\/1\.1 [45]\d\d /.test(answer)).toBe(true);
    }),
    { numRuns: 100 },
  );
  expect(await isAlive()).toBe(true);
});

test('requests that nobody signed are refused with an envelope, whatever they carry', async () => {
  const token = fc.stringMatching(/^[A-Za-z0-9._%+=&;/?*~-]{0,40}$/);
  const headers = fc.dictionary(
    fc.constantFrom(
      'x-acs-version',
      'x-acs-action',
      'x-acs-date',
      'x-acs-signature-nonce',
      'x-acs-content-sha256',
      'authorization',
      'content-type',
      'transfer-encoding',
    ),
    fc.oneof(
      token,
      fc.constantFrom(
        '2016-04-28',
        'DescribeVpcs',
        'application/x-www-form-urlencoded',
        'ACS3-HMAC-SHA256 Credential=',
      ),
    ),
  );
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');
  await fc.assert(
    fc.asyncProperty(method, token, headers, token, async (verb, target, fields, body) => {
      const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
      const answer = await sendBytes(
        `${verb} /${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${lines.join('')}` +
          `Content-Length: ${body.length}\r\n\r\n${body}`,
      );
      expect(answer).toMatch(/^HTTP\/1\.1 [45]\d\d /);
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
        Code: expect.any(String),
        RequestId: expect.any(String),
      });
    }),
    { numRuns: 200 },
  );
  expect(await isAlive()).toBe(true);
});

test.each<[Product<never>]>([[alb], [alidns], [cas], [vpc]])(
  'rightly signed nonsense never finds a hole in $name',
  async ({ version, actions }) => {
    const value = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('', '0', '-1', '1', '1e9', '99999999999999999999', 'true', '{}', '[', '@', '*', '*.a', '..', '-'),
      fc.constantFrom('example.com', 'www', 'A', 'TXT', 'CNAME', '192.0.2.1', 'gw.example.net', '10.0.0.0/24', '/'),
      fc.constantFrom('vpc-a', 'cn-beijing', 'cn-beijing-i', '__proto__', 'constructor', '名字.例子', '\u0000'),
    );
    const call = fc.constantFrom(...actions).chain(({ name, parameters }) => {
      const names = [...Object.keys(parameters), 'Tag.1.Key', 'Tags.1.Value', '__proto__', '__proto__.x', 'a.b.c.d'];
      return fc.tuple(fc.constant(name), fc.dictionary(fc.constantFrom(...names), value, { noNullPrototype: true }));
    });
    await fc.assert(
      fc.asyncProperty(call, async ([name, query]) => {
        const { status, body } = await send(cloud.endpoint, sign(rpc(name, version, query), host, cloud.account));
        expect({ status, body }).toMatchObject({ status: status < 500 ? status : 'below 500' });
        expect(body.RequestId).toEqual(expect.any(String));
      }),
      { numRuns: 400 },
    );
    expect(await isAlive()).toBe(true);
  },
);

test('rightly signed nonsense never finds a hole in eas', async () => {
  const client = new EasClient(cloud, 'cn-beijing');
  // Of its own: nonsense may have deleted any other.
  cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-beijing', vpcId: 'vpc-b', cidrBlock: '10.0.0.0/16' });
  const zones = ['i', 'k'].map((letter, index) => {
    const cidrBlock = `10.0.${index}.0/24`;
    return cloud.vpc.addVSwitch({ vpcId: 'vpc-b', zoneId: `cn-beijing-${letter}`, cidrBlock }).vSwitchId;
  });
  const gateways = [
    await client.createGateway({ EnableInternet: true }),
    await client.createGateway({ GatewayType: 'Application', InstanceType: undefined }),
  ];
  const known = ['vpc-b', ...zones, ...gateways, 'cn-beijing', 'chat'];
  await client.createService(serviceConfig('chat'));

  const leaf = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(...known, '__proto__', '0.0.0.0/0', 'a.example.com', 'internet', 'replace', 'qps', ''),
    fc.constantFrom(0, 1, -1, 2, 1e21, true, false, null),
  );
  const name = fc.constantFrom(
    ...['Entry', 'Domain', 'Type', 'CertificateId', 'VpcId', 'Region', 'metadata', 'name', 'instance', 'networking'],
    ...[
      'gateway',
      'cloud',
      'vpc_id',
      'autoscaler',
      'min',
      'max',
      'scaleStrategies',
      'metricName',
      'threshold',
      'token',
    ],
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(name, tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  // What deletes the things themselves would leave nothing to talk nonsense about.
  const lasting = eas.actions.filter(({ name }) => !['DeleteGateway', 'DeleteService'].includes(name));
  const call = fc.constantFrom<Action<never>[]>(...lasting).chain((action) => {
    const wanted = fc.record(
      Object.fromEntries(Object.keys(action.parameters).map((parameter) => [parameter, fc.oneof(leaf, json)])),
      { requiredKeys: [], noNullPrototype: true },
    );
    return fc.tuple(fc.constant(action), wanted, fc.constantFrom(...gateways));
  });
  await fc.assert(
    fc.asyncProperty(call, async ([action, values, gateway]) => {
      const request = roa(action, '2021-07-01', values, {
        ClusterId: 'cn-beijing',
        GatewayId: gateway,
        ServiceName: 'chat',
      });
      const { status, body } = await send(cloud.endpoint, sign(request, host, cloud.account));
      expect({ action: action.name, status, body }).toMatchObject({ status: status < 500 ? status : 'below 500' });
      expect(body.RequestId ?? body.requestId).toEqual(expect.any(String));
    }),
    { numRuns: 400 },
  );
  expect(await isAlive()).toBe(true);
});

/** @param inPath what stands in the places of the path */
function roa(
  { name, style, parameters }: { name: string; style: Action<never>['style']; parameters: ParameterTable },
  version: string,
  values: Record<string, unknown>,
  inPath: Readonly<Record<string, string>>,
): Acs3Request {
  if (style === 'RPC') throw new Error(`${name} has no path`);
  const at = (place: string) => Object.entries(values).filter(([key]) => (parameters[key]?.in ?? 'query') === place);
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const [whole] = at('whole-body');
  const body = whole ? text(whole[1]) : JSON.stringify(Object.fromEntries(at('body')));
  const path = style.path.replaceAll(/\{(\w+)\}/g, (_, key) => inPath[key] ?? '');
  return {
    method: style.method,
    path,
    query: Object.fromEntries(at('query').map(([key, value]) => [key, text(value)])),
    headers: { 'x-acs-action': name, 'x-acs-version': version, 'content-type': 'application/json' },
    body: style.method === 'GET' ? '' : body,
  };
}

test('a header line too long and a body too large are refused, a certificate chain in a URL is not', async () => {
  expect(await sendBytes(`GET /?x=${'y'.repeat(140_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4/);
  const large = sign({ ...rpc('DescribeVpcs', '2016-04-28'), body: 'x'.repeat(5_000_000) }, host, cloud.account);
  expect(await send(cloud.endpoint, large)).toMatchObject({ status: 413, body: { Code: 'RequestTooLarge' } });
  const long = sign(
    rpc('DescribeZones', '2016-04-28', { RegionId: 'cn-beijing', X: 'y'.repeat(100_000) }),
    host,
    cloud.account,
  );
  expect((await send(cloud.endpoint, long)).status).toBe(200);
});
