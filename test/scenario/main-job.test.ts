import { describe, expect, it } from 'vitest';
import { outsideAt } from '../../local/house/outside.ts';
import { CHAT, HOUR_MS, inventory, openHouse } from './open-house.ts';

const SERVICE = 'https://chat.example.com/api/predict/chat';
const ALLOWED = '203.0.113.9';
const STRANGER = '192.0.2.77';

describe('one declaration, from PUT to a client outside', () => {
  it('makes the gateway, its domain, its certificate and its service reachable for those who may come in', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const { cloud, world } = scene;
    await cloud.clock.advanceBy(10 * 60_000);
    const authorization = await world.tokenOf('chat');

    const allowed = outsideAt(cloud, ALLOWED);
    const gateway = (await scene.api('GET', '/v1/gateways/chat-prod')).body;
    expect(await allowed.resolve('chat.example.com')).toEqual({
      cname: gateway.internetDomain,
      address: cloud.dataPlane.addressOf(gateway.gatewayId),
    });
    const answer = await allowed.get(SERVICE, { authorization });
    expect(answer.verdict).toMatchObject({ trusted: true, leaf: { subjectAltName: 'DNS:chat.example.com' } });
    expect(answer.response).toEqual({ status: 200, body: 'True' });
    expect((await allowed.get(SERVICE, { authorization: `Bearer ${authorization}` })).response?.status).toBe(200);
    expect((await allowed.get(SERVICE)).response?.status).toBe(401);
    expect((await outsideAt(cloud, STRANGER).get(SERVICE, { authorization })).response?.status).toBe(403);
  });

  it('answers 503 before the service has warmed up', async () => {
    const scene = await openHouse();
    await scene.declare();
    const { clock, calls, eas, account } = scene.cloud;
    // At the very moment: whoever only looks now and then may find it warm.
    const isBound = () =>
      calls.count('UpdateService') > 0 && eas.service(account.id, 'cn-beijing', 'chat').lifecycle.status === 'Running';
    expect(await clock.runUntil(isBound, clock.now() + HOUR_MS)).toBe(true);
    const authorization = await scene.world.tokenOf('chat');
    const { response } = await outsideAt(scene.cloud, ALLOWED).get(SERVICE, { authorization });
    expect(response).toEqual({ status: 503, body: 'no healthy upstream' });
  });

  it('takes the first vSwitch in a supported zone and says which it passed over (G70, G71)', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const { conditions } = await scene.look(operation);
    const zones = conditions.find(({ type }: { type: string }) => type === 'ZonesSupported');
    expect(zones).toMatchObject({ status: 'True', reason: 'Chosen' });
    expect(zones.message).toContain('linked through vsw-2zechat0zonei');
    expect(zones.message).toContain('vsw-2zechat0zoneg is in zone cn-beijing-g');
    const links = scene.cloud.calls.of('CreateGatewayIntranetLinkedVpc');
    expect(links.map(({ parameters }) => parameters.VSwitchId)).toEqual(['vsw-2zechat0zonei']);
  });

  it('guards the lists: exactly the declared ranges, and the default of the VPC is gone (G24, G29)', async () => {
    const scene = await openHouse();
    await scene.until(await scene.declare(), 'Succeeded');
    const gatewayId = (await scene.api('GET', '/v1/gateways/chat-prod')).body.gatewayId;
    const acl = await scene.world.owner.call<{
      InternetAclPolicyList: { AclPolicyList: { Entry: string }[] }[];
      IntranetVpcAclPolicyList: { VpcId: string; AclPolicyList: { Entry: string }[] }[];
    }>({
      product: 'eas',
      version: '2021-07-01',
      style: 'ROA',
      region: 'cn-beijing',
      action: 'ListAclPolicy',
      method: 'GET',
      path: `/api/v2/gateways/cn-beijing/${gatewayId}/acl_policy`,
      idempotent: true,
    });
    const entries = (list: { Entry: string }[] = []) => list.map(({ Entry }) => Entry).sort();
    expect(entries(acl.InternetAclPolicyList.flatMap(({ AclPolicyList }) => AclPolicyList))).toEqual([
      '198.51.100.0/25',
      '203.0.113.0/24',
    ]);
    expect(entries(acl.IntranetVpcAclPolicyList[0]?.AclPolicyList)).toEqual(['10.8.0.0/16']);
  });

  it('does nothing that bills, exposes or disrupts before its plan is approved', async () => {
    const scene = await openHouse();
    const { body } = await scene.api('PUT', '/v1/gateways/chat-prod', CHAT);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(inventory(scene)).toMatchObject({ gateways: 0, links: 0, bindings: 0 });
    expect((await scene.look(body.operation)).state).toBe('AwaitingApproval');
    const effects = body.plan.awaiting.map(({ id, effects: wanted }: { id: string; effects: string[] }) => [
      id,
      wanted,
    ]);
    expect(Object.fromEntries(effects)).toEqual({
      'create-gateway': ['bills'],
      'open-internet': ['exposes'],
      'allow/internet': ['exposes'],
      'link-vpc/vpc-2zechat0prod': ['bills'],
      'bind-service/chat': ['disrupts'],
      'make-default': ['disrupts'],
    });
  });

  it('keeps secrets out of journals, logs, answers and the record of calls', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const token = await scene.world.tokenOf('chat');
    const journal = (await scene.api('GET', '/v1/gateways/chat-prod/journal')).body;
    const answers = [
      await scene.look(operation),
      (await scene.api('GET', '/v1/gateways/chat-prod')).body,
      (await scene.api('GET', '/v1/gateways/chat-prod/plan')).body,
    ];
    const said = JSON.stringify([journal, answers, scene.runtime.invocations, scene.cloud.calls.all()]);
    expect(said).toContain('bind-service/chat');
    for (const secret of ['PRIVATE KEY', token, scene.cloud.account.accessKeySecret])
      expect(said).not.toContain(secret);
  });

  it('is quiet once it is true: a second PUT changes nothing, and sweeps only read', async () => {
    const scene = await openHouse();
    const operation = await scene.declare();
    await scene.until(operation, 'Succeeded');
    const before = inventory(scene);
    const again = await scene.api('PUT', '/v1/gateways/chat-prod', CHAT);
    expect(again.status).toBe(200);
    expect(again.body.operation).toBe(operation);
    await scene.cloud.clock.advanceBy(6 * HOUR_MS);
    expect(inventory(scene)).toEqual(before);
    expect((await scene.look(operation)).state).toBe('Succeeded');
  });
});
