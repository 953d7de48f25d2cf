import * as alb from '@alicloud/alb20200616';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AlbCloud, startAlbCloud } from './alb-cloud.ts';

const OFFICE = '203.0.113.7';
const STRANGER = '198.51.100.9';

let world: AlbCloud;
let loadBalancerId: string;
let listenerId: string;

beforeEach(async () => {
  world = await startAlbCloud();
  ({ loadBalancerId, listenerId } = await world.served());
});
afterEach(() => world.cloud.close());

async function entries(aclId: string) {
  const { body } = await world.client.listAclEntries(new alb.ListAclEntriesRequest({ aclId }));
  return body?.aclEntries?.map(({ entry, status }) => `${entry} ${status}`);
}

async function aclStatus(aclId: string) {
  const { body } = await world.client.listAcls(new alb.ListAclsRequest({ aclIds: [aclId] }));
  return body?.acls?.[0]?.aclStatus;
}

function remove(aclId: string, ...cidrs: string[]) {
  return world.client.removeEntriesFromAcl(new alb.RemoveEntriesFromAclRequest({ aclId, entries: cidrs }));
}

/** Who of the two gets in. */
function admitted(): string[] {
  return [OFFICE, STRANGER].filter((address) => world.cloud.alb.admits(loadBalancerId, 443, address));
}

describe('an access control list', () => {
  test('is Creating, then Available; its entries Adding, then Available, then Removing', async () => {
    const { body } = await world.client.createAcl(new alb.CreateAclRequest({ aclName: 'office' }));
    const aclId = body?.aclId ?? '';
    expect(await aclStatus(aclId)).toBe('Creating');
    await world.later();
    expect(await aclStatus(aclId)).toBe('Available');
    await world.addEntries(aclId, '203.0.113.0/24', '10.1.2.3/16');
    expect(await aclStatus(aclId)).toBe('Configuring');
    expect(await entries(aclId)).toEqual(['203.0.113.0/24 Adding', '10.1.0.0/16 Adding']);
    await world.later();
    expect(await entries(aclId)).toEqual(['203.0.113.0/24 Available', '10.1.0.0/16 Available']);
    await remove(aclId, '10.1.0.0/16');
    expect(await entries(aclId)).toEqual(['203.0.113.0/24 Available', '10.1.0.0/16 Removing']);
    await world.later();
    expect(await entries(aclId)).toEqual(['203.0.113.0/24 Available']);
  });

  test('is as it was where a job of it fails', async () => {
    const aclId = await world.availableAcl('203.0.113.0/24');
    const failure = { code: '500', message: 'failed' };
    world.cloud.alb.jobs.failNext('AddEntriesToAcl', failure);
    await world.addEntries(aclId, '10.0.0.0/8');
    await world.later();
    world.cloud.alb.jobs.failNext('RemoveEntriesFromAcl', failure);
    await remove(aclId, '203.0.113.0/24');
    await world.later();
    world.cloud.alb.jobs.failNext('DeleteAcl', failure);
    await world.client.deleteAcl(new alb.DeleteAclRequest({ aclId }));
    await world.later();
    expect(await entries(aclId)).toEqual(['203.0.113.0/24 Available']);
    expect(await aclStatus(aclId)).toBe('Available');
  });

  test('is shown on the listener with the state of its association', async () => {
    const aclId = await world.availableAcl('203.0.113.0/24');
    await world.bind(listenerId, 'White', aclId);
    const config = async () => (await world.listener(listenerId))?.aclConfig;
    expect(await config()).toEqual({ aclType: 'White', aclRelations: [{ aclId, status: 'Associating' }] });
    await world.later();
    expect(await config()).toEqual({ aclType: 'White', aclRelations: [{ aclId, status: 'Associated' }] });
    await world.unbind(listenerId, aclId);
    expect(await config()).toEqual({ aclType: 'White', aclRelations: [{ aclId, status: 'Dissociating' }] });
    await world.later();
    expect(await config()).toBeUndefined();
  });
});

describe('who gets in', () => {
  test('everybody, until a whitelist is in effect, and again when it is gone', async () => {
    const aclId = await world.availableAcl('203.0.113.0/24');
    expect(admitted()).toEqual([OFFICE, STRANGER]);
    await world.bind(listenerId, 'White', aclId);
    expect(admitted()).toEqual([OFFICE, STRANGER]);
    await world.later();
    expect(admitted()).toEqual([OFFICE]);
    await world.unbind(listenerId, aclId);
    expect(admitted()).toEqual([OFFICE]);
    await world.later();
    expect(admitted()).toEqual([OFFICE, STRANGER]);
  });

  test('nobody on a blacklist', async () => {
    const aclId = await world.availableAcl('203.0.113.0/24');
    await world.bind(listenerId, 'Black', aclId);
    await world.later();
    expect(admitted()).toEqual([STRANGER]);
  });

  test('whom any of the lists names', async () => {
    const one = await world.availableAcl('203.0.113.0/24');
    const other = await world.availableAcl('198.51.100.0/24');
    await world.bind(listenerId, 'White', one, other);
    await world.later();
    expect(admitted()).toEqual([OFFICE, STRANGER]);
  });

  test('everybody where the whitelist is empty: it does not close', async () => {
    const aclId = await world.availableAcl();
    await world.bind(listenerId, 'White', aclId);
    await world.later();
    expect(admitted()).toEqual([OFFICE, STRANGER]);
    await world.addEntries(aclId, '203.0.113.0/24');
    expect(admitted()).toEqual([OFFICE, STRANGER]);
    await world.later();
    expect(admitted()).toEqual([OFFICE]);
    await remove(aclId, '203.0.113.0/24');
    expect(admitted()).toEqual([OFFICE]);
    await world.later();
    expect(admitted()).toEqual([OFFICE, STRANGER]);
  });

  test('nobody on a port without a listener, or of an instance that is not', () => {
    expect(world.cloud.alb.admits(loadBalancerId, 80, OFFICE)).toBe(false);
    expect(world.cloud.alb.admits('alb-none', 443, OFFICE)).toBe(false);
  });
});
