import { randomUUID } from 'node:crypto';
import { getDomain } from 'tldts';
import { endpointResolver } from '../../shared/cloud/endpoints.ts';
import { createTransport, type Transport } from '../../shared/cloud/transport.ts';
import type { Declaration, DeclaredVpc, VSwitchFilter } from '../../shared/domain-rules/declaration.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';

/** What an owner already has when they declare a gateway. */
export interface World {
  /** Calls the local cloud as its owner does. */
  owner: Transport;
  /** Ids of the certificates that serve the declared domains, by domain. */
  certificates: Record<string, string>;
  /** Makes a certificate with the local CA and uploads it. @returns its id */
  uploadCertificate(order: { name: string; domains: string[]; notBefore: number; notAfter: number }): Promise<string>;
  /** Creates a vSwitch through the API, as an owner in the VPC console does. @returns its id */
  createVSwitch(vSwitch: { vpcId: string; zoneId: string; cidrBlock: string }): Promise<string>;
  /** The token that callers of a service need. */
  tokenOf(service: string): Promise<string>;
}

export interface WorldOptions {
  /** Of the 90 days of each certificate. */
  certificateDaysLeft?: number;
}

/**
 * Fills a fresh local cloud with what a declaration takes for granted: its VPCs and vSwitches, the DNS zones and a
 * certificate of 90 days (33 of them left) for each domain, and running services; other people's things beside them.
 *
 * A vSwitch whose id ends in `zone` and a letter is in that zone; others are in supported zones in turn. A VPC whose
 * vSwitches are chosen automatically has one in each of the zones g, k and i, and the filter lets them through. Services
 * are in the VPC of a gateway of the ALB kind.
 */
export async function buildWorld(
  cloud: LocalCloud,
  { spec }: Declaration,
  { certificateDaysLeft = 33 }: WorldOptions = {},
): Promise<World> {
  const owner = createTransport({
    fetch: globalThis.fetch,
    credentials: () => cloud.account,
    machineNow: Date.now,
    newNonce: randomUUID,
    sleep: () => Promise.resolve(),
    random: Math.random,
    endpoint: endpointResolver(cloud.endpoint),
  });
  const world = worldOf(cloud, owner, spec.region);
  addNetworks(cloud, spec);
  await addZones(cloud, owner, spec);
  await addCertificates(cloud, world, spec, certificateDaysLeft * DAY_MS);
  await Promise.all(spec.services.map(({ name }) => createService(owner, spec, name)));
  const running = await cloud.clock.runUntil(() => areRunning(owner, spec), cloud.clock.now() + HOUR_MS);
  if (!running) throw new Error('the sample services did not come to Running within an hour of virtual time');
  return world;
}

function worldOf(cloud: LocalCloud, owner: Transport, region: string): World {
  return {
    owner,
    certificates: {},
    async uploadCertificate({ name, domains, notBefore, notAfter }) {
      const issued = await cloud.ca.issue({
        names: domains,
        notBefore: new Date(notBefore),
        notAfter: new Date(notAfter),
      });
      const { CertId } = await owner.call<{ CertId: number | string }>({
        ...CAS,
        action: 'UploadUserCertificate',
        // In the body: a URL ends up in logs.
        form: { Name: name, Cert: issued.certificate, Key: issued.privateKey },
        idempotent: false,
      });
      return String(CertId);
    },
    async createVSwitch({ vpcId, zoneId, cidrBlock }) {
      const { VSwitchId } = await owner.call<{ VSwitchId: string }>({
        ...VPC,
        region,
        action: 'CreateVSwitch',
        query: { RegionId: region, VpcId: vpcId, ZoneId: zoneId, CidrBlock: cidrBlock },
        idempotent: false,
      });
      return VSwitchId;
    },
    async tokenOf(service) {
      const { AccessToken } = await owner.call<{ AccessToken: string }>({
        ...EAS,
        region,
        action: 'DescribeServiceEndpoints',
        method: 'GET',
        path: `/api/v2/services/${region}/${service}/endpoints`,
        idempotent: true,
      });
      return AccessToken;
    },
  };
}

function addNetworks(cloud: LocalCloud, spec: Declaration['spec']): void {
  const { region } = spec;
  const inTurn = [`${region}-i`, `${region}-k`, `${region}-l`];
  const networks: DeclaredVpc[] = spec.type === 'alb' ? (spec.network ? [spec.network] : []) : spec.vpcs;
  networks.forEach(({ vpcId, vSwitches, account, roleArn, peers = [] }, index) => {
    const owner = account === undefined ? cloud.account.id : cloud.addAccount(account).id;
    // Another account that is friends with the owner's: its VPCs may be linked, and read with the role.
    if (owner !== cloud.account.id) cloud.eas.allowCrossAccount(owner, cloud.account.id);
    if (roleArn !== undefined) cloud.sts.allowRole({ arn: roleArn, trusts: [cloud.account.id] });
    for (const [place, peer] of peers.entries()) {
      if (cloud.vpc.vpcById(peer.vpcId)) continue;
      const cidrBlock = `10.${108 + index * 10 + place}.0.0/16`;
      cloud.vpc.addVpc({ account: cloud.account.id, region: peer.region, vpcId: peer.vpcId, cidrBlock });
    }
    cloud.vpc.addVpc({ account: owner, region, vpcId, cidrBlock: `10.${8 + index}.0.0/16`, name: vpcId });
    const { ids, name, tags } = Array.isArray(vSwitches)
      ? { ids: vSwitches, name: '', tags: {} }
      : { ids: ['g', 'k', 'i'].map((letter) => `${vpcId.replace('vpc-', 'vsw-')}zone${letter}`), ...wanted(vSwitches) };
    ids.forEach((vSwitchId, place) => {
      const [, letter] = /zone([a-z])$/.exec(vSwitchId) ?? [];
      const zoneId = letter ? `${region}-${letter}` : (inTurn[place % inTurn.length] ?? `${region}-i`);
      cloud.vpc.addVSwitch({
        vpcId,
        vSwitchId,
        zoneId,
        cidrBlock: `10.${8 + index}.${place}.0/24`,
        name: name || vSwitchId,
        tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
    });
  });
}

/** A name and tags that a filter lets through. */
function wanted({ auto }: { auto: VSwitchFilter }): { name: string; tags: Record<string, string> } {
  return { name: auto.names?.[0]?.replaceAll(/[*?]/g, 'a') ?? '', tags: auto.tags ?? {} };
}

async function addZones(cloud: LocalCloud, owner: Transport, { domains }: Declaration['spec']): Promise<void> {
  const zones = new Set(domains.filter(({ dns }) => dns === 'alidns').map(({ name }) => getDomain(name) ?? name));
  for (const zone of zones) {
    // Another gateway's names are in it already.
    if (cloud.alidns.zone(zone)) continue;
    await owner.call({ ...ALIDNS, action: 'AddDomain', query: { DomainName: zone }, idempotent: false });
    // Somebody else's, to be left alone.
    const foreign = { DomainName: zone, RR: 'www', Type: 'A', Value: '198.51.100.80' };
    await owner.call({ ...ALIDNS, action: 'AddDomainRecord', query: foreign, idempotent: false });
  }
}

async function addCertificates(
  cloud: LocalCloud,
  world: World,
  { domains }: Declaration['spec'],
  leftMs: number,
): Promise<void> {
  const now = cloud.clock.now();
  for (const { name } of domains.filter(({ certificate }) => certificate === 'cas')) {
    const label = certificateName(name);
    world.certificates[name] = await world.uploadCertificate({
      name: `${label}_current`,
      domains: [name],
      notBefore: now + leftMs - 90 * DAY_MS,
      notAfter: now + leftMs,
    });
    // Lasts longer, but is for another name.
    await world.uploadCertificate({
      name: `other_${label}`,
      domains: [`other-${name}`],
      notBefore: now - 10 * DAY_MS,
      notAfter: now + 355 * DAY_MS,
    });
  }
}

async function createService(owner: Transport, spec: Declaration['spec'], name: string): Promise<void> {
  const { region } = spec;
  const vpcId = spec.type === 'alb' ? spec.network?.vpcId : undefined;
  const config = {
    metadata: { name, instance: 1, cpu: 1, memory: 2000 },
    containers: [{ image: 'registry.example.com/sample/true:1', port: 8000 }],
    networking: { path: `/${name}` },
    ...(vpcId && {
      cloud: { networking: { vpc_id: vpcId, vswitch_id: 'vsw-services', security_group_id: 'sg-services' } },
    }),
  };
  await owner.call({
    ...EAS,
    region,
    action: 'CreateService',
    method: 'POST',
    path: '/api/v2/services',
    body: JSON.stringify(config),
    idempotent: false,
  });
}

async function areRunning(owner: Transport, { region, services }: Declaration['spec']): Promise<boolean> {
  const states = await Promise.all(
    services.map(({ name }) =>
      owner.call<{ Status: string }>({
        ...EAS,
        region,
        action: 'DescribeService',
        method: 'GET',
        path: `/api/v2/services/${region}/${name}`,
        idempotent: true,
      }),
    ),
  );
  return states.every(({ Status }) => Status === 'Running');
}

/** Names in Certificate Management Service have letters, digits and underscores only. */
export function certificateName(domain: string): string {
  return domain.replaceAll(/[^A-Za-z0-9]/g, '_');
}

const CAS = { product: 'cas', version: '2020-04-07', style: 'RPC', method: 'POST', path: '/' } as const;
const ALIDNS = { product: 'alidns', version: '2015-01-09', style: 'RPC', method: 'POST', path: '/' } as const;
const VPC = { product: 'vpc', version: '2016-04-28', style: 'RPC', method: 'POST', path: '/' } as const;
const EAS = { product: 'eas', version: '2021-07-01', style: 'ROA' } as const;
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
