import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Body, EasClient, serviceConfig } from './eas-client.ts';
import { type EasCloud, HOUR_MS, REGION, startEasCloud } from './eas-cloud.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let runningGateway: EasCloud['runningGateway'];

beforeEach(async () => {
  ({ cloud, eas, later, runningGateway } = await startEasCloud());
});
afterEach(() => cloud.close());

describe('the life of a gateway', () => {
  it('is created, runs after minutes, and shows its names only then', async () => {
    const created = await eas.call(
      'CreateGateway',
      'POST',
      '/gateways',
      {},
      { Name: 'chat', InstanceType: '4c8g', Replicas: 3 },
    );
    expect(created).toMatchObject({
      GatewayId: expect.stringMatching(/^gw-[0-9a-z]{18}$/),
      ClusterId: REGION,
      Message: 'Successfully create gateway for user-managed resource',
      RequestId: expect.any(String),
    });
    const id = String(created.GatewayId);
    const young = await eas.describeGateway(id);
    expect(young).toMatchObject({
      GatewayId: id,
      GatewayName: 'chat',
      Status: 'Creating',
      InstanceType: '4c8g',
      Replicas: 3,
      ChargeType: 'PostPaid',
      CreateTime: '2026-03-02T08:00:00Z',
      IsDefault: false,
      IntranetEnabled: true,
      InternetEnabled: false,
      SSLRedirectionEnabled: false,
      Labels: [],
    });
    for (const field of ['IntranetDomain', 'InternetDomain', 'InternetStatus', 'GatewayType']) {
      expect(young).not.toHaveProperty(field);
    }
    const begun = cloud.clock.now();
    await cloud.clock.runUntil(async () => (await eas.describeGateway(id)).Status === 'Running', begun + HOUR_MS);
    expect(cloud.clock.now() - begun).toBeGreaterThan(60_000);
    expect(await eas.describeGateway(id)).toMatchObject({
      IntranetDomain: `${id}-vpc.cn-beijing.pai-eas.aliyuncs.com`,
    });
  });

  it('opens and closes to the internet, showing its public name only while it is open', async () => {
    const id = await runningGateway();
    const seen: unknown[] = [];
    const watch = async () => {
      const { InternetEnabled, InternetStatus, InternetDomain } = await eas.describeGateway(id);
      seen.push([InternetEnabled, InternetStatus, InternetDomain !== undefined]);
    };
    expect(await eas.updateGateway(id, { EnableInternet: true })).toMatchObject({
      GatewayId: id,
      Message: 'Gateway is updated',
    });
    await watch();
    await expect(eas.updateGateway(id, { EnableInternet: false })).rejects.toMatchObject({
      code: 'IncorrectInternetStatus',
    });
    await later();
    await watch();
    await eas.updateGateway(id, { EnableInternet: true });
    await watch();
    await eas.updateGateway(id, { EnableInternet: false });
    await watch();
    await expect(eas.updateGateway(id, { EnableInternet: true })).rejects.toMatchObject({
      code: 'IncorrectInternetStatus',
    });
    await later();
    await watch();
    expect(seen).toEqual([
      [true, 'Creating', false],
      [true, 'Running', true],
      [true, 'Running', true],
      [false, 'Deleting', false],
      [false, 'Deleted', false],
    ]);
  });

  it('can be created open', async () => {
    const id = await runningGateway({ EnableInternet: true });
    expect(await eas.describeGateway(id)).toMatchObject({ InternetEnabled: true, InternetStatus: 'Running' });
  });

  it('changes its size in some minutes, one change at a time, and other settings at once', async () => {
    const id = await runningGateway();
    await eas.updateGateway(id, { InstanceType: '8c16g', Replicas: 4, Name: 'renamed', EnableSSLRedirection: true });
    expect(await eas.describeGateway(id)).toMatchObject({
      Status: 'Waiting',
      InstanceType: '8c16g',
      Replicas: 4,
      GatewayName: 'renamed',
      SSLRedirectionEnabled: true,
    });
    await expect(eas.updateGateway(id, { Replicas: 5 })).rejects.toMatchObject({ code: 'IncorrectGatewayStatus' });
    await eas.updateGateway(id, { Replicas: 4, Name: 'again' });
    await later();
    expect(await eas.describeGateway(id)).toMatchObject({
      Status: 'Running',
      GatewayName: 'again',
      IntranetEnabled: true,
    });
  });

  it('is the one default of its region', async () => {
    const [first, second] = [await runningGateway(), await runningGateway()];
    await eas.updateGateway(first, { IsDefault: true });
    await eas.updateGateway(second, { IsDefault: true });
    expect(await eas.describeGateway(first)).toMatchObject({ IsDefault: false });
    expect(await eas.describeGateway(second)).toMatchObject({ IsDefault: true });
    await eas.createService(serviceConfig('follows'));
    expect(await eas.describeService('follows')).toMatchObject({ Gateway: second });
  });

  it('ends: listed while it is being deleted, unknown afterwards', async () => {
    const id = await runningGateway();
    await eas.link(id, 'vpc-a', 'vsw-a-i');
    expect(await eas.deleteGateway(id)).toMatchObject({ GatewayId: id, Message: `Gateway ${id} is deleted` });
    expect(await eas.describeGateway(id)).toMatchObject({ Status: 'Deleting' });
    await expect(eas.deleteGateway(id)).rejects.toMatchObject({ code: 'IncorrectGatewayStatus' });
    await later();
    await expect(eas.describeGateway(id)).rejects.toMatchObject({ code: 'InvalidGateway.NotFound', statusCode: 404 });
  });

  it('comes twice when it is asked for twice: names are not unique', async () => {
    const [first, second] = [await eas.createGateway(), await eas.createGateway()];
    expect(first).not.toBe(second);
    const { Gateways } = await eas.listGateway({ GatewayName: 'chat' });
    expect(Gateways).toHaveLength(2);
  });

  it('may be of the application type: a record, ready in seconds, with networks of its own', async () => {
    const created = await eas.call(
      'CreateGateway',
      'POST',
      '/gateways',
      {},
      { Name: 'app', GatewayType: 'Application' },
    );
    const id = String(created.GatewayId);
    await cloud.clock.advanceBy(30_000);
    await eas.updateGateway(id, { EnableInternet: true, VpcId: 'vpc-a', VSwitchIds: ['vsw-a-i', 'vsw-a-k'] });
    const shown = await eas.describeGateway(id);
    expect(shown).toMatchObject({ Status: 'Running', InternetEnabled: true });
    expect(shown).not.toHaveProperty('GatewayType');
    const { Gateways } = await eas.listGateway({ GatewayType: 'Application' });
    expect(Gateways).toMatchObject([{ GatewayId: id }]);
    await expect(eas.updateGateway(id, { Replicas: 3 })).rejects.toMatchObject({
      code: 'OperationNotSupported.GatewayType',
    });
    await expect(eas.link(id, 'vpc-a', 'vsw-a-i')).rejects.toMatchObject({ code: 'OperationNotSupported.GatewayType' });
  });
});

describe('finding gateways', () => {
  const list = async (query: Body) => {
    const { Gateways, ...page } = await eas.listGateway(query);
    return { names: (Gateways as Body[]).map(({ GatewayName }) => GatewayName), page };
  };

  beforeEach(async () => {
    for (const Name of ['a', 'b', 'c']) {
      const id = await eas.createGateway({ Name });
      await cloud.clock.advanceBy(1000);
      if (Name === 'b') await eas.setLabels(id, { owner: 'me' });
    }
    await eas.createGateway({ Name: 'paid', ChargeType: 'PrePaid' });
  });

  it.each<[string, Body, string[]]>([
    ['all, the newest first', {}, ['paid', 'c', 'b', 'a']],
    ['by name, whole', { GatewayName: 'b' }, ['b']],
    ['by a part of a name: none', { GatewayName: 'pai' }, []],
    ['by status', { Status: 'Running' }, []],
    ['by payment', { ChargeType: 'PrePaid' }, ['paid']],
    ['by openness', { InternetEnabled: false, GatewayName: 'a' }, ['a']],
    ['by label', { Label: { owner: 'me' } }, ['b']],
    ['by another value of a label', { Label: { owner: 'you' } }, []],
    ['sorted', { Sort: 'GatewayName', Order: 'asc' }, ['a', 'b', 'c', 'paid']],
    ['a page', { PageNumber: 2, PageSize: 3 }, ['a']],
    ['by application type', { GatewayType: 'Application' }, []],
  ])('%s', async (_how, query, names) => {
    expect((await list(query)).names).toEqual(names);
  });

  it('counts all of them on every page', async () => {
    expect((await list({ PageNumber: 2, PageSize: 3 })).page).toMatchObject({
      TotalCount: 4,
      PageNumber: 2,
      PageSize: 3,
    });
    expect((await list({})).page).toMatchObject({ PageNumber: 1, PageSize: 100 });
  });

  it('keeps regions and accounts apart', async () => {
    const abroad = new EasClient(cloud, 'cn-hangzhou');
    const other = new EasClient(cloud, REGION, cloud.addAccount('2222222222222222'));
    for (const client of [abroad, other]) {
      expect(await client.call('ListGateway', 'GET', '/gateways')).toMatchObject({ TotalCount: 0 });
    }
    const { Gateways } = await eas.listGateway();
    const [{ GatewayId } = {}] = Gateways as Body[];
    await expect(other.call('DescribeGateway', 'GET', `/gateways/${REGION}/${GatewayId}`)).rejects.toMatchObject({
      code: 'InvalidGateway.NotFound',
    });
    await expect(abroad.call('DescribeGateway', 'GET', `/gateways/cn-hangzhou/${GatewayId}`)).rejects.toMatchObject({
      code: 'InvalidGateway.NotFound',
    });
  });
});

describe('labels', () => {
  it('are set, changed, listed and taken away', async () => {
    const id = await eas.createGateway();
    expect(await eas.setLabels(id, { a: '1', b: '2' })).toEqual({
      RequestId: expect.any(String),
      Message: `Succeed to update gateway ${id} labels.`,
    });
    await eas.setLabels(id, { b: '3' });
    expect((await eas.describeGateway(id)).Labels).toEqual([
      { LabelKey: 'a', LabelValue: '1' },
      { LabelKey: 'b', LabelValue: '3' },
    ]);
    expect(await eas.dropLabels(id, ['a'])).toEqual({
      RequestId: expect.any(String),
      Message: 'Succeed to delete gateway labels.',
    });
    expect((await eas.describeGateway(id)).Labels).toEqual([{ LabelKey: 'b', LabelValue: '3' }]);
  });
});
