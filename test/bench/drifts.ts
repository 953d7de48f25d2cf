import type { House } from '../../local/house/start-house.ts';
import { alidnsClient } from '../../shared/cloud/alidns.ts';
import { easClient } from '../../shared/cloud/eas.ts';
import type { Transport } from '../../shared/cloud/transport.ts';
import { transportTo } from '../contract/transport-to.ts';
import { type Member, REGION } from './fleet.ts';

/** Something that somebody changes beside Torii. */
export interface Drift {
  name: string;
  make(house: House, member: Member): Promise<unknown>;
}

/** One of each kind; the first needs the gateway that is the default one. */
export const DRIFTS: readonly Drift[] = [
  { name: 'default lost', make: (house, { gateway }) => easOf(house).updateGateway(gateway.id, { IsDefault: false }) },
  {
    name: 'public allowlist entry added',
    make: (house, { gateway }) =>
      easOf(house).createAclPolicy(gateway.id, { AclPolicyList: [{ Entry: '192.0.2.0/24' }] }),
  },
  {
    name: 'public allowlist entry removed',
    make: (house, { gateway }) =>
      easOf(house).deleteAclPolicy(gateway.id, { AclPolicyList: [{ Entry: '203.0.113.0/24' }] }),
  },
  {
    name: 'VPC allowlist entry added',
    make: (house, { gateway, vpcId }) =>
      easOf(house).createAclPolicy(gateway.id, { VpcId: vpcId, AclPolicyList: [{ Entry: '0.0.0.0/0' }] }),
  },
  {
    name: 'link removed',
    make: (house, { gateway, vpcId, vSwitchId }) =>
      easOf(house).deleteGatewayIntranetLinkedVpc(gateway.id, { VpcId: vpcId, VSwitchId: vSwitchId }),
  },
  {
    name: 'domain detached',
    make: (house, { gateway, domain }) =>
      easOf(house).detachGatewayDomain(gateway.id, { Domain: domain, Type: 'internet' }),
  },
  {
    name: 'domain without its certificate',
    make: (house, { gateway, domain }) =>
      easOf(house).attachGatewayDomain(gateway.id, { Domain: domain, Type: 'internet' }),
  },
  {
    name: 'service unbound',
    make: (house, { service }) =>
      easOf(house).updateService(service, {
        UpdateType: 'replace',
        body: { metadata: { name: service, instance: 1, cpu: 1, memory: 2000 } },
      }),
  },
  {
    name: 'size changed',
    make: (house, { gateway }) => easOf(house).updateGateway(gateway.id, { Replicas: 3 }),
  },
  {
    name: 'public access switched off',
    make: (house, { gateway }) => easOf(house).updateGateway(gateway.id, { EnableInternet: false }),
  },
  {
    // Nobody can ask the local cloud to fail: the state is set as a switch that failed would leave it.
    name: 'public access failed',
    make: async ({ cloud }, { gateway }) => {
      gateway.updatedAt = cloud.clock.now();
      gateway.internet.show('Failed');
    },
  },
  {
    name: 'redirect switched off',
    make: (house, { gateway }) => easOf(house).updateGateway(gateway.id, { EnableSSLRedirection: false }),
  },
  { name: 'owner label removed', make: async (_house, { gateway }) => gateway.labels.delete('torii') },
  {
    name: 'label changed',
    make: (house, { gateway }) => easOf(house).updateGatewayLabel(gateway.id, { team: 'other' }),
  },
  {
    name: 'gateway gone, and its service',
    make: async ({ cloud }, { gateway, service }) => {
      const bound = cloud.eas.findService(cloud.account.id, REGION, service);
      if (bound) cloud.eas.removeService(bound);
      cloud.eas.removeGateway(gateway);
    },
  },
  {
    name: 'record value changed',
    make: (house, { recordId, name }) =>
      alidnsClient(ownerOf(house)).updateDomainRecord({
        RecordId: recordId,
        RR: name,
        Type: 'CNAME',
        Value: 'elsewhere.example.net',
        TTL: 600,
        Line: 'default',
      }),
  },
  { name: 'record deleted', make: (house, { recordId }) => alidnsClient(ownerOf(house)).deleteDomainRecord(recordId) },
  {
    name: 'record switched off',
    make: (house, { recordId }) => alidnsClient(ownerOf(house)).setDomainRecordStatus(recordId, 'Disable'),
  },
  {
    name: 'certificate deleted',
    make: async ({ cloud }, { certificateId }) => {
      const stored = cloud.cas.find(cloud.account.id, certificateId);
      if (stored) cloud.cas.remove(stored);
    },
  },
];

function easOf(house: House) {
  return easClient(ownerOf(house), REGION);
}

/** Calls the cloud as its owner does. */
function ownerOf({ cloud }: House): Transport {
  return transportTo(cloud);
}
