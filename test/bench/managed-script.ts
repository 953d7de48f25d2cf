import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import type { World } from '../../local/house/world.ts';
import { type AlidnsClient, alidnsClient } from '../../shared/cloud/alidns.ts';
import { type EasClient, easClient } from '../../shared/cloud/eas.ts';
import { type Manner, runScript, type Script } from './script.ts';
import { bindService, REGION, serveDomain, untilDomainShows, VPC } from './script-steps.ts';

/**
 * What chat-public.yaml asks for, made by a straightforward script that knows the right vSwitch beforehand and never fails.
 *
 * @returns virtual ms from its first call to its last look
 */
export function runManagedScript(cloud: LocalCloud, world: World, manner: Manner): Promise<number> {
  const eas = easClient(world.owner, REGION);
  return runScript(cloud, manner, async (script) => {
    const gatewayId = await createGateway(eas, script);
    await script.all([
      () => openInternet(eas, alidnsClient(world.owner), script, gatewayId, world),
      () => linkVpc(eas, script, gatewayId),
      () => bindService(eas, script, gatewayId),
    ]);
    await untilDomainShows(eas, script);
    await eas.updateGateway(gatewayId, { IsDefault: true });
  });
}

async function createGateway(eas: EasClient, script: Script): Promise<string> {
  const { GatewayId } = await eas.createGateway({
    Name: 'chat-prod',
    InstanceType: '2c4g',
    Replicas: 2,
    ChargeType: 'PostPaid',
  });
  await script.until(async () => (await eas.describeGateway(GatewayId)).Status === 'Running');
  return GatewayId;
}

async function openInternet(
  eas: EasClient,
  alidns: AlidnsClient,
  script: Script,
  gatewayId: string,
  world: World,
): Promise<void> {
  await eas.updateGateway(gatewayId, { EnableInternet: true });
  await script.until(async () => (await eas.describeGateway(gatewayId)).InternetStatus === 'Running');
  await eas.createAclPolicy(gatewayId, { AclPolicyList: [{ Entry: '203.0.113.0/24' }, { Entry: '198.51.100.0/25' }] });
  await serveDomain(eas, alidns, script, gatewayId, world);
}

async function linkVpc(eas: EasClient, script: Script, gatewayId: string): Promise<void> {
  await eas.createGatewayIntranetLinkedVpc(gatewayId, { VpcId: VPC, VSwitchId: 'vsw-2zechat0zonei' });
  await script.until(async () =>
    (await eas.listGatewayIntranetLinkedVpc(gatewayId)).IntranetLinkedVpcList.every(
      ({ Status }) => Status === 'Running',
    ),
  );
  await eas.createAclPolicy(gatewayId, { VpcId: VPC, AclPolicyList: [{ Entry: '10.8.0.0/16' }] });
  await eas.deleteAclPolicy(gatewayId, { VpcId: VPC, AclPolicyList: [{ Entry: '0.0.0.0/0' }] });
}
