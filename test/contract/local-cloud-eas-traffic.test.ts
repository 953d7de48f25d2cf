import { Resolver } from 'node:dns/promises';
import Alidns20150109, * as alidns from '@alicloud/alidns20150109';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from './clients.ts';
import { boundTo, entries, serviceConfig } from './eas-client.ts';
import { type EasCloud, HOUR_MS, startEasCloud } from './eas-cloud.ts';
import { type Reply, visit } from './gateway-client.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let runningGateway: EasCloud['runningGateway'];

beforeEach(async () => {
  ({ cloud, eas, later, runningGateway } = await startEasCloud());
});
afterEach(() => cloud.close());

const nameOf = (id: string, vpc = '') => `${id}${vpc}.cn-beijing.pai-eas.aliyuncs.com`;

async function resolve(name: string): Promise<string[]> {
  const resolver = new Resolver();
  resolver.setServers([`${cloud.dns.address}:${cloud.dns.port}`]);
  return resolver.resolve4(name);
}

/** A request to wherever the name leads. */
async function call(host: string, from: string, authorization = 'token', path = '/api/predict/chat'): Promise<Reply> {
  const [address = ''] = await resolve(host);
  return visit({ address, port: cloud.dataPlane.httpPort, from, host, path, authorization });
}

describe('reaching a gateway from the internet', () => {
  it('takes a name, an open door, an entry on the list, a service and its token', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    const id = await runningGateway();
    await expect(resolve(nameOf(id))).rejects.toMatchObject({ code: 'ENOTFOUND' });

    await eas.updateGateway(id, { EnableInternet: true });
    await later();
    expect(await resolve(nameOf(id))).toEqual([cloud.dataPlane.addressOf(id)]);
    expect(await call(nameOf(id), client)).toMatchObject({ status: 403, body: 'RBAC: access denied' });

    await eas.allow(id, entries('203.0.113.0/24'));
    expect(await call(nameOf(id), client)).toMatchObject({ status: 404, body: '' });
    expect(await call(nameOf(id), cloud.network.standIn('198.51.100.1'))).toMatchObject({ status: 403 });

    await eas.createService(serviceConfig('chat', { ...boundTo(id), token: 'token' }));
    expect(await call(nameOf(id), client)).toMatchObject({ status: 404 });
    const limit = cloud.clock.now() + HOUR_MS;
    await cloud.clock.runUntil(async () => (await eas.describeService('chat')).Status === 'Running', limit);
    expect(await call(nameOf(id), client)).toMatchObject({ status: 503, body: 'no healthy upstream' });
    await later();
    expect(await call(nameOf(id), client, '')).toMatchObject({ status: 401 });
    expect(await call(nameOf(id), client)).toMatchObject({ status: 200, body: 'True' });

    await eas.disallow(id, entries('203.0.113.0/24'));
    expect(await call(nameOf(id), client)).toMatchObject({ status: 403 });
    await eas.updateGateway(id, { EnableInternet: false });
    const gone = { address: cloud.dataPlane.addressOf(id), port: cloud.dataPlane.httpPort, host: nameOf(id) };
    await expect(visit({ ...gone, from: client })).rejects.toThrow('ECONNREFUSED');
    await expect(resolve(nameOf(id))).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('works by an alias written through the API, answered in one go', async () => {
    const id = await runningGateway({ EnableInternet: true });
    const client = new Alidns20150109(clientConfig(cloud));
    await client.addDomain(new alidns.AddDomainRequest({ domainName: 'example.com' }));
    const value = nameOf(id);
    const record = { domainName: 'example.com', RR: 'chat', type: 'CNAME', value };
    await client.addDomainRecord(new alidns.AddDomainRecordRequest(record));
    expect(await resolve('chat.example.com')).toEqual([cloud.dataPlane.addressOf(id)]);
  });
});

describe('reaching a gateway from inside a VPC', () => {
  it('takes a link that is running, and its list', async () => {
    const inside = cloud.network.standIn('10.0.0.5', 'vpc-a');
    const elsewhere = cloud.network.standIn('10.0.0.5', 'vpc-b');
    const id = await runningGateway();
    await eas.createService(serviceConfig('chat', { ...boundTo(id), token: 'token' }));
    await later();
    const host = nameOf(id, '-vpc');
    await expect(call(host, inside)).rejects.toThrow('ECONNREFUSED');

    await eas.link(id, 'vpc-a', 'vsw-a-i');
    await expect(call(host, inside)).rejects.toThrow('ECONNREFUSED');
    await later();
    expect(await call(host, inside)).toMatchObject({ status: 200, body: 'True' });
    await expect(call(host, elsewhere)).rejects.toThrow();

    await eas.disallow(id, entries('0.0.0.0/0'), 'vpc-a');
    expect(await call(host, inside)).toMatchObject({ status: 403 });
    await eas.allow(id, entries('10.0.0.0/29'), 'vpc-a');
    expect(await call(host, inside)).toMatchObject({ status: 200 });

    await eas.unlink(id, 'vpc-a', 'vsw-a-i');
    await expect(call(host, inside)).rejects.toThrow('ECONNREFUSED');
  });

  it('ends when private access is switched off', async () => {
    const inside = cloud.network.standIn('10.0.0.5', 'vpc-a');
    const id = await runningGateway();
    await eas.link(id, 'vpc-a', 'vsw-a-i');
    await later();
    expect((await call(nameOf(id, '-vpc'), inside)).status).toBe(404);
    await eas.updateGateway(id, { EnableIntranet: false });
    await expect(call(nameOf(id, '-vpc'), inside)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});

describe('a service that moves from one gateway to another', () => {
  it('answers at the old one until the new one takes over, which is cold at first', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    const [before, after] = [
      await eas.createGateway({ EnableInternet: true }),
      await eas.createGateway({ EnableInternet: true }),
    ];
    await later();
    for (const id of [before, after]) await eas.allow(id, entries('0.0.0.0/0'));
    await eas.createService(serviceConfig('chat', { ...boundTo(before), token: 'token' }));
    await later();

    await eas.updateService('chat', boundTo(after));
    expect((await call(nameOf(before), client)).status).toBe(200);
    expect((await call(nameOf(after), client)).status).toBe(404);
    for (const id of [before, after]) {
      await expect(eas.deleteGateway(id)).rejects.toMatchObject({ code: 'GatewayInUse.Service' });
    }
    const running = async () => (await eas.describeService('chat')).Status === 'Running';
    await cloud.clock.runUntil(running, cloud.clock.now() + HOUR_MS);
    expect((await call(nameOf(before), client)).status).toBe(404);
    expect((await call(nameOf(after), client)).status).toBe(503);
    await later();
    expect((await call(nameOf(after), client)).status).toBe(200);
  });

  it('stays warm through an update that leaves it where it is, and is gone when it is deleted', async () => {
    const client = cloud.network.standIn('203.0.113.7');
    const id = await runningGateway({ EnableInternet: true });
    await eas.allow(id, entries('0.0.0.0/0'));
    await eas.createService(serviceConfig('chat', { ...boundTo(id), token: 'token' }));
    await later();
    await eas.updateService('chat', { metadata: { cpu: 2 } });
    const limit = cloud.clock.now() + HOUR_MS;
    do expect((await call(nameOf(id), client)).status).toBe(200);
    while (await cloud.clock.step(limit));
    await eas.deleteService('chat');
    expect((await call(nameOf(id), client)).status).toBe(404);
  });
});

describe('a cloud without delays', () => {
  it('has done everything when it answers', async () => {
    await cloud.close();
    ({ cloud, eas } = await startEasCloud({ delayScale: 0 }));
    const id = await eas.createGateway({ EnableInternet: true });
    await eas.allow(id, entries('0.0.0.0/0'));
    await eas.createService(serviceConfig('chat', { ...boundTo(id), token: 'token' }));
    expect((await call(nameOf(id), cloud.network.standIn('203.0.113.7'))).status).toBe(200);
    await eas.link(id, 'vpc-a', 'vsw-a-i');
    expect((await call(nameOf(id, '-vpc'), cloud.network.standIn('10.0.0.5', 'vpc-a'))).status).toBe(200);
    await eas.deleteService('chat');
    await eas.deleteGateway(id);
    await expect(eas.describeGateway(id)).rejects.toMatchObject({ code: 'InvalidGateway.NotFound' });
  });
});
