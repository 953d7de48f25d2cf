import type { ListedGateway } from '../domain-rules/provisioning/identify.ts';
import type {
  GatewayKind,
  GatewayObservation,
  ObservedDomain,
  ObservedGateway,
  ObservedService,
} from '../domain-rules/provisioning/observation.ts';
import { CloudError } from './cloud-errors.ts';
import type { EasReader } from './eas.ts';
import type { AclPolicy, CustomDomain, Gateway, GatewayDetail, Service } from './eas-wire.ts';

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
  /** It should be the default gateway of the region: say which other one is. */
  wantsDefault: boolean;
  /** Which of the listed gateways is meant. */
  identify(listed: ListedGateway[]): { gatewayId: string | undefined; namesakes: ListedGateway[] };
}

/** Looks at one gateway and everything on it; nothing but the gateway itself while it is not Running. */
export async function observeGateway(eas: EasReader, question: GatewayQuestion): Promise<GatewayObservation> {
  const { detail, namesakes } = await findGateway(eas, question);
  const ofAlb = { loadBalancers: [], acls: [] };
  const nothingOnIt = { links: [], internetAllowlist: [], vpcAllowlists: {}, domains: [], services: {}, ...ofAlb };
  const defaultHolder = await observeDefaultHolder(eas, question, detail);
  if (!detail) return { gateway: undefined, defaultHolder, namesakes, ...nothingOnIt };
  const gateway = readGateway(detail, await observeKind(eas, question, detail));
  if (gateway.status !== 'Running') return { gateway, defaultHolder, namesakes, ...nothingOnIt };
  // Only the managed kind has links and lists of its own.
  const isAlb = gateway.kind === 'alb';
  const [links, acl, domains, services] = await Promise.all([
    isAlb ? NO_LINKS : eas.listGatewayIntranetLinkedVpc(gateway.gatewayId),
    isAlb ? NO_LISTS : eas.listAclPolicy(gateway.gatewayId),
    eas.listGatewayDomains(gateway.gatewayId),
    observeServices(eas, question, gateway.gatewayId),
  ]);
  return {
    gateway,
    defaultHolder,
    namesakes,
    links: links.IntranetLinkedVpcList.map(({ VpcId, VSwitchId, Status = 'Creating' }) => ({
      vpcId: VpcId,
      vSwitchId: VSwitchId,
      status: Status,
    })),
    internetAllowlist: acl.InternetAclPolicyList.flatMap(({ AclPolicyList }) => entriesOf(AclPolicyList)),
    vpcAllowlists: Object.fromEntries(
      acl.IntranetVpcAclPolicyList.map(({ VpcId, AclPolicyList }) => [VpcId, entriesOf(AclPolicyList)]),
    ),
    domains: domains.CustomDomains.map(readDomain),
    ...ofAlb,
    services,
  };
}

async function findGateway(
  eas: EasReader,
  { name, gatewayId, identify }: GatewayQuestion,
): Promise<{ detail: GatewayDetail | undefined; namesakes: ListedGateway[] }> {
  const remembered = gatewayId ? await ifThere(eas.describeGateway(gatewayId)) : undefined;
  if (remembered && remembered.Status !== 'Deleted') return { detail: remembered, namesakes: [] };
  const listed = await eas.allGateways({ GatewayName: name });
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
  const found = await Promise.all(names.map((name) => ifThere(eas.describeService(name))));
  return Object.fromEntries(
    names.map((name, index) => {
      const service = found[index];
      return [name, service ? readService(service) : undefined];
    }),
  );
}

/** The answer, or undefined where the cloud says there is no such thing. The code of a missing gateway is not known. */
async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
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

function readService({ ServiceName, Status, Gateway, ServiceConfig }: Service): ObservedService {
  return { name: ServiceName, status: Status, gatewayId: Gateway || undefined, config: ServiceConfig ?? '' };
}

function entriesOf(list: AclPolicy[] = []): string[] {
  return list.map(({ Entry }) => Entry);
}
