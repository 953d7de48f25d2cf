import { expect, onTestFinished, test } from 'vitest';
import { startAlbCloud } from '../contract/alb-cloud.ts';
import { AlbHouse } from './alb-house.ts';
import { CALLS, OTHER_SERVER, openStage } from './alb-stage.ts';

test('what was under way in load balancers comes to its end in the cloud that they are restored into', async () => {
  const { house, ids } = await openStage();
  const { cloud } = house.world;
  house.slow(true);
  await house.done(
    'AssociateAdditionalCertificatesWithListener',
    CALLS.AssociateAdditionalCertificatesWithListener?.(ids),
  );
  await house.done('AddServersToServerGroup', { ServerGroupId: ids.free, Servers: [OTHER_SERVER] });
  await house.done('AddEntriesToAcl', CALLS.AddEntriesToAcl?.(ids));
  await house.done('UpdateSecurityPolicyAttribute', { SecurityPolicyId: ids.policy, SecurityPolicyName: 'renamed' });
  const { LoadBalancerId } = await house.done('CreateLoadBalancer', {
    VpcId: 'vpc-a',
    AddressType: 'Internet',
    LoadBalancerEdition: 'Standard',
    LoadBalancerBillingConfig: { PayType: 'PostPay' },
    ZoneMappings: ['h', 'i'].map((letter) => ({ ZoneId: `cn-hangzhou-${letter}`, VSwitchId: `vsw-${letter}` })),
  });
  const snapshot = JSON.parse(JSON.stringify(await cloud.snapshot()));

  const other = await startAlbCloud({ seed: 7 });
  onTestFinished(() => other.cloud.close());
  // Certificates are of another product: the same ones are there.
  const material = cloud.cas.of(cloud.account.id);
  await other.cloud.restore(snapshot);
  for (const { id, name, certificate, privateKey } of material) {
    const added = other.cloud.cas.find(cloud.account.id, String(id));
    if (!added) other.cloud.cas.add({ account: cloud.account.id, name, certificate, privateKey });
  }
  const restored = new AlbHouse(other);
  const listener = { ListenerId: ids.listener };
  expect(await restored.listed('ListListenerCertificates', listener)).toMatchObject([
    { CertificateId: ids.certificate, IsDefault: true },
    { CertificateId: ids.extra, Status: 'Associating' },
  ]);
  expect(await restored.done('GetListenerAttribute', listener)).toMatchObject({ ListenerStatus: 'Configuring' });
  expect(await restored.listed('ListRules')).toHaveLength(2);

  await other.later();
  expect(await restored.done('GetListenerAttribute', listener)).toMatchObject({ ListenerStatus: 'Running' });
  expect(await restored.done('GetLoadBalancerAttribute', { LoadBalancerId: String(LoadBalancerId) })).toMatchObject({
    LoadBalancerStatus: 'Active',
  });
  expect(await restored.listed('ListServerGroupServers', { ServerGroupId: ids.free })).toMatchObject([
    { Status: 'Available' },
    { ServerId: OTHER_SERVER.ServerId, Status: 'Available' },
  ]);
  expect(await restored.listed('ListAclEntries', { AclId: ids.acl })).toMatchObject([{ Status: 'Available' }]);
  expect(await restored.listed('ListSecurityPolicies')).toMatchObject([{ SecurityPolicyName: 'renamed' }]);
  const jobs = await restored.listed('ListAsynJobs', { MaxResults: 5 });
  expect(jobs.map(({ Status }) => Status)).not.toContain('Processing');
  // The cloud it was taken of has not moved.
  expect(await house.done('GetListenerAttribute', listener)).toMatchObject({ ListenerStatus: 'Configuring' });
});
