import { describe, expect, it } from 'vitest';
import { CallOutcomeUnknown } from '../../shared/cloud/cloud-errors.ts';
import type { EasClient } from '../../shared/cloud/eas.ts';
import { type Clients, clientsTo } from './clients-under-test.ts';
import { rejectionOf } from './transport-under-test.ts';

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

describe('after a lost answer', () => {
  const lost: [string, (clients: Clients) => Promise<unknown>][] = [
    ['CreateGateway', (c) => c.eas.createGateway({ Name: 'chat' })],
    ['CreateGatewayIntranetLinkedVpc', (c) => c.eas.createGatewayIntranetLinkedVpc('gw-1', LINK)],
    [
      'AddDomainRecord',
      (c) => c.alidns.addDomainRecord({ DomainName: 'e.com', RR: 'a', Type: 'CNAME', Value: 'b.e.com' }),
    ],
    ['AddZone', (c) => c.pvtz.addZone({ ZoneName: 'example.com', ProxyPattern: 'RECORD' })],
    ['AddZoneRecord', (c) => c.pvtz.addZoneRecord({ ZoneId: 'z1', Rr: 'a', Type: 'CNAME', Value: 'b.e.com', Ttl: 60 })],
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
    ['AddDomain', (c) => c.alidns.addDomain('example.com')],
    ['DeleteZone', (c) => c.pvtz.deleteZone('z1')],
    ['DescribeVSwitches', (c) => c.vpc.describeVSwitches({ VpcId: 'vpc-1' })],
  ];
  it.each(repeated)('%s is', async (_action, call) => {
    const { clients, server } = await clientsTo((_, count) => (count === 1 ? 'drop' : { body: {} }));
    await call(clients);
    expect(server.received).toHaveLength(2);
  });
});
