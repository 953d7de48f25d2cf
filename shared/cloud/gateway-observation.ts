import type { ListedGateway } from '../domain-rules/provisioning/identify.ts';
import type {
  GatewayKind,
  GatewayObservation,
  ObservedDomain,
  ObservedGateway,
  ObservedService,
  ShownEndpoints,
} from '../domain-rules/provisioning/observation.ts';
import { CloudError } from './cloud-errors.ts';
import type { EasReader } from './eas.ts';
import type { AclPolicy, CustomDomain, Gateway, GatewayDetail, Service, ServiceEndpoint } from './eas-wire.ts';

/** The label that says which declaration a gateway belongs to. */
export const OWNER_LABEL = 'torii';

export interface GatewayQuestion {
  name: string;
  /** Remembered from before, so that one exact look is enough. */
  gatewayId: string | undefined;
  /** The kind of the gateway with that id, where it is remembered. */
  kind: GatewayKind | undefined;
  /** Names of the services to look at. */
  services: string[];
  /** Also every service that is bound to the gateway. */
  boundServices: boolean;
  /** Also the peers of its VPCs. */
  peers: boolean;
  /** It should be the default gateway of the region: say which other one is. */
  wantsDefault: boolean;
  /** What a service can be called by is worth a call: it is bound, and something has not shown yet. */
  wantsEndpoints(service: ObservedService, gatewayId: string, domains: ObservedDomain[]): boolean;
  /** Which of the listed gateways is meant. */
  identify(listed: ListedGateway[]): { gatewayId: string | undefined; namesakes: ListedGateway[] };
}

/** Looks at one gateway and everything on it; nothing but the gateway itself while it is not Running. */
export async function observeGateway(eas: EasReader, question: GatewayQuestion): Promise<GatewayObservation> {
  const { detail, namesakes } = await findGateway(eas, question);
  const ofAlb = { loadBalancers: [], acls: [] };
  const lists = { links: [], peers: {}, internetAllowlist: [], vpcAllowlists: {} };
  const nothingOnIt = { ...lists, domains: [], services: {}, ...ofAlb };
  const defaultHolder = await observeDefaultHolder(eas, question, detail);
  if (!detail) return { gateway: undefined, defaultHolder, namesakes, ...nothingOnIt };
  const gateway = readGateway(detail, await observeKind(eas, question, detail));
  if (gateway.status !== 'Running') return { gateway, defaultHolder, namesakes, ...nothingOnIt };
  // Only the managed kind has links and lists of its own.
  const isAlb = gateway.kind === 'alb';
  const [links, peers, acl, domains, services] = await Promise.all([
    isAlb ? NO_LINKS : eas.listGatewayIntranetLinkedVpc(gateway.gatewayId),
    question.peers && !isAlb ? eas.listGatewayIntranetLinkedVpcPeer(gateway.gatewayId) : { PeerVpcList: [] },
    isAlb ? NO_LISTS : eas.listAclPolicy(gateway.gatewayId),
    eas.listGatewayDomains(gateway.gatewayId),
    observeServices(eas, question, gateway.gatewayId),
  ]);
  const attached = domains.CustomDomains.map(readDomain);
  return {
    gateway,
    defaultHolder,
    namesakes,
    links: links.IntranetLinkedVpcList.map(
      ({ VpcId, VSwitchId, Status = 'Creating', AuthoritativeDnsEnabled = false }) => ({
        vpcId: VpcId,
        vSwitchId: VSwitchId,
        status: Status,
        authoritativeDns: AuthoritativeDnsEnabled,
      }),
    ),
    peers: Object.fromEntries(
      peers.PeerVpcList.map(({ VpcId, PeerVpcs = [] }) => [
        VpcId,
        PeerVpcs.map((peer) => ({ vpcId: peer.VpcId, region: peer.Region, status: peer.Status ?? '' })),
      ]),
    ),
    internetAllowlist: acl.InternetAclPolicyList.flatMap(({ AclPolicyList }) => entriesOf(AclPolicyList)),
    vpcAllowlists: Object.fromEntries(
      acl.IntranetVpcAclPolicyList.map(({ VpcId, AclPolicyList }) => [VpcId, entriesOf(AclPolicyList)]),
    ),
    domains: attached,
    ...ofAlb,
    services: await withEndpoints(eas, question, gateway.gatewayId, attached, services),
  };
}

async function findGateway(
  eas: EasReader,
  { name, gatewayId, identify, wantsDefault }: GatewayQuestion,
): Promise<{ detail: GatewayDetail | undefined; namesakes: ListedGateway[] }> {
  const remembered = gatewayId ? await ifThere(eas.describeGateway(gatewayId)) : undefined;
  if (remembered && remembered.Status !== 'Deleted') return { detail: remembered, namesakes: [] };
  // Who wants to be the default one needs the whole list anyway.
  const listed = await eas.allGateways(wantsDefault ? {} : { GatewayName: name });
  const { gatewayId: found, namesakes } = identify(
    listed.filter(({ Status, GatewayId }) => Status !== 'Deleted' && GatewayId !== gatewayId).map(readListed),
  );
  return { detail: found ? await ifThere(eas.describeGateway(found)) : undefined, namesakes };
}

/**
 * A gateway's kind is in no published model of its description, but gateways can be listed by kind. That a list does not
 * name it proves nothing, for lists can be stale: only a gateway that shows a size is taken for a managed one then.
 */
async function observeKind(
  eas: EasReader,
  question: GatewayQuestion,
  { GatewayId, GatewayType, InstanceType }: GatewayDetail,
): Promise<GatewayKind | undefined> {
  if (question.kind && question.gatewayId === GatewayId) return question.kind;
  if (GatewayType === ALB_TYPE) return 'alb';
  const ofAlbKind = await eas.allGateways({ GatewayId, GatewayType: ALB_TYPE });
  if (ofAlbKind.some((gateway) => gateway.GatewayId === GatewayId)) return 'alb';
  return InstanceType ? 'managed' : undefined;
}

const ALB_TYPE = 'Application';
const NO_LINKS = { IntranetLinkedVpcList: [] };
const NO_LISTS = { InternetAclPolicyList: [], IntranetVpcAclPolicyList: [] };

/** One more list while ours should be the default and is not; none once it is. */
async function observeDefaultHolder(
  eas: EasReader,
  { wantsDefault }: GatewayQuestion,
  detail: GatewayDetail | undefined,
): Promise<GatewayObservation['defaultHolder']> {
  const undecided = detail === undefined || (detail.Status === 'Running' && !detail.IsDefault);
  if (!wantsDefault || !undecided) return undefined;
  const holder = (await eas.allGateways()).find(({ IsDefault }) => IsDefault);
  return holder && { gatewayId: holder.GatewayId, name: holder.GatewayName ?? '' };
}

async function observeServices(
  eas: EasReader,
  { services, boundServices }: GatewayQuestion,
  gatewayId: string,
): Promise<Record<string, ObservedService | undefined>> {
  const bound = boundServices ? await eas.allServices({ Gateway: gatewayId }) : [];
  const names = [...new Set([...services, ...bound.map(({ ServiceName }) => ServiceName)])];
  const found = await Promise.all(names.map((name) => observeService(eas, name)));
  return Object.fromEntries(
    names.map((name, index) => {
      const service = found[index];
      return [name, service];
    }),
  );
}

/** One made by its own operation is not in the configuration (G03). */
async function observeService(eas: EasReader, name: string): Promise<ObservedService | undefined> {
  const service = await ifThere(eas.describeService(name));
  if (!service) return undefined;
  const autoscaler = service.AutoscalerEnabled ? await ifThere(eas.describeServiceAutoScaler(name)) : undefined;
  return { ...readService(service), minReplica: autoscaler?.MinReplica };
}

/** Asked only while something is awaited; the token in the answer goes no further than this. */
async function withEndpoints(
  eas: EasReader,
  { wantsEndpoints }: GatewayQuestion,
  gatewayId: string,
  domains: ObservedDomain[],
  services: GatewayObservation['services'],
): Promise<GatewayObservation['services']> {
  const asked = await Promise.all(
    Object.entries(services).map(async ([name, service]) => {
      if (!service || !wantsEndpoints(service, gatewayId, domains)) return [name, service] as const;
      const answer = await ifThere(eas.describeServiceEndpoints(name));
      return [name, { ...service, endpoints: readEndpoints(answer?.Endpoints ?? [], gatewayId) }] as const;
    }),
  );
  return Object.fromEntries(asked);
}

/** What a service can be called by through one gateway. */
export function readEndpoints(endpoints: ServiceEndpoint[], gatewayId: string): ShownEndpoints {
  const own = endpoints.filter(({ BackendId }) => BackendId === gatewayId);
  return {
    gateway: own.length > 0,
    internet: own.flatMap(({ InternetEndpoints }) => hostsOf(InternetEndpoints)),
    intranet: own.flatMap(({ IntranetEndpoints }) => hostsOf(IntranetEndpoints)),
  };
}

function hostsOf(addresses: string[] | null | undefined): string[] {
  return (addresses ?? []).flatMap((address) => (URL.canParse(address) ? [new URL(address).hostname] : []));
}

/** The answer, or undefined where the cloud says there is no such thing. The code of a missing gateway is not known. */
export async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof CloudError && (error.status === 404 || error.code.endsWith('NotFound'))) return undefined;
    throw error;
  }
}

function readGateway(detail: GatewayDetail, kind: GatewayKind | undefined): ObservedGateway {
  return {
    gatewayId: detail.GatewayId,
    kind,
    status: detail.Status,
    instanceType: detail.InstanceType ?? '',
    replicas: detail.Replicas ?? 0,
    chargeType: detail.ChargeType ?? '',
    isDefault: detail.IsDefault ?? false,
    intranetEnabled: detail.IntranetEnabled ?? false,
    internetEnabled: detail.InternetEnabled ?? false,
    internetStatus: detail.InternetStatus ?? '',
    internetDomain: detail.InternetDomain || undefined,
    intranetDomain: detail.IntranetDomain || undefined,
    balancers: (detail.LoadBalancerList ?? []).map(({ VpcId, VSwitchIds, Status, Address }) => ({
      vpcId: VpcId ?? '',
      vSwitchIds: Array.isArray(VSwitchIds) ? VSwitchIds : [],
      status: Status ?? '',
      address: Address ?? '',
    })),
    redirectsToHttps: detail.SSLRedirectionEnabled ?? false,
    owner: ownerOf(detail),
    labels: Object.fromEntries(
      (detail.Labels ?? [])
        .filter(({ LabelKey }) => LabelKey !== OWNER_LABEL)
        .map(({ LabelKey, LabelValue }) => [LabelKey, LabelValue]),
    ),
  };
}

function readListed(gateway: Gateway): ListedGateway {
  return {
    gatewayId: gateway.GatewayId,
    name: gateway.GatewayName ?? '',
    createdAt: Date.parse(gateway.CreateTime ?? '') || 0,
    owner: ownerOf(gateway),
  };
}

function ownerOf({ Labels = [] }: Gateway): string | undefined {
  return Labels.find(({ LabelKey }) => LabelKey === OWNER_LABEL)?.LabelValue;
}

function readDomain({ Domain, Type, CertificateId, CertificateStatus }: CustomDomain): ObservedDomain {
  return {
    name: Domain.toLowerCase(),
    access: Type === 'intranet' ? 'intranet' : 'internet',
    certificateId: CertificateId ? String(CertificateId) : undefined,
    status: CertificateStatus ?? '',
  };
}

function readService({ ServiceName, Status, Gateway, ServiceConfig, LatestVersion }: Service): ObservedService {
  return {
    name: ServiceName,
    status: Status,
    gatewayId: Gateway || undefined,
    config: ServiceConfig ?? '',
    latestVersion: LatestVersion,
  };
}

function entriesOf(list: AclPolicy[] = []): string[] {
  return list.map(({ Entry }) => Entry);
}
