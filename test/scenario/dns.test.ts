import { describe, expect, it } from 'vitest';
import { resolveFrom } from '../contract/resolve-from.ts';
import {
  dnsDeclaration,
  inAlidns,
  inPrivateZone,
  ownNames,
  recordsPublished,
  takeDown,
  untilRecords,
} from './dns-scene.ts';
import { openHouse } from './open-house.ts';

const MINUTE_MS = 60_000;

describe('a public name (G41)', () => {
  it('that somebody else holds goes on by itself once they point it at the gateway, and a wildcard beside it is explained', async () => {
    const scene = await openHouse(dnsDeclaration(['name: chat.example.com', 'name: v1.api.example.com']));
    const { cloud, api } = scene;
    const theirs = { DomainName: 'example.com', RR: 'chat', Type: 'CNAME', Value: 'old.example.net' };
    const { RecordId } = await inAlidns(scene, 'AddDomainRecord', theirs);
    await inAlidns(scene, 'AddDomainRecord', { DomainName: 'example.com', RR: '*', Type: 'A', Value: '198.51.100.44' });

    const { kept } = (await api('POST', '/v1/plan', scene.text)).body;
    const wildcards = kept.filter(({ what }: { what: string }) => what === '*.example.com');
    expect(wildcards).toHaveLength(1);
    const [wildcard] = wildcards;
    expect(wildcard.message).toContain('A * 198.51.100.44');
    expect(wildcard.message).toContain('makes api.example.com exist without records');

    const operation = await scene.declare();
    expect(await untilRecords(scene, operation, 'ForeignValue')).toContain('old.example.net');
    expect(await scene.until(operation, 'Blocked')).toBe(true);

    const { internetDomain } = ownNames(scene);
    await inAlidns(scene, 'UpdateDomainRecord', { RecordId, RR: 'chat', Type: 'CNAME', Value: internetDomain });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    // Right by now, and still theirs.
    const zone = cloud.alidns.zone('example.com');
    expect([...(zone?.at('chat') ?? []), ...(zone?.at('*') ?? [])].map(({ remark }) => remark)).toEqual(['', '']);
    expect(cloud.calls.of('UpdateDomainRecordRemark')).toHaveLength(1);
    expect(zone?.at('v1.api')).toMatchObject([{ remark: `torii:${cloud.account.id}/cn-beijing/chat-prod` }]);
  });

  it('is published once its zone is asked for there and each of its name servers answers', async () => {
    const scene = await openHouse(dnsDeclaration(['name: chat.example.com']));
    const { cloud, look } = scene;
    cloud.otherDns.addZone('example.com', ['ns1.registrar.example']);
    const operation = await scene.declare();
    expect(await untilRecords(scene, operation, 'NotDelegated')).toContain('ns1.registrar.example');
    const [blocked] = (await look(operation)).blocked;
    expect(blocked.wayOut).toBe(
      'set the name servers of example.com at its registrar to ns1.alidns.com, ns2.alidns.com',
    );

    cloud.otherDns.removeZone('example.com');
    // One of the two hears of the record half an hour later.
    const storedFor = cloud.clock.now() - (cloud.alidns.zone('example.com')?.at('chat')[0]?.updatedAt ?? 0);
    cloud.alidns.nameServerLagMs.set('ns2.alidns.com', storedFor + 30 * MINUTE_MS);
    expect(await untilRecords(scene, operation, 'AwaitingPublication')).toContain(
      'ns2.alidns.com does not answer it yet',
    );
    const looks = cloud.calls.count('DescribeDomains');
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    // It takes over a hundred looks to see it at once, most of them at the name servers alone.
    expect(cloud.calls.count('DescribeDomains') - looks).toBeLessThan(40);
    expect(await recordsPublished(scene, operation)).toMatchObject({ status: 'True', reason: 'Published' });
  });

  it('gets a zone where that is allowed, or says which record it needs elsewhere and sees it appear', async () => {
    const scene = await openHouse(
      dnsDeclaration(['name: chat.example.com, addZone: true', 'name: chat.example.org, dns: external']),
    );
    const { cloud, api } = scene;
    await inAlidns(scene, 'DeleteDomain', { DomainName: 'example.com' });
    cloud.otherDns.addZone('example.com', ['ns1.registrar.example']);
    cloud.otherDns.addZone('example.org');
    const { steps } = (await api('POST', '/v1/plan', scene.text)).body;
    expect(steps.map(({ id }: { id: string }) => id)).toContain('add-zone/example.com');

    const operation = await scene.declare();
    expect(await untilRecords(scene, operation, 'NotDelegated')).toContain('ns1.alidns.com, ns2.alidns.com');
    cloud.otherDns.removeZone('example.com');
    const { internetDomain } = ownNames(scene);
    expect(await untilRecords(scene, operation, 'AddThisRecord')).toContain(
      `chat.example.org. CNAME ${internetDomain}.`,
    );
    expect(await scene.until(operation, 'Blocked')).toBe(true);
    cloud.otherDns.addRecord('chat.example.org', { type: 'CNAME', value: internetDomain, ttl: 60 });
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
  });
});

describe('a private name in PrivateZone (G42)', () => {
  it('is found inside the linked VPCs, hides no public name, and goes with the gateway; others’ things stay', async () => {
    const scene = await openHouse(
      dnsDeclaration(['name: chat.example.com, access: intranet, dns: privatezone'], ['chat', 'web']),
    );
    const { cloud, api } = scene;
    const account = cloud.account.id;
    const publicZone = cloud.alidns.addZone({ account, name: 'example.com' });
    cloud.alidns.addRecord(publicZone, { rr: 'www', type: 'A', value: '198.51.100.80', ttl: 600, line: 'default' });
    const theirs = await inPrivateZone(scene, 'AddZone', { ZoneName: 'corp.example.com' });
    cloud.vpc.addVpc({ account, region: 'cn-beijing', vpcId: 'vpc-other', cidrBlock: '10.20.0.0/16' });

    const { steps } = (await api('POST', '/v1/plan', scene.text)).body;
    const inZone = steps.filter(({ id }: { id: string }) => /private/.test(id)).map(({ id }: { id: string }) => id);
    expect(inZone).toEqual(
      ['add-private-zone', 'add-private-record', 'bind-private-zone'].map((kind) => `${kind}/chat.example.com`),
    );
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const ours = () => cloud.pvtz.zonesOf(account).find(({ name }) => name === 'chat.example.com');
    const { intranetDomain } = ownNames(scene);
    expect(ours()).toMatchObject({ proxyPattern: 'RECORD', remark: `torii:${account}/cn-beijing/chat-prod` });
    expect(await resolveFrom(cloud, 'chat.example.com', 'vpc-2zechat')).toBe(intranetDomain);
    expect(await resolveFrom(cloud, 'chat.example.com', 'vpc-2zeweb')).toBe(intranetDomain);
    expect(await resolveFrom(cloud, 'www.example.com', 'vpc-2zechat')).toBe('198.51.100.80');
    expect(await resolveFrom(cloud, 'chat.example.com')).toBe('NXDOMAIN');

    // Somebody binds a VPC of theirs, which keeps the zone when the gateway goes.
    const vpcs = ['vpc-2zechat', 'vpc-2zeweb', 'vpc-other'].map((VpcId) => ({ VpcId, RegionId: 'cn-beijing' }));
    await inPrivateZone(scene, 'BindZoneVpc', { ZoneId: ours()?.zoneId, Vpcs: vpcs });
    expect(await takeDown(scene)).toBe(true);
    expect(ours()?.boundVpcs.map(({ vpcId }) => vpcId)).toEqual(['vpc-other']);
    expect(ours()?.all).toEqual([]);
    expect(cloud.pvtz.zonesOf(account).map(({ zoneId }) => zoneId)).toContain(theirs.ZoneId);
    expect(await resolveFrom(cloud, 'chat.example.com', 'vpc-2zechat')).toBe('NXDOMAIN');
  });
});
