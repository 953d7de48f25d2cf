import AlidnsSdk, * as alidnsModels from '@alicloud/alidns20150109';
import CasSdk, * as casModels from '@alicloud/cas20200407';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import VpcSdk, * as vpcModels from '@alicloud/vpc20160428';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Domain, DomainRecord } from '../../shared/cloud/alidns.ts';
import type { UploadUserCertificateRequest, UserCertificate, UserCertificateDetail } from '../../shared/cloud/cas.ts';
import type {
  CertificateOrder,
  CertificateState,
  CreateCertificateForPackageRequest,
  PackageState,
  RenewCertificateOrderRequest,
} from '../../shared/cloud/cas-orders.ts';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import type { VSwitch } from '../../shared/cloud/vpc.ts';
import { type Clients, clientsTo } from './clients-under-test.ts';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

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
      'SetDomainRecordStatus',
      (c) => c.alidns.setDomainRecordStatus('9', 'Enable'),
      (s) =>
        alidns(s).setDomainRecordStatus(
          new alidnsModels.SetDomainRecordStatusRequest({ recordId: '9', status: 'Enable' }),
        ),
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

describe('our field names', () => {
  // The official models write `domainName` where the wire has `DomainName`, and inherit an index signature.
  type Named<Model> = keyof { [Field in keyof Model as string extends Field ? never : Field]: true };
  type UnknownTo<Theirs, Ours> = Exclude<keyof Ours, Capitalize<Named<Theirs> & string>>;

  it('are all known to the official models (checked by the compiler)', () => {
    expectTypeOf<UnknownTo<alidnsModels.DescribeDomainsResponseBodyDomainsDomain, Domain>>().toBeNever();
    expectTypeOf<
      UnknownTo<alidnsModels.DescribeSubDomainRecordsResponseBodyDomainRecordsRecord, DomainRecord>
    >().toBeNever();
    expectTypeOf<
      UnknownTo<casModels.ListUserCertificateOrderResponseBodyCertificateOrderList, UserCertificate>
    >().toBeNever();
    expectTypeOf<
      UnknownTo<casModels.ListUserCertificateOrderResponseBodyCertificateOrderList, CertificateOrder>
    >().toBeNever();
    expectTypeOf<UnknownTo<casModels.UploadUserCertificateRequest, UploadUserCertificateRequest>>().toBeNever();
    expectTypeOf<
      UnknownTo<casModels.CreateCertificateForPackageRequestRequest, CreateCertificateForPackageRequest>
    >().toBeNever();
    expectTypeOf<
      UnknownTo<casModels.RenewCertificateOrderForPackageRequestRequest, RenewCertificateOrderRequest>
    >().toBeNever();
    expectTypeOf<UnknownTo<casModels.DescribePackageStateResponseBody, PackageState>>().toBeNever();
    // CertId, like Tags, came after the version of the SDK that is published on npm.
    expectTypeOf<
      UnknownTo<casModels.DescribeCertificateStateResponseBody, Omit<CertificateState, 'CertId'>>
    >().toBeNever();
    // Tags came after the version of the SDK that is published on npm.
    expectTypeOf<
      UnknownTo<casModels.GetUserCertificateDetailResponseBody, Omit<UserCertificateDetail, 'Tags'>>
    >().toBeNever();
    expectTypeOf<UnknownTo<vpcModels.DescribeVSwitchesResponseBodyVSwitchesVSwitch, VSwitch>>().toBeNever();
  });
});
