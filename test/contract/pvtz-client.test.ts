import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { type PvtzClient, pvtzClient } from '../../shared/cloud/pvtz.ts';
import { clientsTo } from './clients-under-test.ts';
import { transportTo } from './transport-to.ts';

let cloud: LocalCloud;
let pvtz: PvtzClient;
let serial = 0;

beforeEach(async () => {
  cloud = await startLocalCloud();
  const newId = () => `pvtz-test-${++serial}`;
  pvtz = pvtzClient(transportTo(cloud), newId);
  for (const vpcId of ['vpc-a', 'vpc-b']) {
    cloud.vpc.addVpc({ account: cloud.account.id, region: 'cn-beijing', vpcId, cidrBlock: '10.0.0.0/16', name: vpcId });
  }
});
afterEach(() => cloud.close());

const vpc = (VpcId: string) => ({ VpcId, RegionId: 'cn-beijing' });

describe('the PrivateZone client against the local cloud', () => {
  it('makes a zone, marks and binds it, and takes it away again', async () => {
    const { ZoneId } = await pvtz.addZone({ ZoneName: 'chat.example.com', ProxyPattern: 'RECORD' });
    await pvtz.updateZoneRemark(ZoneId, 'ours');
    await pvtz.bindZoneVpc(ZoneId, [vpc('vpc-a'), vpc('vpc-b')]);
    expect(await pvtz.allZones()).toMatchObject([
      { ZoneId, ZoneName: 'chat.example.com', ProxyPattern: 'RECORD', Remark: 'ours', RecordCount: 0 },
    ]);
    const { BindVpcs } = await pvtz.describeZoneInfo(ZoneId);
    expect(BindVpcs.Vpc).toMatchObject([vpc('vpc-a'), vpc('vpc-b')]);
    await expect(pvtz.deleteZone(ZoneId)).rejects.toMatchObject({ code: 'Zone.VpcExists' });
    await pvtz.bindZoneVpc(ZoneId, []);
    expect((await pvtz.describeZoneInfo(ZoneId)).BindVpcs.Vpc).toEqual([]);
    await pvtz.deleteZone(ZoneId);
    await expect(pvtz.deleteZone(ZoneId)).rejects.toMatchObject({ code: 'Zone.NotExists' });
  });

  it('adds a record with its remark in one call, finds it exactly, changes and deletes it', async () => {
    const { ZoneId } = await pvtz.addZone({ ZoneName: 'example.com', ProxyPattern: 'ZONE' });
    const record = { Rr: 'chat', Type: 'CNAME', Value: 'gw.example.net', Ttl: 60 };
    const { RecordId } = await pvtz.addZoneRecord({ ZoneId, ...record, Remark: 'ours' });
    expect(RecordId).toMatch(/^\d+$/);
    await pvtz.addZoneRecord({ ZoneId, ...record, Rr: 'chat2' });
    const find = () => pvtz.allZoneRecords({ ZoneId, Keyword: 'chat', SearchMode: 'EXACT' });
    expect(await find()).toMatchObject([{ RecordId, ...record, Remark: 'ours', Line: 'default', Status: 'ENABLE' }]);
    await pvtz.updateZoneRecord({ RecordId, ...record, Value: 'other.example.net', Line: 'default' });
    await pvtz.setZoneRecordStatus(RecordId, 'DISABLE');
    expect(await find()).toMatchObject([{ RecordId, Value: 'other.example.net', Status: 'DISABLE', Remark: 'ours' }]);
    await pvtz.deleteZoneRecord(RecordId);
    await expect(pvtz.deleteZoneRecord(RecordId)).rejects.toMatchObject({ code: 'Record.NotExists' });
  });
});

describe('the PrivateZone client on the wire', () => {
  it('numbers the VPCs and sends a token of its own with each write, the same when it has to send it again', async () => {
    const { clients, server } = await clientsTo((_, count) => (count === 1 ? 'drop' : { body: {} }));
    await clients.pvtz.bindZoneVpc('z1', [{ VpcId: 'vpc-a', RegionId: 'cn-beijing', VpcType: 'EDS' }, vpc('vpc-b')]);
    await clients.pvtz.deleteZone('z1');
    expect(server.received.map(({ query }) => query.ClientToken)).toEqual(['token-1', 'token-1', 'token-2']);
    expect(server.received[0]?.query).toMatchObject({
      ZoneId: 'z1',
      'Vpcs.1.VpcId': 'vpc-a',
      'Vpcs.1.RegionId': 'cn-beijing',
      'Vpcs.1.VpcType': 'EDS',
      'Vpcs.2.VpcId': 'vpc-b',
    });
    expect(server.received[0]?.headers).toMatchObject({ 'x-acs-action': 'BindZoneVpc', 'x-acs-version': '2018-01-01' });
  });

  it('reads a zone that nobody sees, and lists that are not there, as empty', async () => {
    const { clients } = await clientsTo();
    expect((await clients.pvtz.describeZoneInfo('z1')).BindVpcs).toEqual({ Vpc: [] });
    expect(await clients.pvtz.allZones()).toEqual([]);
    expect(await clients.pvtz.allZoneRecords({ ZoneId: 'z1' })).toEqual([]);
  });
});
