import { describe, expect, it } from 'vitest';
import { type Body, serviceConfig } from '../contract/eas-client.ts';
import { HOUR_MS } from '../contract/eas-cloud.ts';
import { openEasWorld } from './eas-actions.ts';

describe('gateways', () => {
  it('are listed with what they show, by any of their marks', async () => {
    const { act, cloud, eas, later, runningGateway } = await openEasWorld();
    const open = await runningGateway({ Name: 'open', EnableInternet: true, ChargeType: 'PrePaid', Replicas: 3 });
    await eas.setLabels(open, { team: 'a' });
    await cloud.clock.advanceBy(HOUR_MS);
    const logical = String(
      (await act('CreateGateway', { body: { Name: 'logical', GatewayType: 'Application' } })).GatewayId,
    );
    const list = async (query: Body) =>
      ((await act('ListGateway', { query })).Gateways as Body[]).map(({ GatewayName }) => GatewayName);
    expect(await list({ Status: 'Creating' })).toEqual(['logical']);
    await later();
    const { InternetStatus, RequestId, ...shown } = await act('DescribeGateway', { gateway: open });
    expect(InternetStatus).toBe('Running');
    expect(RequestId).toMatch(/^[0-9A-F-]{36}$/);
    expect(shown).toMatchObject({ InternetDomain: expect.any(String), IntranetDomain: expect.any(String) });
    // Documented: lists show all of it but the status of public access and the cluster.
    expect(await act('ListGateway', { query: { GatewayId: open } })).toMatchObject({
      ...{ PageNumber: 1, PageSize: 100, TotalCount: 1 },
      Gateways: [shown],
    });
    for (const query of [
      { GatewayName: 'open' },
      { InternetEnabled: true },
      { ChargeType: 'PrePaid' },
      { Label: { team: 'a' } },
      { Sort: 'Replicas', PageSize: 1 },
      { Sort: 'CreateTime', Order: 'asc', PageSize: 1 },
      { PageNumber: 2, PageSize: 1 },
    ]) {
      expect(await list(query), JSON.stringify(query)).toEqual(['open']);
    }
    expect(await list({ GatewayType: 'Application' })).toEqual(['logical']);
    expect(await list({ GatewayId: logical })).toEqual(['logical']);
    expect(await list({ GatewayName: 'ope' })).toEqual([]);
    expect(await list({ PageNumber: 3, PageSize: 1 })).toEqual([]);
  });

  it.each(['Order', 'PageNumber', 'PageSize'])('are not listed by a %s that is none', async (name) => {
    const { act } = await openEasWorld({ delayScale: 0 });
    for (const action of ['ListGateway', 'ListServices', 'ListGroups', 'ListResources'] as const) {
      const query = { [name]: name === 'Order' ? 'up' : 0 };
      await expect(act(action, { query }), action).rejects.toMatchObject({ code: `Invalid${name}`, statusCode: 400 });
    }
  });
});

describe('what nobody could check, played either way', () => {
  it.each([
    ['allowed', undefined],
    ['refused', 'LinkedVpcAlreadyExist'],
  ] as const)('a second link of one VPC is %s', async (reading, code) => {
    const { cloud, eas, runningGateway } = await openEasWorld({ delayScale: 0 });
    cloud.eas.secondLinkOfVpc = reading;
    const id = await runningGateway();
    await eas.link(id, 'vpc-a', 'vsw-a-i');
    const second = eas.link(id, 'vpc-a', 'vsw-a-k');
    if (code) await expect(second).rejects.toMatchObject({ code });
    else expect(await second).toMatchObject({ GatewayId: id });
  });

  it.each([
    ['moves', '2026-03-02T10:00:00Z'],
    ['stays', '2026-03-02T08:00:00Z'],
  ] as const)('the time of the last update of a gateway %s', async (reading, UpdateTime) => {
    const { cloud, eas, runningGateway } = await openEasWorld();
    cloud.eas.gatewayUpdateTime = reading;
    const id = await runningGateway();
    await cloud.clock.advanceBy(HOUR_MS);
    await eas.updateGateway(id, { Name: 'new' });
    expect(await eas.describeGateway(id)).toMatchObject({ GatewayName: 'new', UpdateTime });
  });

  it.each([
    ['refused', 'InvalidServiceConfig'],
    ['allowed', undefined],
  ] as const)('a service on a dedicated gateway that may have no instance is %s', async (reading, code) => {
    const { cloud, eas, runningGateway } = await openEasWorld({ delayScale: 0 });
    cloud.eas.scalingFromZero = reading;
    const networking = { gateway: await runningGateway() };
    const made = eas.createService(serviceConfig('chat', { networking, autoscaler: { min: 0, max: 2 } }));
    if (code) await expect(made).rejects.toMatchObject({ code });
    else expect(await made).toMatchObject({ ServiceName: 'chat' });
  });
});
