import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openHouse } from './open-house.ts';

const BLOCKED = readFileSync('examples/blocked-zone.yaml', 'utf8');

describe('the only declared vSwitch is in a zone that is not supported (G70, G71)', () => {
  it('blocks with what would fit, and is never replaced silently', async () => {
    const scene = await openHouse(BLOCKED);
    const { cloud } = scene;
    cloud.vpc.addVSwitch({ vpcId: VPC, vSwitchId: 'vsw-fits', zoneId: 'cn-beijing-k', cidrBlock: '10.8.50.0/24' });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    await cloud.clock.advanceBy(6 * 3_600_000);
    const { blocked, state } = await scene.look(operation);
    expect(state).toBe('Blocked');
    expect(blocked).toHaveLength(1);
    expect(blocked[0]).toMatchObject({ reason: 'NoVSwitchFits', rule: 'G71' });
    expect(blocked[0].message).toContain('vsw-2zechat0zoneg is in zone cn-beijing-g');
    expect(blocked[0].wayOut).toContain('vsw-fits');
    expect(cloud.calls.count('CreateGatewayIntranetLinkedVpc')).toBe(0);
  });

  it('goes on by itself, on the timer alone, when a vSwitch that fits appears', async () => {
    const scene = await openHouse(BLOCKED, { events: 'never' });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    const vSwitchId = await scene.world.createVSwitch({
      vpcId: VPC,
      zoneId: 'cn-beijing-l',
      cidrBlock: '10.8.60.0/24',
    });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const links = scene.cloud.calls.of('CreateGatewayIntranetLinkedVpc');
    expect(links.map(({ parameters, status }) => [parameters.VSwitchId, status])).toEqual([[vSwitchId, 200]]);
    const zones = (await scene.look(operation)).conditions.find(
      ({ type }: { type: string }) => type === 'ZonesSupported',
    );
    expect(zones.message).toContain(`${vSwitchId}, which appeared after`);
  });

  it('goes on when the zone becomes supported', async () => {
    const scene = await openHouse(BLOCKED);
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    scene.cloud.eas.setSupportedZones('cn-beijing', ['cn-beijing-g', 'cn-beijing-i']);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });

  it('learns from a refused link, when the zone lost its support in between', async () => {
    const text = BLOCKED.replace('- vsw-2zechat0zoneg', '- vsw-2zechat0zonel\n        - vsw-2zechat0zonek');
    const scene = await openHouse(text);
    const { cloud } = scene;
    const operation = await scene.declare();
    await cloud.clock.runUntil(async () => {
      const { conditions } = await scene.look(operation);
      return conditions.some(
        ({ type, status }: { type: string; status: string }) => type === 'ZonesSupported' && status === 'True',
      );
    }, cloud.clock.now() + 3_600_000);
    cloud.eas.setSupportedZones('cn-beijing', ['cn-beijing-k']);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const links = cloud.calls.of('CreateGatewayIntranetLinkedVpc');
    expect(links.map(({ parameters, status }) => [parameters.VSwitchId, status])).toEqual([
      ['vsw-2zechat0zonel', 400],
      ['vsw-2zechat0zonek', 200],
    ]);
  });
});

describe('vSwitches: auto', () => {
  const auto = (filter: string) => BLOCKED.replace(/vSwitches:\n\s+- vsw-2zechat0zoneg/, `vSwitches: ${filter}`);

  it('links the one with the most free addresses that name and tag let through, and stays with it (G71)', async () => {
    const filter = '{ auto: { names: ["gateway-*"], tags: { team: ml }, minFreeAddresses: 100 } }';
    const scene = await openHouse(auto(filter));
    const { cloud } = scene;
    const add = (vSwitchId: string, letter: string, prefix: number, name: string, team: string) =>
      cloud.vpc.addVSwitch({
        vpcId: VPC,
        vSwitchId,
        zoneId: `cn-beijing-${letter}`,
        cidrBlock: `10.8.${letter === 'l' ? 100 : letter === 'k' ? 110 : prefix === 24 ? 120 : 128}.0/${prefix}`,
        name,
        tags: [{ Key: 'team', Value: team }],
      });
    add('vsw-largest', 'l', 22, 'gateway-l', 'web');
    add('vsw-wanted', 'k', 23, 'gateway-k', 'ml');
    add('vsw-smaller', 'i', 24, 'gateway-i', 'ml');
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    add('vsw-newcomer', 'i', 20, 'gateway-i2', 'ml');
    await cloud.clock.advanceBy(6 * 3_600_000);
    const links = cloud.calls.of('CreateGatewayIntranetLinkedVpc');
    expect(links.map(({ parameters, status }) => [parameters.VSwitchId, status])).toEqual([['vsw-wanted', 200]]);
    const { conditions } = await scene.look(operation);
    const zones = conditions.find(({ type }: { type: string }) => type === 'ZonesSupported');
    expect(zones).toMatchObject({ status: 'True', message: expect.stringContaining('vsw-wanted') });
  });

  it('blocks with counted reasons where none is let through, and goes on when one is', async () => {
    const scene = await openHouse(auto('{ auto: { minFreeAddresses: 300 } }'));
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    const [blocked] = (await scene.look(operation)).blocked;
    expect(blocked).toMatchObject({ reason: 'NoVSwitchFits', rule: 'G71' });
    expect(blocked.message).toContain('2 TooFewFreeAddresses, 1 ZoneNotSupported');
    expect(blocked.wayOut).toContain('Let the filter take');
    await scene.world.createVSwitch({ vpcId: VPC, zoneId: 'cn-beijing-l', cidrBlock: '10.8.64.0/20' });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });
});

const VPC = 'vpc-2zechat0prod';
