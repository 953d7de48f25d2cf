import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outsideAt } from '../../local/house/outside.ts';
import { HOUR_MS, openHouse, type Scene } from './open-house.ts';

const THREE = readFileSync('examples/three-networks.yaml', 'utf8');
const BLOCKED = readFileSync('examples/blocked-zone.yaml', 'utf8');
const PARTNER = '2345678901234567';
const VPC = 'vpc-2zechat0prod';

/** What a caller inside a VPC gets: a status, or "closed" where nobody answers. */
async function asked({ cloud }: Scene, vpcId: string, address: string): Promise<number | 'closed'> {
  const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
  try {
    const { response } = await outsideAt(cloud, address, vpcId).get(`https://${gateway?.names.intranet}/`);
    return response?.status ?? 'closed';
  } catch {
    return 'closed';
  }
}

async function journal({ api, name }: Scene): Promise<{ kind: string; reason: string; message: string }[]> {
  return (await api('GET', `/v1/gateways/${name}/journal`)).body.entries;
}

describe('three private networks, one of another account (G26–G30)', () => {
  it('admit what is declared of each and nobody else; what others own is only read', async () => {
    const scene = await openHouse(THREE);
    const { cloud, api, name } = scene;
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);

    const callers: [string, string, boolean][] = [
      [VPC, '10.8.0.7', true],
      [VPC, '10.8.1.7', false],
      ['vpc-2zebatch', '10.9.1.7', true],
      ['vpc-2zebatch', '10.9.0.7', false],
      ['vpc-2zepartner', '10.10.0.7', true],
      ['vpc-2zepartner', '10.10.9.7', false],
    ];
    // 404: let in, and asked for nothing that is there.
    const answers = await Promise.all(callers.map(([vpcId, address]) => asked(scene, vpcId, address)));
    expect(answers).toEqual(callers.map(([, , isDeclared]) => (isDeclared ? 404 : 403)));
    // A peer comes in by the list of the VPC that it is connected to.
    expect(await asked(scene, 'vpc-bp1report', '10.9.1.8')).toBe(404);
    expect(await asked(scene, 'vpc-bp1report', '10.118.0.7')).toBe(403);
    expect(await asked(scene, 'vpc-2zestranger', '10.9.1.8')).toBe('closed');

    const links = cloud.calls.of('CreateGatewayIntranetLinkedVpc').map(({ parameters }) => parameters);
    expect(links.map(({ VpcId, AccountId }) => [VpcId, AccountId])).toEqual(
      expect.arrayContaining([
        [VPC, undefined],
        ['vpc-2zepartner', PARTNER],
      ]),
    );
    expect(links.filter(({ EnableAuthoritativeDns }) => EnableAuthoritativeDns)).toMatchObject([{ VpcId: VPC }]);
    expect(cloud.calls.of('CreateGatewayIntranetLinkedVpcPeer')).toMatchObject([
      { status: 200, parameters: { VpcId: 'vpc-2zebatch' } },
    ]);
    const windows = (await journal(scene)).filter(({ message }) => /was let in for \d+ s, from its link/.test(message));
    expect(windows.map(({ reason }) => reason).sort()).toEqual(
      [VPC, 'vpc-2zebatch', 'vpc-2zepartner'].map((vpcId) => `disallow/${vpcId}/everyone`).sort(),
    );

    const { body } = await api('DELETE', `/v1/gateways/${name}?unbindServices=true`);
    await api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash: body.plan.planHash }));
    expect(
      await cloud.clock.runUntil(() => cloud.calls.count('DeleteGateway') === 1, cloud.clock.now() + HOUR_MS),
    ).toBe(true);
    const theirs = cloud.calls.all().filter(({ account }) => account === PARTNER);
    expect(new Set(theirs.map(({ action }) => action))).toEqual(new Set(['DescribeVSwitches']));
    expect(cloud.vpc.vSwitchesIn('vpc-2zepartner')).toHaveLength(3);
  });
});

describe('a VPC in which no vSwitch fits (G71)', () => {
  it('goes on within seconds when its owner creates one, by the event of the VPC product', async () => {
    const scene = await openHouse(BLOCKED, { events: 'once', timers: false });
    const { clock } = scene.cloud;
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    await clock.advanceBy(HOUR_MS);
    const before = clock.now();
    const order = { vpcId: VPC, zoneId: 'cn-beijing-l', cidrBlock: '10.8.60.0/24' };
    const vSwitchId = await scene.world.createVSwitch(order);
    const links = () => scene.cloud.calls.of('CreateGatewayIntranetLinkedVpc');
    expect(await clock.runUntil(() => links().length > 0, before + 30_000)).toBe(true);
    expect(links()).toMatchObject([{ status: 200, parameters: { VSwitchId: vSwitchId } }]);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });

  it('gets one from Torii where that is allowed: marked, and kept when the gateway goes', async () => {
    const allowed = BLOCKED.replace(
      '        - vsw-2zechat0zoneg\n',
      '        - vsw-2zechat0zoneg\n      createVSwitch: {}\n',
    );
    const scene = await openHouse(allowed);
    const { cloud, api, name } = scene;
    // The answer to the creation is lost: what was created is found by its mark.
    cloud.faults.add({ product: 'vpc', action: 'CreateVSwitch', kind: 'drop-after', times: 1 });
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    const made = cloud.vpc.vSwitchesIn(VPC).filter(({ tags }) => tags.some(({ Key }) => Key === 'torii'));
    expect(made).toMatchObject([{ zoneId: 'cn-beijing-i', cidrBlock: '10.8.1.0/24', name: 'torii-chat-internal' }]);
    const { body } = await api('DELETE', `/v1/gateways/${name}`);
    expect(body.plan.kept).toMatchObject([{ what: made[0]?.vSwitchId, message: expect.stringContaining('stays') }]);
    expect(cloud.calls.count('DeleteVSwitch')).toBe(0);
  });
});

describe('a zone that a gateway supports no more (G70)', () => {
  it('cuts nobody off: it is said, and the link moves when its owner agrees, the new one made first', async () => {
    const text = BLOCKED.replace('- vsw-2zechat0zoneg', '- vsw-2zechat0zonel\n        - vsw-2zechat0zonek');
    const scene = await openHouse(text);
    const { cloud, api, name } = scene;
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    cloud.eas.setSupportedZones('cn-beijing', ['cn-beijing-k']);
    await cloud.clock.advanceBy(2 * HOUR_MS);
    const lost = await scene.look(operation);
    expect(lost.state).toBe('Succeeded');
    expect(lost.conditions).toContainEqual(
      expect.objectContaining({ type: 'ZonesSupported', status: 'False', reason: 'ZoneLost' }),
    );
    expect(lost.awaiting.map(({ id }: { id: string }) => id)).toEqual([
      `link-vpc/${VPC}/vsw-2zechat0zonek`,
      `unlink-vpc/${VPC}/vsw-2zechat0zonel`,
    ]);
    expect(cloud.calls.count('CreateGatewayIntranetLinkedVpc')).toBe(1);
    expect((await journal(scene)).filter(({ reason }) => reason === 'ZoneLost')).toHaveLength(1);

    const { body: plan } = await api('GET', `/v1/gateways/${name}/plan`);
    await api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash: plan.planHash }));
    const moved = () => cloud.calls.count('DeleteGatewayIntranetLinkedVpc') === 1;
    while (!moved()) {
      expect(await asked(scene, VPC, '10.8.0.7')).toBe(404);
      if (!(await cloud.clock.step(cloud.clock.now() + HOUR_MS))) break;
    }
    expect(moved()).toBe(true);
    await cloud.clock.advanceBy(HOUR_MS);
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    expect(gateway?.links.map(({ vSwitchId }) => vSwitchId)).toEqual(['vsw-2zechat0zonek']);
    const { state, conditions, awaiting } = await scene.look(operation);
    expect([state, awaiting]).toEqual(['Succeeded', []]);
    expect(conditions).toContainEqual(expect.objectContaining({ type: 'ZonesSupported', status: 'True' }));
  });
});
