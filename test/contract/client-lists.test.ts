import { describe, expect, it } from 'vitest';
import { CloudError } from '../../shared/cloud/cloud-errors.ts';
import { type Clients, clientsTo } from './clients-under-test.ts';
import type { Received, Reply } from './loopback-server.ts';
import { rejectionOf } from './transport-under-test.ts';

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

  it('that grows while it is read is read until it has the newcomers', async () => {
    // Newest first; another one comes between the first page and the second, each time but the last.
    const ids = ['b', 'a'];
    const { clients, server } = await clientsTo((received, count) => {
      if (count % 2 === 0 && count < 6) ids.unshift(`new-${count}`);
      return pagesOf(ids.length, [ids.slice(0, 1), ids.slice(1, 2), ids.slice(2, 3), ids.slice(3)])(received);
    });
    expect((await idsIn(clients)).toSorted()).toEqual(['a', 'b', 'new-2', 'new-4']);
    expect(server.received.length).toBeLessThan(10);
  });

  it('that shrinks while it is read misses nothing of what is left', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const { clients } = await clientsTo((received, count) => {
      // Gone once it was read: what follows moves up, and onto the page that was read already.
      if (count === 2) ids.shift();
      return pagesOf(ids.length, [ids.slice(0, 2), ids.slice(2)])(received);
    });
    expect(await idsIn(clients)).toEqual(['b', 'c', 'd']);
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
        DescribeZones: { TotalItems: 2, Zones: { Zone: [{ ZoneId: `z${page}`, ZoneName: `${page}.example` }] } },
        DescribeZoneRecords: { TotalItems: 2, Records: { Record: [{ RecordId: page }] } },
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
    await expect(clients.pvtz.allZones()).resolves.toHaveLength(2);
    await expect(clients.pvtz.allZoneRecords({ ZoneId: 'z1' })).resolves.toEqual([
      { RecordId: '1' },
      { RecordId: '2' },
    ]);
    expect(server.received.map(({ query }) => query.PageSize ?? query.ShowSize)).toEqual(
      [50, 50, 100, 100, 100, 100, 50, 50, 100, 100, 100, 100].map(String),
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
