import { parse } from 'yaml';
import { domainKey, Gateway } from '../../local/cloud/eas/gateway.ts';
import { type CertificateStatus, Lifecycle, type LinkStatus } from '../../local/cloud/eas/lifecycle.ts';
import { Service } from '../../local/cloud/eas/services/service.ts';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import type { House } from '../../local/house/start-house.ts';
import { type Declaration, readDeclaration } from '../../shared/domain-rules/declaration.ts';

/** A gateway of the fleet, by what it was furnished with. */
export interface Member {
  name: string;
  gateway: Gateway;
  domain: string;
  service: string;
  vpcId: string;
  vSwitchId: string;
  certificateId: string;
  recordId: string;
}

export const REGION = 'cn-beijing';
export const ZONE = 'example.com';
/** Records of others in the zone, for each of the fleet's. */
const OTHERS_PER_NAME = 3;
const VPCS = 10;

/**
 * Furnishes a local cloud with gateways that are as they are declared, and writes down their declarations. Made in the
 * cloud's state and not by its API, which is the same to whoever looks, and quicker.
 */
export async function furnishFleet({ cloud, runtime }: House, size: number): Promise<Member[]> {
  const account = cloud.account.id;
  addVpcs(cloud);
  const zone = cloud.alidns.addZone({ account, name: ZONE });
  for (let other = 0; other < size * OTHERS_PER_NAME; other += 1) {
    const content = { rr: `other-${other}`, type: 'A', value: '198.51.100.1', ttl: 600, line: 'default' } as const;
    cloud.alidns.addRecord(zone, content);
  }
  const fleet: Member[] = [];
  for (let index = 0; index < size; index += 1) {
    const name = `gateway-${index}`;
    const declaration = declarationOf(name, index, index === 0);
    const member = await furnish(cloud, declaration, index);
    fleet.push(member);
    const body = {
      generation: 1,
      declaration,
      approvals: [],
      deletion: undefined,
      mode: 'enforce',
      adopts: undefined,
      declaredAt: cloud.clock.now(),
    };
    await runtime.store.put({ account, region: REGION, kind: 'declaration', name }, { body, dueAt: null }, 0);
  }
  return fleet;
}

function declarationOf(name: string, index: number, isDefault: boolean): Declaration {
  const { vpcId, vSwitchId } = vpcAt(index);
  const reading = readDeclaration(
    parse(`apiVersion: torii/v1
kind: Gateway
metadata: { name: ${name}, labels: { team: chat } }
spec:
  region: ${REGION}
  type: managed
  specification: 2c4g
  nodes: 2
  internet: { allow: [203.0.113.0/24, 198.51.100.0/25] }
  vpcs: [{ vpcId: ${vpcId}, vSwitches: [${vSwitchId}], allow: [10.8.0.0/16] }]
  domains: [{ name: ${name}.${ZONE}, access: internet, certificate: cas, dns: alidns }]
  services: [{ name: service_${index} }]
  redirectToHttps: true
  ${isDefault ? 'default: true' : ''}
`),
  );
  if (!reading.ok) throw new Error(`the declaration of the fleet is refused: ${reading.problems[0]?.message}`);
  return reading.declaration;
}

async function furnish(cloud: LocalCloud, { metadata: { name } }: Declaration, index: number): Promise<Member> {
  const account = cloud.account.id;
  const now = cloud.clock.now();
  const { vpcId, vSwitchId } = vpcAt(index);
  const domain = `${name}.${ZONE}`;
  const service = `service_${index}`;
  const gateway = new Gateway({
    id: `gw-${String(index).padStart(18, '0')}`,
    account,
    region: REGION,
    type: 'classic',
    name,
    instanceType: '2c4g',
    replicas: 2,
    chargeType: 'PostPaid',
    autoRenewal: false,
    resourceName: '',
    intranetEnabled: true,
    createdAt: now,
  });
  gateway.lifecycle.show('Running');
  gateway.internet.show('Running');
  gateway.redirectsToHttps = true;
  gateway.isDefault = index === 0;
  gateway.labels.set('torii', `torii:${account}/${REGION}/${name}`);
  gateway.labels.set('team', 'chat');
  for (const entry of ['203.0.113.0/24', '198.51.100.0/25']) gateway.internetAcl.set(entry, '');
  const link = new Lifecycle<LinkStatus>();
  link.show('Running');
  gateway.links.push({
    vpcId,
    vSwitchId,
    accountId: account,
    ip: '10.8.0.10',
    securityGroupId: 'sg-1',
    authoritativeDns: false,
    lifecycle: link,
  });
  gateway.vpcAcls.set(vpcId, new Map([['10.8.0.0/16', '']]));
  const { id: certificateId, attached } = await certify(cloud, domain, `fleet_${index}`);
  const attachment = new Lifecycle<CertificateStatus>();
  attachment.show('Succeeded');
  gateway.customDomains.set(domainKey('internet', domain), {
    domain,
    type: 'internet',
    createdAt: now,
    updatedAt: now,
    certificate: attached,
    lifecycle: attachment,
    loaded: { certificate: attached.material, certificateId },
  });
  cloud.eas.addGateway(gateway);
  addService(cloud, service, gateway.id);
  const content = { rr: name, type: 'CNAME', value: gateway.names.internet, ttl: 600, line: 'default' } as const;
  const zone = cloud.alidns.addZone({ account, name: ZONE });
  const { recordId } = cloud.alidns.addRecord(zone, content, `torii:${account}/${REGION}/${name}`);
  return { name, gateway, domain, service, vpcId, vSwitchId, certificateId, recordId };
}

async function certify({ ca, cas, clock, account }: LocalCloud, domain: string, name: string) {
  const now = clock.now();
  const [notBefore, notAfter] = [now - 10 * DAY_MS, now + 80 * DAY_MS];
  const issued = await ca.issue({ names: [domain], notBefore: new Date(notBefore), notAfter: new Date(notAfter) });
  const stored = cas.add({ account: account.id, name, ...issued });
  const id = String(stored.id);
  return { id, attached: { id, name, notBefore, notAfter, material: issued } };
}

function addService({ eas, account, clock }: LocalCloud, name: string, gatewayId: string): void {
  const service = new Service({
    id: `eas-m-${name}`,
    account: account.id,
    region: REGION,
    name,
    config: { metadata: { name, instance: 1, cpu: 1, memory: 2000 }, networking: { gateway: gatewayId } },
    token: 'token-of-the-bench',
    workspaceId: '',
    labels: new Map(),
    createdAt: clock.now(),
  });
  service.lifecycle.show('Running');
  service.addInstance(clock.now()).status = 'Running';
  eas.addService(service);
}

function addVpcs({ vpc, account }: LocalCloud): void {
  for (let index = 0; index < VPCS; index += 1) {
    const { vpcId, vSwitchId } = vpcAt(index);
    vpc.addVpc({ account: account.id, region: REGION, vpcId, cidrBlock: `10.${8 + index}.0.0/16`, name: vpcId });
    vpc.addVSwitch({ vpcId, vSwitchId, zoneId: `${REGION}-i`, cidrBlock: `10.${8 + index}.0.0/24`, name: vSwitchId });
  }
}

function vpcAt(index: number): { vpcId: string; vSwitchId: string } {
  return { vpcId: `vpc-2zefleet${index % VPCS}`, vSwitchId: `vsw-2zefleet${index % VPCS}` };
}

const DAY_MS = 86_400_000;
