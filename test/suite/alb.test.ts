import { describe, expect, it } from 'vitest';
import {
  ALLOWED,
  account,
  CHAT_ALB,
  changed,
  conditionOf,
  gatewayOf,
  remove,
  STRANGER,
  statusFor,
  untilBlocked,
  VPC,
} from '../scenario/alb-house.ts';
import { HOUR_MS, openHouse } from '../scenario/open-house.ts';

const PUBLIC = { name: 'chat.example.com' };
const NOTHING = { gateways: 0, loadBalancers: 0, lists: 0 };
/** Without domain, service and proof: the gateway and its accesses alone. */
const BARE = ['domains', 'services', 'probe', 'redirectToHttps'].reduce(
  (text, field) => changed(text, field, ''),
  CHAT_ALB,
);
const NARROW = 'intranet: { allow: [10.8.0.0/24] }';
const narrowly = (text: string) => changed(text, 'intranet', `  ${NARROW}\n`);

describe('the ALB kind, whichever reading of the documents is right', () => {
  it.each([
    ['removes', 'each'],
    ['refused', 'each'],
    ['refused', 'one'],
  ] as const)(
    'deleting with access on %s, a load balancer for %s: it works and leaves nothing',
    async (deleting, each) => {
      const scene = await openHouse(narrowly(CHAT_ALB));
      scene.cloud.eas.deletingWithAccessOn = deleting;
      scene.cloud.eas.albPerAccess = each;
      expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
      expect(account(scene)).toEqual({ gateways: 1, loadBalancers: each === 'one' ? 1 : 2, lists: 2 });
      expect(await statusFor(scene, { ...PUBLIC, address: ALLOWED })).toBe(200);
      expect(await statusFor(scene, { ...PUBLIC, address: STRANGER })).toBe(403);
      const { gatewayId } = await gatewayOf(scene);
      const inside = { name: `${gatewayId}-vpc.cn-beijing.pai-eas.aliyuncs.com`, vpcId: VPC };
      expect(await statusFor(scene, { ...inside, address: '10.8.0.9' })).toBe(200);
      expect(await statusFor(scene, { ...inside, address: '10.8.9.9' })).toBe(403);
      expect(await remove(scene)).toBe(true);
      expect(account(scene)).toEqual(NOTHING);
    },
  );

  it.each(['each', 'one'] as const)('accesses come and go in any order (a load balancer for %s)', async (each) => {
    const scene = await openHouse(narrowly(BARE));
    scene.cloud.eas.albPerAccess = each;
    const privately = changed(scene.text, 'internet', '');
    const publicly = changed(scene.text, 'intranet', '');
    for (const text of [privately, scene.text, privately, publicly, scene.text]) {
      expect(await scene.until(await scene.declare(text), 'Succeeded')).toBe(true);
      const { gatewayId } = await gatewayOf(scene);
      const gateway = scene.cloud.eas.gateway(scene.cloud.account.id, 'cn-beijing', gatewayId);
      expect(gateway.internetEnabled).toBe(text.includes('internet:'));
      expect(gateway.intranetEnabled).toBe(text.includes('intranet:'));
    }
    expect(await remove(scene)).toBe(true);
    expect(account(scene)).toEqual(NOTHING);
  });

  it('says where to click where the load balancers may not be edited, and goes on when the owner did it', async () => {
    const scene = await openHouse(changed(BARE, 'intranet', ''));
    scene.cloud.alb.serviceManagedEdits = 'refused';
    const operation = await scene.declare();
    const blocked = await untilBlocked(scene, operation);
    expect(blocked).toContainEqual(expect.objectContaining({ reason: 'EditsRefused' }));
    expect(await conditionOf(scene, 'AllowlistApplied')).toMatchObject({ status: 'False', reason: 'EditsRefused' });
    const tries = scene.cloud.calls.count('AssociateAclsWithListener');
    await scene.cloud.clock.advanceBy(3 * HOUR_MS);
    expect(scene.cloud.calls.count('AssociateAclsWithListener')).toBe(tries);
    scene.cloud.alb.serviceManagedEdits = 'allowed';
    expect(await scene.until(operation, 'Succeeded', 30 * HOUR_MS)).toBe(true);
  });
});

describe('what keeps a gateway of the ALB kind from being made', () => {
  it('the missing role: it says how to grant it, and goes on by itself once it is (G11)', async () => {
    const scene = await openHouse(BARE);
    scene.cloud.eas.serviceLinkedRole = 'missing';
    const operation = await scene.declare();
    expect(await untilBlocked(scene, operation)).toMatchObject([{ reason: 'ServiceLinkedRoleMissing', rule: 'G11' }]);
    await scene.cloud.clock.advanceBy(2 * HOUR_MS);
    expect(scene.cloud.calls.count('CreateGateway')).toBeLessThan(12);
    scene.cloud.eas.serviceLinkedRole = 'granted';
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(account(scene).gateways).toBe(1);
  });

  it('one zone only: it goes on by itself when a vSwitch in another appears (G13)', async () => {
    const scene = await openHouse(BARE.replace('vsw-2zechat0zonek', 'vsw-2zechat2zonei'));
    const operation = await scene.declare();
    expect(await untilBlocked(scene, operation)).toMatchObject([{ reason: 'TooFewZones', rule: 'G13' }]);
    const vSwitchId = await scene.world.createVSwitch({
      vpcId: VPC,
      zoneId: 'cn-beijing-l',
      cidrBlock: '10.8.200.0/24',
    });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect((await conditionOf(scene, 'ZonesSupported')).message).toContain(vSwitchId);
  });

  it('a service outside its VPC: it is bound once it has moved (G15)', async () => {
    const scene = await openHouse(CHAT_ALB);
    const path = '/api/v2/services/cn-beijing/chat';
    const update = (vpc_id: string) =>
      scene.world.owner.call({
        product: 'eas',
        version: '2021-07-01',
        style: 'ROA',
        region: 'cn-beijing',
        action: 'UpdateService',
        method: 'PUT',
        path,
        query: { UpdateType: 'merge' },
        body: JSON.stringify({ cloud: { networking: { vpc_id } } }),
        idempotent: true,
      });
    await update('vpc-elsewhere');
    await scene.cloud.clock.advanceBy(HOUR_MS);
    const operation = await scene.declare();
    expect(await untilBlocked(scene, operation)).toContainEqual(
      expect.objectContaining({ what: 'bind-service/chat', reason: 'OutsideTheVpc', rule: 'G15' }),
    );
    await update(VPC);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });

  it('a gateway of the other kind under its name, which stays as it is (G02)', async () => {
    const scene = await openHouse(BARE);
    await scene.until(await scene.declare(), 'Succeeded');
    const managed = BARE.replace(/ {2}network:[\s\S]*/, '  type: managed\n  specification: 2c4g\n  nodes: 2\n');
    const operation = await scene.declare(managed);
    expect(await untilBlocked(scene, operation)).toMatchObject([{ reason: 'KindDiffers', rule: 'G02' }]);
    expect(account(scene)).toMatchObject({ gateways: 1, loadBalancers: 2 });
  });
});

describe('a gateway of the ALB kind that changes', () => {
  it('moves to other vSwitches when that was agreed to, and is open again after (G14)', async () => {
    const scene = await openHouse(BARE);
    await scene.until(await scene.declare(), 'Succeeded');
    const vSwitchId = await scene.world.createVSwitch({
      vpcId: VPC,
      zoneId: 'cn-beijing-l',
      cidrBlock: '10.8.200.0/24',
    });
    const moved = BARE.replace('vsw-2zechat0zonek', vSwitchId);
    const { body } = await scene.api('PUT', `/v1/gateways/${scene.name}`, moved);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect((await scene.look(body.operation)).state).toBe('AwaitingApproval');
    expect(account(scene).loadBalancers).toBe(2);

    const plan = (await scene.api('GET', `/v1/gateways/${scene.name}/plan`)).body;
    await scene.api('POST', `/v1/gateways/${scene.name}/approve`, JSON.stringify({ planHash: plan.planHash }));
    expect(await scene.until(body.operation, 'Succeeded')).toBe(true);
    const { gatewayId } = await gatewayOf(scene);
    const gateway = scene.cloud.eas.gateway(scene.cloud.account.id, 'cn-beijing', gatewayId);
    expect([...gateway.vSwitchIds].sort()).toEqual(['vsw-2zechat0zonei', vSwitchId].sort());
    expect(account(scene)).toMatchObject({ loadBalancers: 2, lists: 1 });
  });

  it('becomes true on a bad day as well, with one of each, and goes again', async () => {
    const scene = await openHouse(changed(CHAT_ALB, 'probe', ''), { seed: 2 });
    const operation = await scene.declare();
    const badDay = scene.cloud.faults.profile('hostile', 2);
    expect(await scene.until(operation, 'Succeeded', 12 * HOUR_MS)).toBe(true);
    expect(account(scene)).toEqual({ gateways: 1, loadBalancers: 2, lists: 1 });
    badDay.remove();
    expect(await remove(scene)).toBe(true);
    expect(account(scene)).toEqual(NOTHING);
  });
});
