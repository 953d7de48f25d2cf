import { describe, expect, it } from 'vitest';
import { resolveFrom } from '../contract/resolve-from.ts';
import {
  approvePlan,
  dnsDeclaration,
  inAlidns,
  inPrivateZone,
  ownNames,
  recordsPublished,
  takeDown,
  untilRecords,
} from '../scenario/dns-scene.ts';
import { itInProcess } from '../scenario/only-in-process.ts';
import { HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';

const PRIVATE = 'name: chat.example.com, access: intranet, dns: privatezone';
const zonesOf = ({ cloud }: Scene) => cloud.pvtz.zonesOf(cloud.account.id);

describe('a private name, whether the platform publishes it by itself or not (G42)', () => {
  it.each(['not-published', 'published'] as const)(
    'leads to the gateway from each linked VPC: %s',
    async (platform) => {
      const scene = await openHouse(dnsDeclaration([PRIVATE, 'name: chat.example.com'], ['chat', 'web']));
      scene.cloud.eas.privateDomains = platform;
      const operation = await scene.declare();
      expect(await scene.until(operation, 'Succeeded')).toBe(true);
      const { internetDomain, intranetDomain } = ownNames(scene);
      expect(await resolveFrom(scene.cloud, 'chat.example.com', 'vpc-2zechat')).toBe(intranetDomain);
      expect(await resolveFrom(scene.cloud, 'chat.example.com', 'vpc-2zeweb')).toBe(intranetDomain);
      expect(await resolveFrom(scene.cloud, 'chat.example.com')).toBe(internetDomain);
      expect(await takeDown(scene)).toBe(true);
      expect(zonesOf(scene)).toEqual([]);
    },
  );

  it('that nobody has to publish is written nowhere', async () => {
    const scene = await openHouse(dnsDeclaration(['name: chat.example.com, access: intranet'], ['chat']));
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    expect(scene.cloud.calls.all().filter(({ product }) => product === 'pvtz' || product === 'alidns')).toEqual([]);
  });
});

describe('private zones of somebody else (G42)', () => {
  it('take the record where all linked VPCs see one, and get it back as it was', async () => {
    const scene = await openHouse(dnsDeclaration([PRIVATE], ['chat', 'web']));
    const { ZoneId } = await inPrivateZone(scene, 'AddZone', { ZoneName: 'example.com' });
    await inPrivateZone(scene, 'AddZoneRecord', { ZoneId, Rr: 'db', Type: 'A', Value: '10.8.0.7' });
    const Vpcs = ['vpc-2zechat', 'vpc-2zeweb'].map((VpcId) => ({ VpcId, RegionId: 'cn-beijing' }));
    await inPrivateZone(scene, 'BindZoneVpc', { ZoneId, Vpcs });
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    expect(zonesOf(scene)).toHaveLength(1);
    expect(await resolveFrom(scene.cloud, 'chat.example.com', 'vpc-2zeweb')).toBe(ownNames(scene).intranetDomain);
    expect(await takeDown(scene)).toBe(true);
    const [zone] = zonesOf(scene);
    expect(zone?.all.map(({ content }) => content.rr)).toEqual(['db']);
    expect(zone?.boundVpcs).toHaveLength(2);
    expect(scene.cloud.calls.count('BindZoneVpc')).toBe(1);
  });

  it('of the same name block it with what to do, and it goes on once that is done', async () => {
    const scene = await openHouse(dnsDeclaration([PRIVATE], ['chat', 'web']));
    const { ZoneId } = await inPrivateZone(scene, 'AddZone', { ZoneName: 'chat.example.com' });
    const bind = (...ids: string[]) =>
      inPrivateZone(scene, 'BindZoneVpc', { ZoneId, Vpcs: ids.map((VpcId) => ({ VpcId, RegionId: 'cn-beijing' })) });
    await bind('vpc-2zechat');
    const operation = await scene.declare();
    expect(await untilRecords(scene, operation, 'ForeignPrivateZone')).toContain(ZoneId);
    await bind('vpc-2zechat', 'vpc-2zeweb');
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(zonesOf(scene)).toHaveLength(1);
  });
});

describe('a private name whose VPCs change (G42)', () => {
  it('follows them: a new one is bound, one that left is unbound when agreed to', async () => {
    const scene = await openHouse(dnsDeclaration([PRIVATE], ['chat', 'web']));
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    const operation = await scene.declare(dnsDeclaration([PRIVATE], ['chat']));
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(zonesOf(scene)[0]?.boundVpcs.map(({ vpcId }) => vpcId)).toEqual(['vpc-2zechat']);
  });

  it('goes when it is not declared any more, when agreed to', async () => {
    const scene = await openHouse(dnsDeclaration([PRIVATE], ['chat']));
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    const operation = await scene.declare(dnsDeclaration([], ['chat']));
    await approvePlan(scene);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(zonesOf(scene)).toEqual([]);
  });
});

describe('answers that are lost on the way', () => {
  it.each(['AddZone', 'AddZoneRecord', 'UpdateZoneRemark', 'BindZoneVpc'])(
    '%s: one zone with one record comes of it, and goes again',
    async (action) => {
      const scene = await openHouse(dnsDeclaration([PRIVATE], ['chat']));
      scene.cloud.faults.add({ kind: 'drop-after', product: 'pvtz', action, times: 5 });
      expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
      expect(zonesOf(scene).map(({ all, remark }) => [all.length, remark !== ''])).toEqual([[1, true]]);
      expect(await takeDown(scene)).toBe(true);
      expect(zonesOf(scene)).toEqual([]);
    },
  );

  it.each([1, 2, 3])('on a bad day all kinds of names come true, with one of each (seed %i)', async (seed) => {
    const domains = [PRIVATE, 'name: chat.example.com', 'name: api.example.org, addZone: true'];
    const scene = await openHouse(dnsDeclaration(domains, ['chat', 'web']), { seed });
    await inAlidns(scene, 'DeleteDomain', { DomainName: 'example.org' });
    const operation = await scene.declare();
    scene.cloud.faults.profile('hostile', seed);
    expect(await scene.until(operation, 'Succeeded', 6 * HOUR_MS)).toBe(true);
    expect(zonesOf(scene).map(({ all }) => all.length)).toEqual([1]);
    expect(scene.cloud.alidns.zone('example.com')?.at('chat')).toHaveLength(1);
    expect(scene.cloud.alidns.zone('example.org')?.at('api')).toHaveLength(1);
  });
});

describe('functions that cannot ask DNS (G41)', () => {
  itInProcess('leave a gateway Ready, and say that publication is not confirmed', async () => {
    const refuse = () => Promise.reject(Object.assign(new Error('no way out'), { code: 'ECONNREFUSED' }));
    const scene = await openHouse(dnsDeclaration(['name: chat.example.com', 'name: chat.example.org, dns: external']), {
      askThrough: () => ({ nameServersOf: refuse, cnameAt: refuse, txtAt: refuse, lookUp: refuse }),
    });
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(await recordsPublished(scene, operation)).toMatchObject({ status: 'Unknown', reason: 'NotConfirmed' });
  });
});

describe('what a new public domain costs (G41)', () => {
  it.each([10, 3_000])('is the same in a zone of %i records', async (size) => {
    const scene = await openHouse(dnsDeclaration(['name: one.example.com']), { delayScale: 0 });
    expect(await scene.until(await scene.declare(), 'Succeeded')).toBe(true);
    const { alidns, calls, account } = scene.cloud;
    const zone = alidns.addZone({ account: account.id, name: 'example.com' });
    for (let at = 0; at < size; at += 1) {
      alidns.addRecord(zone, { rr: `other-${at}`, type: 'A', value: '198.51.100.1', ttl: 600, line: 'default' });
    }
    calls.clear();
    const operation = await scene.declare(dnsDeclaration(['name: one.example.com', 'name: a.b.example.com']));
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const ofDns = calls.all().filter(({ product }) => product === 'alidns');
    expect(ofDns.filter(({ action }) => /^(Add|Update)/.test(action))).toHaveLength(2);
    const looked = new Map<string, number>();
    for (const { action, parameters } of ofDns.filter((call) => call.action === 'DescribeSubDomainRecords')) {
      looked.set(String(parameters.SubDomain), (looked.get(String(parameters.SubDomain)) ?? 0) + 1);
      expect(action).toBe('DescribeSubDomainRecords');
    }
    expect([...looked.keys()].sort()).toEqual(
      ['*.b.example.com', '*.example.com', 'a.b.example.com', 'b.example.com', 'one.example.com'].sort(),
    );
  });
});
