import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outsideAt } from '../../local/house/outside.ts';
import { CHAT, HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';
import { resourceCalls } from '../scenario/resource-calls.ts';
import { whenWritten } from '../scenario/when-written.ts';

const ALIDNS = { product: 'alidns', version: '2015-01-09', style: 'RPC', method: 'POST', path: '/' } as const;

describe('a declaration with six mistakes', () => {
  it('gets one answer that names each field, its rule and the way out, and nothing is created', async () => {
    const scene = await openHouse();
    // Deployed functions look into their tables, as they should.
    const calls = () => scene.cloud.calls.all().filter(({ product }) => product !== 'ots').length;
    const before = calls();
    const { status, body } = await scene.api(
      'PUT',
      '/v1/gateways/chat-broken',
      readFileSync('examples/six-mistakes.yaml', 'utf8'),
    );
    expect(status).toBe(422);
    expect(body.problems.map(({ field, rule }: { field: string; rule: string }) => [field, rule])).toEqual([
      ['spec.specification', 'G20'],
      ['spec.nodes', 'G20'],
      ['spec.vpcs[0].vSwitches', 'G26'],
      ['spec.internet.allow[1]', 'G24'],
      ['spec.internet.allow[2]', 'G24'],
      ['spec.domains[0].name', 'G41'],
    ]);
    for (const { message, wayOut } of body.problems)
      expect([message, wayOut].every((text) => text.length > 10)).toBe(true);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(calls()).toBe(before);
    expect((await scene.api('GET', '/v1/gateways/chat-broken')).status).toBe(404);
  });
});

describe('what the API refuses', () => {
  it.each([
    ['PUT', '/v1/gateways/other-name', CHAT, 422, 'NameMismatch'],
    ['PUT', '/v1/gateways/chat-prod', '{"apiVersion": ', 400, 'Unreadable'],
    ['PUT', '/v1/gateways/chat-prod', 'a: &a [x]\nb: *a', 400, 'Unreadable'],
    ['PUT', '/v1/gateways/chat-prod', '', 422, 'DeclarationInvalid'],
    ['GET', '/v1/gateways/nobody', undefined, 404, 'GatewayNotFound'],
    ['DELETE', '/v1/gateways/nobody', undefined, 404, 'GatewayNotFound'],
    ['GET', '/v1/operations/cn-beijing.nobody.1', undefined, 404, 'GatewayNotFound'],
    ['GET', '/v1/nothing', undefined, 404, 'RouteNotFound'],
  ] as const)('%s %s %#', async (method, target, sent, status, reason) => {
    const scene = await openHouse();
    const answer = await scene.api(method, target, sent);
    expect([answer.status, answer.body.reason]).toEqual([status, reason]);
  });

  it('an approval of another plan than the one of now, an unknown operation and an unknown cursor', async () => {
    const scene = await openHouse();
    await scene.api('PUT', '/v1/gateways/chat-prod', CHAT);
    const approval = await scene.api('POST', '/v1/gateways/chat-prod/approve', '{"planHash": "0000000000000000"}');
    expect([approval.status, approval.body.reason]).toEqual([409, 'PlanChanged']);
    expect(approval.body.plan.awaiting).toHaveLength(6);
    expect((await scene.api('POST', '/v1/gateways/chat-prod/approve', '{}')).status).toBe(422);
    expect((await scene.api('GET', '/v1/operations/cn-beijing.chat-prod.2')).status).toBe(404);
    expect((await scene.api('GET', '/v1/gateways/chat-prod/journal?after=rubbish')).status).toBe(400);
  });

  it('a request that is not signed by a key of the account', async () => {
    const scene = await openHouse();
    expect((await fetch(`${scene.runtime.url}/v1/gateways`)).status).toBe(403);
  });
});

describe('a declaration that changes', () => {
  it('is followed: ranges come and go, and nobody in both lists is refused on the way', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const changed = CHAT.replace('198.51.100.0/25', '192.0.2.0/24');
    expect(await scene.until(await scene.declare(changed), 'Succeeded')).toBe(true);
    await scene.cloud.clock.advanceBy(600_000);
    const authorization = await scene.world.tokenOf('chat');
    const statusFrom = async (address: string) =>
      (await outsideAt(scene.cloud, address).get('https://chat.example.com/api/predict/chat', { authorization }))
        .response?.status;
    expect(await statusFrom('203.0.113.9')).toBe(200);
    expect(await statusFrom('192.0.2.77')).toBe(200);
    expect(await statusFrom('198.51.100.9')).toBe(403);
    const lists = scene.cloud.calls
      .all()
      .filter(({ action }) => /AclPolicy$/.test(action) && action !== 'ListAclPolicy');
    expect(lists.at(-2)?.action).toBe('CreateAclPolicy');
    expect(lists.at(-1)?.action).toBe('DeleteAclPolicy');
  });

  it('says in its plan who would lose being the default gateway (G44)', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const other = CHAT.replace('name: chat-prod', 'name: chat-next').replace(
      / {2}domains:[\s\S]*? {2}default/,
      '  default',
    );
    const { body } = await scene.api('POST', '/v1/plan', other);
    const step = body.steps.find(({ id }: { id: string }) => id === 'make-default');
    expect(step.summary).toContain('instead of chat-prod (gw-');
  });

  it('an older operation says that it was superseded', async () => {
    const scene = await openHouse();
    const first = await scene.declare();
    const second = await scene.declare(CHAT.replace('nodes: 2', 'nodes: 3'));
    expect((await scene.look(first)).state).toBe('Superseded');
    expect(await scene.until(second, 'Succeeded')).toBe(true);
    expect(scene.cloud.calls.of('CreateGateway').filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe("other people's things", () => {
  it('a record of somebody else at the name is reported with its value and stays', async () => {
    const scene = await openHouse();
    const foreign = { DomainName: 'example.com', RR: 'chat', Type: 'A', Value: '198.51.100.44' };
    await scene.world.owner.call({ ...ALIDNS, action: 'AddDomainRecord', query: foreign, idempotent: false });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    const { blocked } = await scene.look(operation);
    expect(blocked[0].message).toContain('198.51.100.44');
    expect(scene.cloud.calls.of('AddDomainRecord').filter(({ status }) => status === 200)).toHaveLength(2);
    expect(scene.cloud.calls.count('UpdateDomainRecord') + scene.cloud.calls.count('DeleteDomainRecord')).toBe(0);
  });

  it('a gateway of the same name that is not ours is not touched, and no second one is made', async () => {
    const scene = await openHouse();
    await scene.world.owner.call({
      product: 'eas',
      version: '2021-07-01',
      style: 'ROA',
      region: 'cn-beijing',
      action: 'CreateGateway',
      method: 'POST',
      path: '/api/v2/gateways',
      body: { Name: 'chat-prod', InstanceType: '2c4g', Replicas: 1 },
      idempotent: false,
    });
    await scene.cloud.clock.advanceBy(HOUR_MS);
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    expect((await scene.look(operation)).blocked[0]).toMatchObject({ reason: 'ForeignGateway' });
    expect(scene.cloud.calls.count('CreateGateway')).toBe(1);
    expect(scene.cloud.calls.count('UpdateGatewayLabel')).toBe(0);
  });
});

describe('drift, found on the timer', () => {
  const eas = (scene: Scene, action: string, method: 'POST' | 'PUT', path: string, more: object) =>
    scene.world.owner.call({
      product: 'eas',
      version: '2021-07-01',
      style: 'ROA',
      region: 'cn-beijing',
      action,
      method,
      path,
      idempotent: false,
      ...more,
    });

  it('is corrected by itself where that has no effect on others: our record, our allowlist', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const { gatewayId, internetDomain } = (await scene.api('GET', '/v1/gateways/chat-prod')).body;
    const records = await scene.world.owner.call<{ DomainRecords: { Record: { RecordId: string }[] } }>({
      ...ALIDNS,
      action: 'DescribeSubDomainRecords',
      query: { SubDomain: 'chat.example.com' },
      idempotent: true,
    });
    const [ours] = records.DomainRecords.Record;
    const query = { RecordId: ours?.RecordId, RR: 'chat', Type: 'CNAME', Value: 'elsewhere.example.net' };
    await scene.world.owner.call({ ...ALIDNS, action: 'UpdateDomainRecord', query, idempotent: false });
    await eas(scene, 'CreateAclPolicy', 'POST', `/api/v2/gateways/cn-beijing/${gatewayId}/acl_policy`, {
      query: { AclPolicyList: JSON.stringify([{ Entry: '0.0.0.0/0' }]) },
    });
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect((await outsideAt(scene.cloud, '203.0.113.9').resolve('chat.example.com')).cname).toBe(internetDomain);
    expect(scene.cloud.calls.of('DeleteAclPolicy').at(-1)?.parameters.AclPolicyList).toEqual([
      { Entry: '0.0.0.0/0', Comment: 'torii' },
    ]);
    expect((await scene.look(operation)).state).toBe('Succeeded');
  });

  it('is only reported where the correction would expose or disrupt, until that is approved', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const { gatewayId } = (await scene.api('GET', '/v1/gateways/chat-prod')).body;
    await eas(scene, 'UpdateGateway', 'PUT', `/api/v2/gateways/cn-beijing/${gatewayId}`, {
      body: { EnableInternet: false },
    });
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    const { state, awaiting } = await scene.look(operation);
    expect(state).toBe('AwaitingApproval');
    expect(awaiting).toMatchObject([{ id: 'open-internet', effects: ['exposes'] }]);
    const plan = (await scene.api('GET', '/v1/gateways/chat-prod/plan')).body;
    await scene.api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: plan.planHash }));
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });
});

describe('taking a gateway down', () => {
  it('is refused while services are bound, unless told', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const { body } = await scene.api('DELETE', '/v1/gateways/chat-prod');
    await scene.api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: body.plan.planHash }));
    expect(await scene.until(body.operation, 'Blocked')).toBe(true);
    expect((await scene.look(body.operation)).blocked[0]).toMatchObject({ reason: 'ServicesBound', rule: 'G50' });
    expect(scene.cloud.calls.count('DeleteGateway')).toBe(0);
  });

  it('asks first, goes in reverse, and leaves foreign things as they were', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const { body } = await scene.api('DELETE', '/v1/gateways/chat-prod?unbindServices=true');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(scene.cloud.calls.count('DeleteGateway') + scene.cloud.calls.count('DeleteDomainRecord')).toBe(0);
    expect((await scene.look(body.operation)).state).toBe('AwaitingApproval');

    const from = resourceCalls(scene).length;
    const plan = (await scene.api('GET', '/v1/gateways/chat-prod/plan')).body;
    await scene.api('POST', '/v1/gateways/chat-prod/approve', JSON.stringify({ planHash: plan.planHash }));
    const gone = await scene.cloud.clock.runUntil(
      whenWritten(scene, async () => (await scene.api('GET', '/v1/gateways/chat-prod')).status === 404),
      scene.cloud.clock.now() + 3 * HOUR_MS,
    );
    expect(gone).toBe(true);
    const order = resourceCalls(scene)
      .slice(from)
      .map(({ action }) => action)
      .filter((action) => /^(Delete|Detach|UpdateService)/.test(action));
    expect(order[0]).toBe('DeleteDomainRecord');
    expect(order.at(-1)).toBe('DeleteGateway');
    expect([...order].sort()).toEqual([
      'DeleteDomainRecord',
      'DeleteGateway',
      'DeleteGatewayIntranetLinkedVpc',
      'DetachGatewayDomain',
      'UpdateService',
    ]);
    const { address } = await outsideAt(scene.cloud, '203.0.113.9').resolve('www.example.com');
    expect(address).toBe('198.51.100.80');
    expect((await outsideAt(scene.cloud, '203.0.113.9').resolve('chat.example.com')).cname).toBeUndefined();
  });
});
