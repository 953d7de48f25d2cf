import type { WrittenSource } from '../../../shared/domain-rules/issuing/written-source.ts';
import type { GatewayObservation } from '../../../shared/domain-rules/provisioning/observation.ts';

/** What is known of a gateway besides what EAS and ALB show of it. */
export interface DraftInput {
  name: string;
  region: string;
  observation: GatewayObservation;
  /** By domain name: where its certificate comes from, where that shows. */
  sources: Readonly<Record<string, WrittenSource>>;
  /** Domains whose CNAME in Alibaba Cloud DNS bears the mark of this gateway. */
  recorded: readonly string[];
  /** Private names whose record in PrivateZone bears it. */
  recordedPrivately: readonly string[];
}

/** A declaration as an owner would write it, and what it cannot know. */
export interface Draft {
  declaration: Record<string, unknown>;
  notes: string[];
}

const EVERYONE = '0.0.0.0/0';

/** What a declaration would say of a gateway that is just as it is. Undefined where the gateway shows too little of itself. */
export function draftDeclaration({ name, region, observation, ...known }: DraftInput): Draft | undefined {
  const { gateway, services } = observation;
  if (!gateway?.kind) return undefined;
  const notes: string[] = [];
  const spec = {
    region,
    type: gateway.kind,
    ...(gateway.kind === 'managed' ? managedPart(observation) : albPart(observation, notes)),
    domains: observation.domains.map((domain) => draftDomain(domain, known, notes)),
    services: Object.entries(services).flatMap(([service, found]) => (found ? [{ name: service }] : [])),
    ...(gateway.redirectsToHttps && { redirectToHttps: true }),
    ...(gateway.isDefault && { default: true }),
  };
  return { declaration: { apiVersion: 'torii/v1', kind: 'Gateway', metadata: { name }, spec }, notes };
}

function managedPart({ gateway, internetAllowlist, links, vpcAllowlists, peers }: GatewayObservation) {
  const vpcIds = [...new Set(links.map(({ vpcId }) => vpcId))];
  return {
    specification: gateway?.instanceType,
    nodes: gateway?.replicas,
    ...(gateway?.chargeType === 'PrePaid' && { charge: 'PrePaid' }),
    ...(gateway?.internetEnabled && { internet: lets(internetAllowlist) }),
    vpcs: vpcIds.map((vpcId) => {
      const own = links.filter((link) => link.vpcId === vpcId);
      const allow = (vpcAllowlists[vpcId] ?? []).filter((entry) => entry !== EVERYONE);
      const its = (peers[vpcId] ?? []).map((peer) => ({ vpcId: peer.vpcId, region: peer.region }));
      return {
        vpcId,
        vSwitches: [...new Set(own.flatMap(({ vSwitchId }) => vSwitchId || []))],
        ...(allow.length > 0 && { allow }),
        ...(own.some(({ authoritativeDns }) => authoritativeDns) && { authoritativeDns: true }),
        ...(its.length > 0 && { peers: its }),
      };
    }),
  };
}

function albPart({ gateway, loadBalancers, acls }: GatewayObservation, notes: string[]) {
  const guarded = (addressType: 'Internet' | 'Intranet') => {
    const listeners = loadBalancers.filter((one) => one.addressType === addressType).flatMap((one) => one.listeners);
    if (listeners.length === 0)
      notes.push(`no listener of its ${addressType.toLowerCase()} access shows: nobody is let in`);
    const ids = new Set(
      listeners.flatMap((one) => (one.aclType === 'White' ? one.acls.map(({ aclId }) => aclId) : [])),
    );
    const isOpen = listeners.some(({ aclType }) => aclType !== 'White');
    const entries = acls.filter(({ aclId }) => ids.has(aclId)).flatMap((acl) => acl.entries.map(({ entry }) => entry));
    return { isOpen, entries: [...new Set(entries)] };
  };
  const internet = gateway?.internetEnabled ? guarded('Internet') : undefined;
  const intranet = gateway?.intranetEnabled ? guarded('Intranet') : undefined;
  const places = loadBalancers.flatMap(({ zones }) => zones.map(({ vSwitchId }) => vSwitchId));
  const listed = (gateway?.balancers ?? []).flatMap(({ vSwitchIds }) => vSwitchIds);
  const vpcId = loadBalancers[0]?.vpcId || gateway?.balancers[0]?.vpcId;
  const vSwitches = [...new Set(places.length > 0 ? places : listed)].filter(Boolean);
  return {
    ...(vpcId && (internet || intranet) && { network: { vpcId, vSwitches } }),
    ...(internet && { internet: internet.isOpen ? { open: true } : lets(internet.entries) }),
    ...(intranet && { intranet: intranet.isOpen ? {} : { allow: intranet.entries } }),
  };
}

function lets(entries: readonly string[]) {
  return entries.includes(EVERYONE) ? { open: true } : { allow: entries };
}

function draftDomain(
  { name, access, certificateId }: GatewayObservation['domains'][number],
  { sources, recorded, recordedPrivately }: Pick<DraftInput, 'sources' | 'recorded' | 'recordedPrivately'>,
  notes: string[],
) {
  const source = certificateId === undefined ? 'none' : (sources[name] ?? 'cas');
  if (source === 'cas') {
    notes.push(
      `nothing shows where the certificate of ${name} comes from: "cas" takes the newest there that fits, and orders none`,
    );
  }
  if (typeof source !== 'string') {
    notes.push(
      `the certificate of ${name} is Torii's own: it is taken up, and not got again, once the mode is enforce`,
    );
  }
  const privately = recordedPrivately.includes(name);
  if (access === 'internet' && !recorded.includes(name) && !privately) {
    notes.push(`no CNAME of ${name} bears Torii’s mark: its record is taken for kept elsewhere ("dns: external")`);
  }
  const dns = privately ? 'privatezone' : recorded.includes(name) ? 'alidns' : 'external';
  return { name, ...(access === 'intranet' && { access }), dns, certificate: source };
}
