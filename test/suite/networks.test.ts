import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';

const BLOCKED = readFileSync('examples/blocked-zone.yaml', 'utf8');
const VPC = 'vpc-2zechat0prod';
const PARTNER = '2345678901234567';
const ROLE = `acs:ram::${PARTNER}:role/torii-reads-vpc`;

const withVpc = (lines: string) => BLOCKED.replace('      vSwitches:\n        - vsw-2zechat0zoneg\n', lines);
const through = (letter: string, more = '') => withVpc(`      vSwitches: [vsw-2zechat0zone${letter}]\n${more}`);

function linksOf({ cloud }: Scene) {
  const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
  return (gateway?.links ?? []).map(({ vSwitchId, authoritativeDns }) => [vSwitchId, authoritativeDns]);
}

async function blockedReasons(scene: Scene, operation: string): Promise<string[]> {
  return (await scene.look(operation)).blocked.map(({ reason }: { reason: string }) => reason);
}

describe('a VPC of another account', () => {
  const foreign = (more: string) => withVpc(`      account: "${PARTNER}"\n${more}`);

  it('waits for its owner’s consent, with the way out, and goes on by itself within the hour (G27)', async () => {
    const text = foreign('      vSwitches: [vsw-2zechat0zonei]\n');
    const scene = await openHouse(text);
    const { cloud } = scene;
    Object.assign(cloud.eas.crossAccount, { allows: () => false });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    await cloud.clock.advanceBy(3 * HOUR_MS);
    expect(await blockedReasons(scene, operation)).toEqual(['CrossAccountRefused']);
    expect(cloud.calls.count('CreateGatewayIntranetLinkedVpc')).toBeLessThanOrEqual(4);
    Object.assign(cloud.eas.crossAccount, { allows: () => true });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(cloud.calls.all().filter(({ account }) => account === PARTNER)).toEqual([]);
  });

  it('that its role does not let Torii read is blocked, and goes on when it does (G27)', async () => {
    const scene = await openHouse(foreign(`      roleArn: ${ROLE}\n      vSwitches: auto\n`));
    const { cloud } = scene;
    cloud.sts.allowRole({ arn: ROLE, trusts: [PARTNER] });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    const [blocked] = (await scene.look(operation)).blocked;
    expect(blocked).toMatchObject({ reason: 'VpcNotReadable', rule: 'G27' });
    expect(blocked.wayOut).toContain(`trust account ${cloud.account.id}`);
    cloud.sts.allowRole({ arn: ROLE, trusts: [cloud.account.id] });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });
});

describe('a link that changes', () => {
  it.each(['allowed', 'refused'] as const)(
    'moves when its owner declares another vSwitch and agrees, where a second link is %s (G30)',
    async (second) => {
      const scene = await openHouse(through('i'));
      const { cloud, api, name } = scene;
      expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
      cloud.eas.secondLinkOfVpc = second;
      cloud.vpc.addVSwitch({
        vpcId: VPC,
        vSwitchId: 'vsw-2zechat0zonek',
        zoneId: 'cn-beijing-k',
        cidrBlock: '10.8.9.0/24',
      });
      const operation = await scene.declare(through('k'));
      for (let yes = 0; yes < 4; yes += 1) {
        expect(await scene.until(operation, 'AwaitingApproval')).toBe(true);
        expect(linksOf(scene)).toEqual([['vsw-2zechat0zonei', false]]);
        const { body } = await api('GET', `/v1/gateways/${name}/plan`);
        await api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash: body.planHash }));
        const settled = () => scene.look(operation).then(({ state }) => state !== 'AwaitingApproval');
        await cloud.clock.runUntil(settled, cloud.clock.now() + HOUR_MS);
        await cloud.clock.advanceBy(HOUR_MS);
        if ((await scene.look(operation)).state === 'Succeeded') break;
      }
      expect((await scene.look(operation)).state).toBe('Succeeded');
      expect(linksOf(scene)).toEqual([['vsw-2zechat0zonek', false]]);
    },
  );

  it('gets authoritative DNS by being cut and made again, and not before its owner agrees (G28)', async () => {
    const list = '      allow: [10.8.0.0/24]\n';
    const scene = await openHouse(through('i', list));
    const { cloud, api, name } = scene;
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    const { body } = await api('PUT', `/v1/gateways/${name}`, through('i', `${list}      authoritativeDns: true\n`));
    await cloud.clock.advanceBy(HOUR_MS);
    expect(linksOf(scene)).toEqual([['vsw-2zechat0zonei', false]]);
    const plan = (await api('GET', `/v1/gateways/${name}/plan`)).body;
    expect(plan.steps[0]).toMatchObject({ id: `cut-link/${VPC}/vsw-2zechat0zonei`, effects: ['disrupts', 'bills'] });
    await api('POST', `/v1/gateways/${name}/approve`, JSON.stringify({ planHash: plan.planHash }));
    expect(await scene.until(body.operation, 'Succeeded')).toBe(true);
    expect(linksOf(scene)).toEqual([['vsw-2zechat0zonei', true]]);
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    expect([...(gateway?.vpcAcls.get(VPC)?.keys() ?? [])]).toEqual(['10.8.0.0/24']);
  });
});

describe('peers', () => {
  it('go when nobody declares them any more; one that somebody else added stays (G26)', async () => {
    const peers =
      '      peers: [{ vpcId: vpc-peer1, region: cn-hangzhou }, { vpcId: vpc-peer2, region: cn-hangzhou }]\n';
    const scene = await openHouse(through('i', peers));
    const { cloud, world } = scene;
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    cloud.vpc.addVpc({
      account: cloud.account.id,
      region: 'cn-shanghai',
      vpcId: 'vpc-theirs',
      cidrBlock: '10.60.0.0/16',
    });
    await world.owner.call({
      ...{ product: 'eas', version: '2021-07-01', style: 'ROA', region: 'cn-beijing', method: 'POST' },
      action: 'CreateGatewayIntranetLinkedVpcPeer',
      path: `/api/v2/gateways/cn-beijing/${gateway?.id}/intranet_endpoint_linked_vpc_peer`,
      query: { VpcId: VPC, PeerVpcs: JSON.stringify([{ VpcId: 'vpc-theirs', Region: 'cn-shanghai' }]) },
      idempotent: false,
    } as const);
    const operation = await scene.declare(through('i', '      peers: [{ vpcId: vpc-peer1, region: cn-hangzhou }]\n'));
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(gateway?.peers.map(({ vpcId }) => vpcId).sort()).toEqual(['vpc-peer1', 'vpc-theirs']);
  });
});
