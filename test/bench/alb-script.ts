import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { outsideAt } from '../../local/house/outside.ts';
import type { World } from '../../local/house/world.ts';
import { type AlbClient, albClient } from '../../shared/cloud/alb.ts';
import type { LoadBalancer } from '../../shared/cloud/alb-wire.ts';
import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { type EasClient, easClient } from '../../shared/cloud/eas.ts';
import { type Manner, runScript, type Script } from './script.ts';
import { bindService, DOMAIN, REGION, SERVICE, serveDomain, untilDomainShows, VPC } from './script-steps.ts';

/**
 * What chat-alb.yaml asks for, made by a straightforward script that knows how EAS names its load balancers and never fails.
 *
 * @returns virtual ms from its first call to its last look
 */
export function runAlbScript(cloud: LocalCloud, world: World, manner: Manner): Promise<number> {
  const eas = easClient(world.owner, REGION);
  const alb = albClient(world.owner, REGION);
  return runScript(cloud, manner, async (script) => {
    const { GatewayId } = await eas.createGateway({ GatewayType: 'Application', Name: 'chat-alb' });
    await script.until(async () => (await eas.describeGateway(GatewayId)).Status === 'Running');
    await eas.updateGateway(GatewayId, {
      EnableInternet: true,
      EnableIntranet: true,
      VpcId: VPC,
      VSwitchIds: ['vsw-2zechat0zonei', 'vsw-2zechat0zonek'],
    });
    await eas.updateGateway(GatewayId, { EnableSSLRedirection: true });
    await script.all([
      () => guardListeners(alb, script, GatewayId),
      async () => {
        await script.until(async () => (await eas.describeGateway(GatewayId)).InternetStatus === 'Running');
        await serveDomain(eas, alidnsClient(world.owner), script, GatewayId, world);
      },
      async () => {
        await script.until(async () => Boolean((await eas.describeGateway(GatewayId)).IntranetDomain));
      },
      () => bindService(eas, script, GatewayId),
    ]);
    await prove(cloud, eas, script, GatewayId);
  });
}

/** Puts a list on the listeners of the public load balancer; of one instance one after the other. */
async function guardListeners(alb: AlbClient, script: Script, gatewayId: string): Promise<void> {
  const list = await makeList(alb, script);
  let found: LoadBalancer | undefined;
  await script.until(async () => {
    const all = await alb.allLoadBalancers({ VpcIds: [VPC] });
    found = all.find(
      ({ AddressType, LoadBalancerName }) => AddressType === 'Internet' && LoadBalancerName?.includes(gatewayId),
    );
    return found?.LoadBalancerStatus === 'Active';
  });
  const ofThePublic = { LoadBalancerIds: found ? [found.LoadBalancerId] : [] };
  for (const { ListenerId } of await alb.allListeners(ofThePublic)) {
    await alb.associateAclsWithListener(ListenerId, 'White', [list], `guard-${ListenerId}`);
    await script.until(async () => {
      const { AclConfig } = await alb.getListenerAttribute(ListenerId);
      return AclConfig?.AclRelations?.some(({ Status }) => Status === 'Associated') ?? false;
    });
  }
}

async function makeList(alb: AlbClient, script: Script): Promise<string> {
  const { AclId } = await alb.createAcl({ AclName: 'chat-alb-internet', Tag: [] }, 'list-of-chat-alb');
  const isAvailable = async () =>
    (await alb.allAcls({ AclIds: [AclId] })).every((acl) => acl.AclStatus === 'Available');
  await script.until(isAvailable);
  const entries = ['203.0.113.0/24', `${PROBE}/32`].map((Entry) => ({ Entry }));
  await alb.addEntriesToAcl(AclId, entries, 'entries-of-chat-alb');
  await script.until(isAvailable);
  return AclId;
}

/** As the declaration wants it: a request from the internet, and one from inside the VPC. */
async function prove(cloud: LocalCloud, eas: EasClient, script: Script, gatewayId: string): Promise<void> {
  const authorization = await untilDomainShows(eas, script);
  const { IntranetDomain = '' } = await eas.describeGateway(gatewayId);
  const callers = [
    { outside: outsideAt(cloud, PROBE), name: DOMAIN },
    { outside: outsideAt(cloud, '10.8.0.9', VPC), name: IntranetDomain },
  ];
  for (const { outside, name } of callers) {
    await script.until(async () => {
      const { response } = await outside.get(`https://${name}/api/predict/${SERVICE}`, { authorization });
      return response?.status === 200;
    });
  }
}

/** Where the declaration has the gateway proved from. */
const PROBE = '198.51.100.7';
