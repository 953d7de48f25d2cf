import { describe, expect, test } from 'vitest';
import { officialAlidns, openCloud } from './official-alidns.ts';
import type { Call } from './official-calls.ts';

const DomainName = 'example.com';

async function open() {
  const cloud = await openCloud();
  const zone = cloud.alidns.addZone({ account: cloud.account.id, name: DomainName });
  return { cloud, zone, call: officialAlidns(cloud) };
}

const refused = (code: string) => ({ code, statusCode: 400 });

type Content = Readonly<Record<string, unknown>>;
const content = (RR: string, Type: string, Value: string, more: Content = {}): Content => ({
  RR,
  Type,
  Value,
  ...more,
});

async function add(call: Call, record: Content): Promise<string> {
  return String((await call('AddDomainRecord', { DomainName, ...record })).RecordId);
}

describe('a load that is shared by weight', () => {
  async function shared() {
    const { cloud, zone, call } = await open();
    const light = await add(call, content('www', 'A', '192.0.2.1'));
    const heavy = await add(call, content('www', 'A', '192.0.2.2'));
    await add(call, content('www', 'A', '192.0.2.3', { Line: 'telecom' }));
    await add(call, content('lonely', 'A', '192.0.2.4'));
    return { cloud, zone, call, light, heavy };
  }

  test('is switched on for a name, weighed record by record, and listed', async () => {
    const { call, heavy } = await shared();
    await expect(call('UpdateDNSSLBWeight', { RecordId: heavy, Weight: 3 })).rejects.toMatchObject(
      refused('DisableDNSSLB'),
    );
    const on = await call('SetDNSSLBStatus', { SubDomain: 'www.example.com', Line: 'default' });
    expect(on).toMatchObject({ Open: true, RecordCount: 2 });
    expect(await call('UpdateDNSSLBWeight', { RecordId: heavy, Weight: 3 })).toMatchObject({
      RecordId: heavy,
      Weight: 3,
    });
    expect(await call('DescribeDNSSLBSubDomains', { DomainName })).toMatchObject({
      TotalCount: 1,
      SlbSubDomains: {
        SlbSubDomain: [
          {
            SubDomain: 'www.example.com',
            Type: 'A',
            RecordCount: 3,
            Open: true,
            LineAlgorithms: {
              LineAlgorithm: [
                { Line: 'default', Open: true },
                { Line: 'telecom', Open: false },
              ],
            },
          },
        ],
      },
    });
    expect(await call('DescribeDNSSLBSubDomains', { DomainName, Rr: 'lonely' })).toMatchObject({ TotalCount: 0 });
    const off = await call('SetDNSSLBStatus', { SubDomain: 'www.example.com', Open: false });
    expect(off).toMatchObject({ Open: false, RecordCount: 3 });
  });

  test('is answered in proportion, and by all once it is off', async () => {
    const { zone, call, heavy } = await shared();
    expect(zone.share('www', 'A')).toBeUndefined();
    await call('SetDNSSLBStatus', { SubDomain: 'www.example.com' });
    await call('UpdateDNSSLBWeight', { RecordId: heavy, Weight: 3 });
    const turns = Array.from({ length: 8 }, () => zone.share('www', 'A')?.[0]?.value);
    expect(turns.filter((value) => value === '192.0.2.2')).toHaveLength(6);
    expect(turns.filter((value) => value === '192.0.2.1')).toHaveLength(2);
  });

  test('is refused where it cannot be', async () => {
    const { call, light } = await shared();
    await expect(call('SetDNSSLBStatus', { SubDomain: DomainName })).rejects.toMatchObject(refused('InvalidParameter'));
    await add(call, content('@', 'A', '192.0.2.8'));
    expect(await call('SetDNSSLBStatus', { SubDomain: `@.${DomainName}` })).toMatchObject({ RecordCount: 1 });
    await expect(call('UpdateDNSSLBWeight', { RecordId: light, Weight: 101 })).rejects.toMatchObject(
      refused('InvalidWeigth'),
    );
    const wild = await add(call, content('*', 'A', '192.0.2.9'));
    await expect(call('UpdateDNSSLBWeight', { RecordId: wild, Weight: 2 })).rejects.toMatchObject(
      refused('PanDomainRecord'),
    );
    await call('SetDomainRecordStatus', { RecordId: light, Status: 'Disable' });
    await expect(call('UpdateDNSSLBWeight', { RecordId: light, Weight: 2 })).rejects.toMatchObject(
      refused('DomainRecordDisable'),
    );
  });
});

test('what became of records is logged, newest first, with whose client it was', async () => {
  const { cloud, call } = await open();
  const RecordId = await add(call, content('www', 'A', '192.0.2.1', { UserClientIp: '203.0.113.7' }));
  await cloud.clock.advanceBy(24 * 3_600_000);
  await call('UpdateDomainRecord', { RecordId, ...content('www', 'A', '192.0.2.2') });
  await call('SetDomainRecordStatus', { RecordId, Status: 'Disable' });
  await call('SetDomainRecordStatus', { RecordId, Status: 'Enable' });
  await call('DeleteDomainRecord', { RecordId });
  const logs = async (query: Content = {}) => {
    const body = (await call('DescribeRecordLogs', { DomainName, ...query })) as {
      RecordLogs: { RecordLog: Record<string, unknown>[] };
    };
    return body.RecordLogs.RecordLog;
  };
  expect((await logs()).map(({ Action }) => Action)).toEqual(['Delete', 'Enable', 'Pause', 'Update', 'Add']);
  expect(await logs({ KeyWord: '192.0.2.1' })).toMatchObject([
    { Action: 'Add', ActionTime: '2026-03-02T08:00Z', ClientIp: '203.0.113.7' },
  ]);
  expect(await logs({ StartDate: '2026-03-03', endDate: '2026-03-03' })).toHaveLength(4);
  expect(await logs({ PageSize: 2, PageNumber: 3 })).toHaveLength(1);
});
