import AlidnsSdk, * as alidnsModels from '@alicloud/alidns20150109';
import CasSdk, * as casModels from '@alicloud/cas20200407';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import VpcSdk, * as vpcModels from '@alicloud/vpc20160428';
import { describe, expect, it } from 'vitest';
import { type AlidnsClient, alidnsClient, type Domain, type DomainRecord } from '../../shared/cloud/alidns.ts';
import { type CasClient, casClient, type UserCertificate, type UserCertificateDetail } from '../../shared/cloud/cas.ts';
import { CallOutcomeUnknown, CloudError } from '../../shared/cloud/cloud-errors.ts';
import { type EasClient, easClient } from '../../shared/cloud/eas.ts';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import { type VpcClient, type VSwitch, vpcClient } from '../../shared/cloud/vpc.ts';
import { type LoopbackServer, type Received, type Reply, startLoopbackServer } from './loopback-server.ts';
import { rejectionOf, transportTo } from './transport-under-test.ts';

interface Clients {
  eas: EasClient;
  vpc: VpcClient;
  alidns: AlidnsClient;
  cas: CasClient;
}

async function clientsTo(
  reply: (received: Received, count: number) => Reply = () => ({ body: {} }),
): Promise<{ clients: Clients; server: LoopbackServer }> {
  const { transport, server } = await transportTo(reply);
  const clients: Clients = {
    eas: easClient(transport, 'cn-hangzhou'),
    vpc: vpcClient(transport, 'cn-hangzhou'),
    alidns: alidnsClient(transport),
    cas: casClient(transport),
  };
  return { clients, server };
}

const GATEWAY = '/api/v2/gateways/cn-hangzhou/gw-1';
const SERVICE = '/api/v2/services/cn-hangzhou/chat';
const LINK = { VpcId: 'vpc-1', VSwitchId: 'vsw-1' };
const ENTRIES = [{ Entry: '203.0.113.0/24', Comment: 'office' }];

/** `action`, `method path`, query, body. Source: the official SDK of EAS, 2021-07-01. */
const EAS_CALLS: [string, string, Record<string, string>, unknown, (eas: EasClient) => Promise<unknown>][] = [
  [
    'CreateGateway',
    'POST /api/v2/gateways',
    {},
    { GatewayType: 'Application', Name: 'chat' },
    (eas) => eas.createGateway({ GatewayType: 'Application', Name: 'chat' }),
  ],
  ['DescribeGateway', `GET ${GATEWAY}`, {}, undefined, (eas) => eas.describeGateway('gw-1')],
  ['ListGateway', 'GET /api/v2/gateways', {}, undefined, (eas) => eas.listGateway()],
  [
    'ListGateway',
    'GET /api/v2/gateways',
    { GatewayName: 'chat', InternetEnabled: 'true', Label: '{"owner":"torii"}', PageNumber: '2' },
    undefined,
    (eas) => eas.listGateway({ GatewayName: 'chat', InternetEnabled: true, Label: { owner: 'torii' }, PageNumber: 2 }),
  ],
  [
    'UpdateGateway',
    `PUT ${GATEWAY}`,
    {},
    { EnableInternet: false, VSwitchIds: ['vsw-1', 'vsw-2'] },
    (eas) => eas.updateGateway('gw-1', { EnableInternet: false, VSwitchIds: ['vsw-1', 'vsw-2'] }),
  ],
  ['DeleteGateway', `DELETE ${GATEWAY}`, {}, undefined, (eas) => eas.deleteGateway('gw-1')],
  [
    'UpdateGatewayLabel',
    `PUT ${GATEWAY}/label`,
    {},
    { Labels: { torii: 'prod' } },
    (eas) => eas.updateGatewayLabel('gw-1', { torii: 'prod' }),
  ],
  [
    'CreateGatewayIntranetLinkedVpc',
    `POST ${GATEWAY}/intranet_endpoint_linked_vpc`,
    { ...LINK, EnableAuthoritativeDns: 'true' },
    undefined,
    (eas) => eas.createGatewayIntranetLinkedVpc('gw-1', { ...LINK, EnableAuthoritativeDns: true }),
  ],
  [
    'ListGatewayIntranetLinkedVpc',
    `GET ${GATEWAY}/intranet_endpoint_linked_vpc`,
    {},
    undefined,
    (eas) => eas.listGatewayIntranetLinkedVpc('gw-1'),
  ],
  [
    'DeleteGatewayIntranetLinkedVpc',
    `DELETE ${GATEWAY}/intranet_endpoint_linked_vpc`,
    LINK,
    undefined,
    (eas) => eas.deleteGatewayIntranetLinkedVpc('gw-1', LINK),
  ],
  [
    'ListGatewayIntranetSupportedZone',
    `GET ${GATEWAY}/intranet_supported_zone`,
    {},
    undefined,
    (eas) => eas.listGatewayIntranetSupportedZone('gw-1'),
  ],
  [
    'CreateAclPolicy',
    `POST ${GATEWAY}/acl_policy`,
    { AclPolicyList: '[{"Entry":"203.0.113.0/24","Comment":"office"}]' },
    undefined,
    (eas) => eas.createAclPolicy('gw-1', { AclPolicyList: ENTRIES }),
  ],
  ['ListAclPolicy', `GET ${GATEWAY}/acl_policy`, {}, undefined, (eas) => eas.listAclPolicy('gw-1')],
  [
    'DeleteAclPolicy',
    `DELETE ${GATEWAY}/acl_policy`,
    { AclPolicyList: '[{"Entry":"203.0.113.0/24","Comment":"office"}]', VpcId: 'vpc-1' },
    undefined,
    (eas) => eas.deleteAclPolicy('gw-1', { AclPolicyList: ENTRIES, VpcId: 'vpc-1' }),
  ],
  [
    'AttachGatewayDomain',
    `PUT ${GATEWAY}/domain/attach`,
    { CustomDomain: '{"Domain":"api.example.com","Type":"internet","CertificateId":"14731"}' },
    undefined,
    (eas) => eas.attachGatewayDomain('gw-1', { Domain: 'api.example.com', Type: 'internet', CertificateId: '14731' }),
  ],
  [
    'DetachGatewayDomain',
    `PUT ${GATEWAY}/domain/detach`,
    { CustomDomain: '{"Domain":"api.example.com","Type":"intranet"}' },
    undefined,
    (eas) => eas.detachGatewayDomain('gw-1', { Domain: 'api.example.com', Type: 'intranet' }),
  ],
  ['ListGatewayDomains', `GET ${GATEWAY}/domains`, {}, undefined, (eas) => eas.listGatewayDomains('gw-1')],
  ['DescribeService', `GET ${SERVICE}`, {}, undefined, (eas) => eas.describeService('chat')],
  [
    'ListServices',
    'GET /api/v2/services',
    { Gateway: 'gw-1' },
    undefined,
    (eas) => eas.listServices({ Gateway: 'gw-1' }),
  ],
  [
    'UpdateService',
    `PUT ${SERVICE}`,
    { UpdateType: 'merge' },
    { networking: { gateway: 'gw-1' } },
    (eas) => eas.updateService('chat', { UpdateType: 'merge', body: { networking: { gateway: 'gw-1' } } }),
  ],
  [
    'DescribeServiceEndpoints',
    `GET ${SERVICE}/endpoints`,
    {},
    undefined,
    (eas) => eas.describeServiceEndpoints('chat'),
  ],
];

describe('an EAS call goes where the official SDK sends it', () => {
  it.each(EAS_CALLS)('%s: %s %j', async (action, address, query, body, call) => {
    const { clients, server } = await clientsTo(() => ({ body: { RequestId: 'r' } }));
    await call(clients.eas);
    const [received] = server.received;
    expect(`${received?.method} ${received?.path}`).toBe(address);
    expect(received?.query).toEqual(query);
    expect(received?.body).toBe(body === undefined ? '' : JSON.stringify(body));
    expect(received?.headers).toMatchObject({ 'x-acs-action': action, 'x-acs-version': '2021-07-01' });
  });

  it('with names that need care in a path', async () => {
    const { clients, server } = await clientsTo();
    await clients.eas.describeService('a/b c?d');
    expect(server.received[0]?.path).toBe('/api/v2/services/cn-hangzhou/a%2Fb%20c%3Fd');
  });

  it('never without the name of what it is about', async () => {
    const { clients, server } = await clientsTo();
    expect(() => clients.eas.deleteGateway('')).toThrow(/cannot be addressed/);
    expect(server.received).toEqual([]);
  });

  it('and an answer without a list has an empty one', async () => {
    const { clients } = await clientsTo(() => ({ body: { Gateways: null } }));
    await expect(clients.eas.listGateway()).resolves.toMatchObject({ Gateways: [] });
    await expect(clients.eas.listGatewayDomains('gw-1')).resolves.toMatchObject({ CustomDomains: [] });
    await expect(clients.eas.listAclPolicy('gw-1')).resolves.toMatchObject({
      InternetAclPolicyList: [],
      IntranetVpcAclPolicyList: [],
    });
  });
});

describe('a call of Alidns, CAS or VPC is the one the official SDK sends', () => {
  const record = {
    RR: 'www',
    Type: 'CNAME',
    Value: 'gw-1.cn-hangzhou.pai-eas.aliyuncs.com',
    TTL: 600,
    Line: 'default',
  };
  const sdkRecord = { RR: 'www', type: 'CNAME', value: record.Value, TTL: 600, line: 'default' };
  const config = (server: LoopbackServer) =>
    new $OpenApiUtil.Config({
      accessKeyId: 'k',
      accessKeySecret: 's',
      endpoint: server.host,
      protocol: 'http',
      regionId: 'cn-hangzhou',
    });
  const alidns = (server: LoopbackServer) => new AlidnsSdk(config(server));
  const cas = (server: LoopbackServer) => new CasSdk(config(server));
  const vpc = (server: LoopbackServer) => new VpcSdk(config(server));

  type Pair = [string, (clients: Clients) => Promise<unknown>, (server: LoopbackServer) => Promise<unknown>];
  const pairs: Pair[] = [
    [
      'DescribeDomains',
      (c) => c.alidns.describeDomains({ KeyWord: 'example', SearchMode: 'LIKE', PageNumber: 1, PageSize: 100 }),
      (s) =>
        alidns(s).describeDomains(
          new alidnsModels.DescribeDomainsRequest({
            keyWord: 'example',
            searchMode: 'LIKE',
            pageNumber: 1,
            pageSize: 100,
          }),
        ),
    ],
    [
      'DescribeSubDomainRecords',
      (c) =>
        c.alidns.describeSubDomainRecords({ SubDomain: 'www.example.com', DomainName: 'example.com', Type: 'CNAME' }),
      (s) =>
        alidns(s).describeSubDomainRecords(
          new alidnsModels.DescribeSubDomainRecordsRequest({
            subDomain: 'www.example.com',
            domainName: 'example.com',
            type: 'CNAME',
          }),
        ),
    ],
    [
      'AddDomainRecord',
      (c) => c.alidns.addDomainRecord({ DomainName: 'example.com', ...record }),
      (s) =>
        alidns(s).addDomainRecord(new alidnsModels.AddDomainRecordRequest({ domainName: 'example.com', ...sdkRecord })),
    ],
    [
      'UpdateDomainRecord',
      (c) => c.alidns.updateDomainRecord({ RecordId: '9', ...record }),
      (s) => alidns(s).updateDomainRecord(new alidnsModels.UpdateDomainRecordRequest({ recordId: '9', ...sdkRecord })),
    ],
    [
      'DeleteDomainRecord',
      (c) => c.alidns.deleteDomainRecord('9'),
      (s) => alidns(s).deleteDomainRecord(new alidnsModels.DeleteDomainRecordRequest({ recordId: '9' })),
    ],
    [
      'UpdateDomainRecordRemark',
      (c) => c.alidns.updateDomainRecordRemark('9', ''),
      (s) =>
        alidns(s).updateDomainRecordRemark(
          new alidnsModels.UpdateDomainRecordRemarkRequest({ recordId: '9', remark: '' }),
        ),
    ],
    [
      'ListUserCertificateOrder',
      (c) => c.cas.listUserCertificateOrder({ OrderType: 'UPLOAD', CurrentPage: 2, ShowSize: 50 }),
      (s) =>
        cas(s).listUserCertificateOrder(
          new casModels.ListUserCertificateOrderRequest({ orderType: 'UPLOAD', currentPage: 2, showSize: 50 }),
        ),
    ],
    [
      'GetUserCertificateDetail',
      (c) => c.cas.getUserCertificateDetail('14731'),
      (s) =>
        cas(s).getUserCertificateDetail(
          new casModels.GetUserCertificateDetailRequest({ certId: 14731, certFilter: true }),
        ),
    ],
    [
      'DescribeVSwitches',
      (c) => c.vpc.describeVSwitches({ VpcId: 'vpc-1', ZoneId: 'cn-hangzhou-i', PageNumber: 1, PageSize: 50 }),
      (s) =>
        vpc(s).describeVSwitches(
          new vpcModels.DescribeVSwitchesRequest({
            regionId: 'cn-hangzhou',
            vpcId: 'vpc-1',
            zoneId: 'cn-hangzhou-i',
            pageNumber: 1,
            pageSize: 50,
          }),
        ),
    ],
  ];

  it.each(pairs)('%s', async (action, ours, theirs) => {
    const { clients, server } = await clientsTo();
    await ours(clients);
    const official = await startLoopbackServer();
    await theirs(official);
    await official.close();
    const shape = ({ received }: LoopbackServer) =>
      received.map(({ method, path, query, body, headers }) => ({
        method,
        path,
        query,
        body,
        action: headers['x-acs-action'],
        version: headers['x-acs-version'],
        contentType: headers['content-type'],
      }));
    expect(shape(server)).toEqual(shape(official));
    expect(shape(server)).toMatchObject([{ action }]);
  });
});

describe('a list', () => {
  /** Answers pages of gateways by their ids. */
  const pagesOf =
    (total: number | undefined, pages: string[][]) =>
    ({ query }: Received): Reply => ({
      body: {
        TotalCount: total,
        Gateways: (pages[Number(query.PageNumber) - 1] ?? []).map((GatewayId) => ({ GatewayId, Status: 'Running' })),
      },
    });
  const idsIn = async (clients: Clients) => (await clients.eas.allGateways()).map(({ GatewayId }) => GatewayId);

  it.each<[string, number | undefined, string[][], string[], number]>([
    ['of nothing takes one call', 0, [], [], 1],
    ['of one page takes one call', 2, [['a', 'b']], ['a', 'b'], 1],
    ['of several pages is read to its end', 3, [['a', 'b'], ['c']], ['a', 'b', 'c'], 2],
    ['with short pages is read on', 3, [['a'], ['b'], ['c']], ['a', 'b', 'c'], 3],
    [
      'that shifts while it is read has nothing twice',
      3,
      [
        ['a', 'b'],
        ['b', 'c'],
      ],
      ['a', 'b', 'c'],
      2,
    ],
    ['that does not count itself ends with an empty page', undefined, [['a'], ['b']], ['a', 'b'], 3],
  ])('%s', async (_name, total, pages, ids, calls) => {
    const { clients, server } = await clientsTo(pagesOf(total, pages));
    expect(await idsIn(clients)).toEqual(ids);
    expect(server.received).toHaveLength(calls);
    expect(server.received[0]?.query).toMatchObject({ PageNumber: '1', PageSize: '100' });
  });

  it.each<[string, string[][]]>([
    ['an empty page before its end', [['a', 'b'], []]],
    [
      'the same page over and over',
      [
        ['a', 'b'],
        ['a', 'b'],
        ['a', 'b'],
      ],
    ],
  ])('that stays short is not believed: %s', async (_name, pages) => {
    const { clients, server } = await clientsTo(pagesOf(3, pages));
    const error = await rejectionOf(clients.eas.allGateways());
    expect(error).toBeInstanceOf(CloudError);
    expect(error).toMatchObject({ code: 'IncompleteList', action: 'ListGateway', retryable: true });
    expect(server.received).toHaveLength(4);
  });

  it('that was short only once is read again', async () => {
    const short = pagesOf(2, [['a']]);
    const whole = pagesOf(2, [['a', 'b']]);
    const { clients } = await clientsTo((received, count) => (count <= 2 ? short : whole)(received));
    expect(await idsIn(clients)).toEqual(['a', 'b']);
  });

  it('keeps its filter on every page', async () => {
    const { clients, server } = await clientsTo(({ query }) => ({
      body: { TotalCount: 2, Services: [{ ServiceName: `s${query.PageNumber}`, Status: 'Running' }] },
    }));
    await expect(clients.eas.allServices({ Gateway: 'gw-1' })).resolves.toHaveLength(2);
    expect(server.received.map(({ query }) => query.Gateway)).toEqual(['gw-1', 'gw-1']);
  });

  it('of the RPC products is read to its end too', async () => {
    const { clients, server } = await clientsTo(({ headers, query }) => {
      const page = Number(query.PageNumber ?? query.CurrentPage);
      const lists: Record<string, object> = {
        DescribeVSwitches: { VSwitches: { VSwitch: [{ VSwitchId: `vsw-${page}` }] } },
        DescribeDomains: { Domains: { Domain: [{ DomainName: `${page}.example` }] } },
        DescribeSubDomainRecords: { DomainRecords: { Record: [{ RecordId: page }] } },
        ListUserCertificateOrder: { CertificateOrderList: [{ CertificateId: page }] },
      };
      return { body: { TotalCount: 2, ...lists[String(headers['x-acs-action'])] } };
    });
    await expect(clients.vpc.allVSwitches('vpc-1')).resolves.toMatchObject([
      { VSwitchId: 'vsw-1' },
      { VSwitchId: 'vsw-2' },
    ]);
    await expect(clients.alidns.allDomains()).resolves.toHaveLength(2);
    await expect(clients.alidns.allSubDomainRecords({ SubDomain: 'www.example.com' })).resolves.toEqual([
      { RecordId: '1' },
      { RecordId: '2' },
    ]);
    await expect(clients.cas.allUserCertificates({ OrderType: 'UPLOAD' })).resolves.toEqual([
      { CertificateId: '1' },
      { CertificateId: '2' },
    ]);
    expect(server.received.map(({ query }) => query.PageSize ?? query.ShowSize)).toEqual(
      [50, 50, 100, 100, 100, 100, 50, 50].map(String),
    );
  });
});

describe('vSwitches by id', () => {
  it.each(['InvalidVSwitchId.NotFound', 'InvalidVswitchID.NotFound'])(
    'leave out what does not exist: %s',
    async (Code) => {
      const { clients } = await clientsTo(({ query }) => {
        if (query.VSwitchId === 'vsw-gone') return { status: 404, body: { Code, Message: 'no' } };
        if (query.VSwitchId === 'vsw-empty') return { body: { TotalCount: 0, VSwitches: { VSwitch: [] } } };
        return { body: { VSwitches: { VSwitch: [{ VSwitchId: query.VSwitchId }] } } };
      });
      const found = await clients.vpc.vSwitchesById(['vsw-1', 'vsw-gone', 'vsw-empty', 'vsw-1', 'vsw-2']);
      expect(found.map(({ VSwitchId }) => VSwitchId)).toEqual(['vsw-1', 'vsw-2']);
    },
  );

  it('fail when the question itself is refused', async () => {
    const { clients } = await clientsTo(() => ({ status: 403, body: { Code: 'Forbidden.RAM', Message: 'no' } }));
    expect(await rejectionOf(clients.vpc.vSwitchesById(['vsw-1']))).toMatchObject({ code: 'Forbidden.RAM' });
  });
});

describe('ids', () => {
  it.each(['999985129140715521', 14731])('are text, whatever the wire says: %j', async (id) => {
    const { clients } = await clientsTo(({ headers }) =>
      headers['x-acs-action'] === 'DescribeSubDomainRecords'
        ? { body: { DomainRecords: { Record: [{ RecordId: id }] } } }
        : { body: { RecordId: id, Id: id, CertificateOrderList: [{ CertificateId: id }] } },
    );
    const text = String(id);
    const record = await clients.alidns.addDomainRecord({
      DomainName: 'e.com',
      RR: 'a',
      Type: 'A',
      Value: '192.0.2.1',
    });
    expect(record.RecordId).toBe(text);
    const records = await clients.alidns.describeSubDomainRecords({ SubDomain: 'a.e.com' });
    expect(records.DomainRecords.Record).toEqual([{ RecordId: text }]);
    const list = await clients.cas.listUserCertificateOrder({ OrderType: 'CERT' });
    expect(list.CertificateOrderList).toEqual([{ CertificateId: text }]);
    expect((await clients.cas.getUserCertificateDetail(text)).Id).toBe(text);
  });

  it('beyond 2^53 keep their digits even as numbers', async () => {
    const { clients } = await clientsTo(() => ({ body: '{"RecordId": 999985129140715521}' }));
    expect((await clients.alidns.deleteDomainRecord('1')).RecordId).toBe('999985129140715521');
  });
});

describe('a certificate', () => {
  it('comes without its private key even if the cloud sends it', async () => {
    const { clients } = await clientsTo(() => ({
      body: { Id: 1, Name: 'c', Key: 'PRIVATE', SignPrivateKey: 'PRIVATE' },
    }));
    await expect(clients.cas.getUserCertificateDetail('1')).resolves.toEqual({ Id: '1', Name: 'c' });
  });
});

describe('after a lost answer', () => {
  const lost: [string, (clients: Clients) => Promise<unknown>][] = [
    ['CreateGateway', (c) => c.eas.createGateway({ Name: 'chat' })],
    ['CreateGatewayIntranetLinkedVpc', (c) => c.eas.createGatewayIntranetLinkedVpc('gw-1', LINK)],
    [
      'AddDomainRecord',
      (c) => c.alidns.addDomainRecord({ DomainName: 'e.com', RR: 'a', Type: 'CNAME', Value: 'b.e.com' }),
    ],
  ];
  it.each(lost)('%s is not made again', async (_action, call) => {
    const { clients, server } = await clientsTo((_, count) => (count === 1 ? 'drop' : { body: {} }));
    expect(await rejectionOf(call(clients))).toBeInstanceOf(CallOutcomeUnknown);
    expect(server.received).toHaveLength(1);
  });

  const repeated: [string, (clients: Clients) => Promise<unknown>][] = [
    ...EAS_CALLS.filter(([action]) => !lost.some(([name]) => name === action)).map(
      ([action, , , , call]): [string, (clients: Clients) => Promise<unknown>] => [action, (c) => call(c.eas)],
    ),
    ['DeleteDomainRecord', (c) => c.alidns.deleteDomainRecord('9')],
    ['UpdateDomainRecordRemark', (c) => c.alidns.updateDomainRecordRemark('9', 'torii')],
    ['ListUserCertificateOrder', (c) => c.cas.listUserCertificateOrder({ OrderType: 'CERT' })],
    ['DescribeVSwitches', (c) => c.vpc.describeVSwitches({ VpcId: 'vpc-1' })],
  ];
  it.each(repeated)('%s is', async (_action, call) => {
    const { clients, server } = await clientsTo((_, count) => (count === 1 ? 'drop' : { body: {} }));
    await call(clients);
    expect(server.received).toHaveLength(2);
  });
});

describe('the real hosts are those of the official SDKs', () => {
  const regions = [
    'cn-hangzhou',
    'cn-beijing',
    'cn-shanghai',
    'cn-shenzhen',
    'cn-wulanchabu',
    'cn-hongkong',
    'cn-chengdu',
  ];
  const abroad = ['ap-southeast-1', 'ap-southeast-5', 'ap-northeast-1', 'eu-central-1', 'us-west-1', 'us-east-1'];
  const realHost = endpointResolver();
  const config = (regionId: string) => new $OpenApiUtil.Config({ accessKeyId: 'k', accessKeySecret: 's', regionId });

  it.each([...regions, ...abroad, 'cn-shanghai-finance-1', 'cn-north-2-gov-1'])('VPC in %s', (region) => {
    expect(realHost('vpc', region)).toBe(`https://${new VpcSdk(config(region))._endpoint}`);
  });

  it.each([...regions, ...abroad])('CAS in %s', (region) => {
    expect(realHost('cas', region)).toBe(`https://${new CasSdk(config(region))._endpoint}`);
  });
});

// The compiler keeps our field names to those of the official models, which write `domainName` for `DomainName`.
type Unknown<Ours, Theirs> = Exclude<keyof Ours, Capitalize<keyof Theirs & string>>;
type None<_Fields extends never> = true;
export type FieldsAreTheirs = [
  None<Unknown<Domain, alidnsModels.DescribeDomainsResponseBodyDomainsDomain>>,
  None<Unknown<DomainRecord, alidnsModels.DescribeSubDomainRecordsResponseBodyDomainRecordsRecord>>,
  None<Unknown<UserCertificate, casModels.ListUserCertificateOrderResponseBodyCertificateOrderList>>,
  // Tags came after the version of the SDK that is published on npm.
  None<Unknown<Omit<UserCertificateDetail, 'Tags'>, casModels.GetUserCertificateDetailResponseBody>>,
  None<Unknown<VSwitch, vpcModels.DescribeVSwitchesResponseBodyVSwitchesVSwitch>>,
];
