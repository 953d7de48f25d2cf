import { expect, test } from 'vitest';
import { csrFor, RawAcme, startAcmeCloud, write } from './acme-cloud.ts';
import { CasCloud, DAY_MS, HOUR_MS, startCasCloud } from './cas-cloud.ts';
import { allow, ramCalls } from './ram-cloud.ts';

test('an order that is being proved is issued in the cloud that it is restored into', async () => {
  const its = await startCasCloud();
  its.cloud.cas.orders.keyType = 'ecdsa-p256';
  const { certId } = await its.issued('old.example.com');
  const orderId = await its.apply('new.example.com');
  await its.publish(orderId);
  const zone = its.cloud.alidns.zone('example.com');
  const published = String((await its.state(orderId)).RecordValue);
  const snapshot = JSON.parse(JSON.stringify(await its.cloud.snapshot()));

  const there = await startCasCloud({ seed: 5 });
  const hosted = there.cloud.alidns.zone('example.com');
  if (!zone || !hosted) throw new Error('example.com is not hosted');
  write(there.cloud, hosted, '_dnsauth.new.example.com', 'TXT', published);
  await there.cloud.restore(snapshot);
  // The client of before signs with a key that this cloud does not have any more.
  const restored = new CasCloud(there.cloud, 'hosted');
  expect((await restored.state(orderId)).Type).toBe('domain_verify');
  await there.cloud.clock.advanceBy(HOUR_MS);
  expect((await restored.state(orderId)).Type).toBe('certificate');
  expect(there.cloud.cas.find(there.cloud.account.id, certId)?.chain).toHaveLength(2);
});

test('an ACME order whose challenge is looked at goes on, with its account, its key and its nonces', async () => {
  const { cloud, zone } = await startAcmeCloud();
  cloud.acme.badNonces = 0.001;
  const client = await RawAcme.register(cloud);
  const order = await client.order(['a.example.com']);
  await client.prove(order, zone);
  const snapshot = JSON.parse(JSON.stringify(await cloud.snapshot()));

  const there = await startAcmeCloud({ seed: 5 });
  const [challenge] = zone.records('_acme-challenge.a');
  write(there.cloud, there.zone, '_acme-challenge.a.example.com', 'TXT', String(challenge?.value));
  await there.cloud.restore(snapshot);
  expect(there.cloud.acme.badNonces).toBe(0.001);
  there.cloud.acme.badNonces = 0;
  const moved = new RawAcme(there.cloud, client.key);
  const at = (url: string) => url.replace(cloud.endpoint, there.cloud.endpoint);
  moved.kid = at(client.kid ?? '');
  await there.cloud.clock.advanceBy(HOUR_MS);
  const url = at(order.headers.get('location') ?? '');
  expect((await moved.post(url)).body.status).toBe('ready');
  await moved.post(at(String(order.body.finalize)), { csr: await csrFor(['a.example.com']) });
  const halfway = JSON.parse(JSON.stringify(await there.cloud.snapshot()));
  await there.cloud.clock.advanceBy(DAY_MS);
  await there.cloud.restore(halfway);
  expect((await moved.post(url)).body.status).toBe('processing');
  await there.cloud.clock.advanceBy(HOUR_MS);
  expect((await moved.post(url)).body.status).toBe('valid');
});

test('users keep their keys and groups, and what these let them do', async () => {
  const { cloud } = await startAcmeCloud();
  const ram = ramCalls(cloud);
  await ram('CreateUser', { UserName: 'alice' });
  await ram('CreateGroup', { GroupName: 'readers' });
  await ram('AddUserToGroup', { UserName: 'alice', GroupName: 'readers' });
  await ram('CreatePolicy', { PolicyName: 'reads', PolicyDocument: JSON.stringify(allow('ram:ListUsers')) });
  await ram('AttachPolicyToGroup', { GroupName: 'readers', PolicyType: 'Custom', PolicyName: 'reads' });
  const { AccessKey } = await ram<{ AccessKey: Record<'AccessKeyId' | 'AccessKeySecret', string> }>('CreateAccessKey', {
    UserName: 'alice',
  });
  const there = await startAcmeCloud({ seed: 5 });
  await there.cloud.restore(JSON.parse(JSON.stringify(await cloud.snapshot())));
  const credentials = { accessKeyId: AccessKey.AccessKeyId, accessKeySecret: AccessKey.AccessKeySecret };
  const alice = ramCalls(there.cloud, credentials);
  expect(await alice('ListUsers')).toMatchObject({ Users: { User: [{ UserName: 'alice' }] } });
  await expect(alice('ListGroups')).rejects.toMatchObject({ code: 'NoPermission' });
});
