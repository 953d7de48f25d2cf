import type {
  Access,
  ObservedAcl,
  ObservedListener,
  ObservedListenerCertificate,
  ObservedLoadBalancer,
} from '../domain-rules/provisioning/load-balancer.ts';
import type { AlbReader } from './alb.ts';
import type { Acl, ListenerCertificate, ListenerDetail, LoadBalancerDetail, Tag } from './alb-wire.ts';
import { CloudError } from './cloud-errors.ts';

/** The tags of our lists: whose a list is, and which access it guards. */
export const OWNER_TAG = 'torii';
export const ACCESS_TAG = 'torii-access';

export interface LoadBalancersSeen {
  /** In the order asked for; without those that are not there (any more, or yet). */
  loadBalancers: ObservedLoadBalancer[];
  /** Those with the owner's mark, and whatever else is on the listeners. */
  acls: ObservedAcl[];
}

/**
 * Looks at load balancers, their listeners, and the access control lists on these. A list of ours is known by its tag,
 * wherever it is: its name is only for people.
 *
 * Calls: one for each load balancer, listener and list, and at most three for the lists of them; and one more for each
 * listener whose certificates are asked for.
 *
 * @param owner the mark on what is ours, from `ownerMark`
 * @param asksCertificates whether a look is to be taken at the certificates of a listener, by its id; of one for HTTP never
 */
export async function observeLoadBalancers(
  alb: AlbReader,
  loadBalancerIds: readonly string[],
  owner: string,
  asksCertificates: (listenerId: string) => boolean = () => false,
): Promise<LoadBalancersSeen> {
  const [details, listeners, own] = await Promise.all([
    Promise.all(loadBalancerIds.map((id) => ifThere(alb.getLoadBalancerAttribute(id)))),
    observeListeners(alb, loadBalancerIds, asksCertificates),
    alb.allAcls({ Tag: [{ Key: OWNER_TAG, Value: owner }] }),
  ]);
  const ownIds = own.map(({ AclId }) => AclId);
  const used = listeners.flatMap(({ AclConfig }) => (AclConfig?.AclRelations ?? []).map(({ AclId }) => AclId));
  const otherIds = [...new Set(used)].filter((id) => !ownIds.includes(id));
  const others = await inBatches(otherIds, (AclIds) => alb.allAcls({ AclIds }));
  const acls = await Promise.all([...own, ...others].map((acl) => observeAcl(alb, acl)));
  return {
    loadBalancers: details.flatMap((detail) => (detail ? readLoadBalancer(detail, listeners) : [])),
    acls: acls.filter((acl) => acl !== undefined),
  };
}

interface ListenerSeen extends ListenerDetail {
  certificates?: ListenerCertificate[] | undefined;
}

async function observeListeners(
  alb: AlbReader,
  loadBalancerIds: readonly string[],
  asksCertificates: (listenerId: string) => boolean,
): Promise<ListenerSeen[]> {
  const listed = await inBatches(loadBalancerIds, (LoadBalancerIds) => alb.allListeners({ LoadBalancerIds }));
  const details = await Promise.all(
    listed.map(async ({ ListenerId, ListenerProtocol }): Promise<ListenerSeen | undefined> => {
      const asks = ListenerProtocol !== 'HTTP' && asksCertificates(ListenerId);
      const [detail, certificates] = await Promise.all([
        ifThere(alb.getListenerAttribute(ListenerId)),
        asks ? ifThere(alb.listListenerCertificates(ListenerId)) : undefined,
      ]);
      return detail && { ...detail, certificates };
    }),
  );
  return details.filter((detail) => detail !== undefined);
}

async function observeAcl(alb: AlbReader, { AclId, AclName, AclStatus, Tags }: Acl): Promise<ObservedAcl | undefined> {
  const entries = await ifThere(alb.allAclEntries(AclId));
  if (!entries) return undefined;
  return {
    aclId: AclId,
    name: AclName ?? '',
    status: AclStatus,
    owner: tagOf(Tags, OWNER_TAG),
    access: accessOf(tagOf(Tags, ACCESS_TAG)),
    entries: entries.map(({ Entry, Status }) => ({ entry: Entry, status: Status ?? 'Available' })),
  };
}

function readLoadBalancer(detail: LoadBalancerDetail, listeners: ListenerSeen[]): ObservedLoadBalancer {
  return {
    loadBalancerId: detail.LoadBalancerId,
    dnsName: detail.DNSName ?? '',
    addressType: detail.AddressType === 'Intranet' ? 'Intranet' : 'Internet',
    status: detail.LoadBalancerStatus,
    vpcId: detail.VpcId ?? '',
    zones: (detail.ZoneMappings ?? []).map(({ ZoneId, VSwitchId }) => ({ zoneId: ZoneId, vSwitchId: VSwitchId })),
    deletionProtected: detail.DeletionProtectionConfig?.Enabled ?? false,
    serviceManaged: (detail.Tags ?? []).some(({ Key }) => PLATFORM_TAG.test(Key)),
    listeners: listeners.filter(({ LoadBalancerId }) => LoadBalancerId === detail.LoadBalancerId).map(readListener),
  };
}

function readListener(detail: ListenerSeen): ObservedListener {
  const relations = detail.AclConfig?.AclRelations ?? [];
  return {
    listenerId: detail.ListenerId,
    protocol: detail.ListenerProtocol,
    port: Number(detail.ListenerPort),
    status: detail.ListenerStatus,
    aclType: relations.length > 0 ? detail.AclConfig?.AclType : undefined,
    acls: relations.map(({ AclId, Status }) => ({ aclId: AclId, status: Status })),
    certificates: detail.certificates?.map(readCertificate),
  };
}

/** ALB writes the id of Certificate Management Service with a suffix that tells the site, `12345678-cn-hangzhou`. */
function readCertificate({ CertificateId, IsDefault, Status }: ListenerCertificate): ObservedListenerCertificate {
  return {
    certificateId: /^(\d+)-[a-z0-9-]+$/.exec(CertificateId)?.[1] ?? CertificateId,
    identifier: CertificateId,
    isDefault: IsDefault ?? false,
    status: Status ?? 'Associated',
  };
}

/** The lists of ALB take 20 ids a call. No ids would mean: everything. */
async function inBatches<Item>(ids: readonly string[], list: (batch: string[]) => Promise<Item[]>): Promise<Item[]> {
  const batches: string[][] = [];
  for (let first = 0; first < ids.length; first += IDS_PER_CALL) batches.push(ids.slice(first, first + IDS_PER_CALL));
  return (await Promise.all(batches.map(list))).flat();
}

/** The answer, or undefined where the cloud says that there is no such thing. */
async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudError && error.code.startsWith('ResourceNotFound.')) return undefined;
    throw error;
  }
}

function tagOf(tags: Tag[] = [], key: string): string | undefined {
  return tags.find(({ Key }) => Key === key)?.Value;
}

function accessOf(text: string | undefined): Access | undefined {
  return text === 'internet' || text === 'intranet' ? text : undefined;
}

const IDS_PER_CALL = 20;

/** Keys that only the platform itself may give; that services mark their instances so is inferred. */
const PLATFORM_TAG = /^(acs:|aliyun)/;
