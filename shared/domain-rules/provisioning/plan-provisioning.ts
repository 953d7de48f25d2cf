import { rememberServices } from '../binding/remember-services.ts';
import type { ConditionType, Finding } from '../condition.ts';
import type { Declaration } from '../declaration.ts';
import { recordPlace } from '../dns-rules.ts';
import { rememberAttached } from '../moving/served.ts';
import { mergePlans, type Plan } from '../plan.ts';
import { servingCertificate } from '../verification/held-back.ts';
import { NO_VANTAGE_POINT } from '../verification/vantage.ts';
import { planAlbAccess } from './alb-access.ts';
import { kindOutOfSight } from './alb-gateway.ts';
import { networkInUse } from './alb-network.ts';
import { stillDetached } from './certificate-refusal.ts';
import { withCharge } from './charges.ts';
import { planDefault } from './default.ts';
import { DELETED, planDeletion } from './deletion.ts';
import { planDomains } from './domains.ts';
import { rememberSeen } from './domains-seen.ts';
import { planGatewayItself } from './gateway.ts';
import type { ProvisioningInput, ProvisioningMemory } from './input.ts';
import { planInternet } from './internet.ts';
import { planListenerCertificates } from './listener-certificates.ts';
import { rememberListenerCertificates } from './listener-certificates-memory.ts';
import { planRedirect } from './redirect.ts';
import { rememberNetworks } from './remember-networks.ts';
import { planServices } from './services.ts';
import type { ProvisioningStep } from './step.ts';
import { planVpcs } from './vpcs.ts';

export interface ProvisioningDecision {
  plan: Plan<ProvisioningStep>;
  findings: Finding[];
  memory: ProvisioningMemory;
  /** When time alone changes the plan, in ms since the epoch; absent: it does not. */
  lookAgainAt?: number | undefined;
}

/**
 * The plan of gateway-provisioner: declaration + observation + memory → steps, waits, what is blocked, what is kept.
 *
 * ```
 * create ─▶ running ─┬─▶ label, resize, default
 *                    ├─▶ open internet ─▶ running ─▶ allow ─▶ disallow
 *                    │                      └─▶ attach domains (certificate settled)
 *                    ├─▶ link VPC (zone settled) ─▶ running ─▶ allow ─▶ disallow the default
 *                    └─▶ bind services
 * ```
 * Of the ALB kind, opening and closing the two accesses take the place of the switch and the links; and certificates go
 * on its listeners after their domains are attached, where these decide what is served.
 */
export function planProvisioning(input: ProvisioningInput): ProvisioningDecision {
  const memory = remember(input);
  if (input.deletion) {
    const { plan, finding } = planDeletion(input, input.deletion);
    return { plan, findings: [finding], memory: { ...memory, gone: finding.reason === DELETED } };
  }
  const gateway = planGatewayItself(input);
  const { spec } = input.declaration;
  const hidden = partsOutOfSight(input);
  if (hidden) {
    const unseen = expectedConditions(input.declaration).filter((type) => PARTS.includes(type));
    const findings = unseen.map((type): Finding => ({ type, status: 'Unknown', reason: 'NotSeen', message: hidden }));
    return { plan: gateway.plan, findings: [gateway.finding, ...findings, ENDPOINT_UNSEEN], memory };
  }
  const access = spec.type === 'alb' ? planAlbAccess(input, spec) : planLinks(input);
  const domains = planDomains(input);
  const listeners = spec.type === 'alb' ? planListenerCertificates({ ...input, memory }, access.plan) : undefined;
  const services = planServices({ ...input, memory });
  const plans = [gateway.plan, access.plan, domains.plan, ...(listeners ? [listeners.plan] : []), services.plan];
  const plan = mergePlans(...plans, planRedirect(input), planDefault(input));
  // A domain is as declared once whoever decides what is served has its certificate.
  const attached = listeners?.open && domains.finding.status === 'True' ? listeners.open : domains.finding;
  return {
    plan: { ...plan, steps: plan.steps.map(withCharge) },
    findings: [
      gateway.finding,
      { type: 'NetworkReady', ...firstOpen(access.network) },
      { type: 'AllowlistApplied', ...firstOpen(access.allowlist) },
      ...(spec.domains.length > 0 || domains.finding.status !== 'True'
        ? [{ ...attached, type: 'DomainsAttached' as const }]
        : []),
      ...(spec.services.length > 0 ? [services.finding] : []),
      ENDPOINT_UNSEEN,
    ],
    memory: { ...memory, openSince: access.openSince },
    lookAgainAt: listeners?.lookAgainAt,
  };
}

interface Networks {
  plan: Plan<ProvisioningStep>;
  network: Omit<Finding, 'type'>[];
  allowlist: Omit<Finding, 'type'>[];
  openSince?: Record<string, number>;
}

function planLinks(input: ProvisioningInput): Networks {
  const internet = planInternet(input);
  const vpcs = planVpcs(input);
  return {
    plan: mergePlans(internet.plan, vpcs.plan),
    network: [internet.network, ...vpcs.network],
    allowlist: [internet.allowlist, ...vpcs.allowlist],
  };
}

/** The conditions that a declaration makes meaningful; `Ready` sums these up. */
export function expectedConditions({ spec }: Declaration): ConditionType[] {
  const recorded = spec.domains.some((domain) => recordPlace(domain) !== undefined);
  const certified = spec.domains.some(({ certificate }) => certificate !== 'none');
  return [
    'GatewayRunning',
    'NetworkReady',
    'AllowlistApplied',
    ...(spec.domains.length > 0 ? (['DomainsAttached'] as const) : []),
    ...(recorded ? (['RecordsPublished'] as const) : []),
    ...(certified ? (['CertificatesValid'] as const) : []),
    ...(spec.services.length > 0 ? (['ServicesBound'] as const) : []),
    ...(spec.vpcs.length > 0 || (spec.type === 'alb' && spec.network) ? (['ZonesSupported'] as const) : []),
    'EndpointVerified',
  ];
}

function remember(input: ProvisioningInput): ProvisioningMemory {
  const { observation, memory, declaration, openIntents } = input;
  const { gateway, links, domains } = observation;
  const seen = {
    ...memory,
    gatewayId: gateway?.gatewayId ?? memory.gatewayId,
    kind: gateway?.kind ?? memory.kind,
    network: networkInUse(input) ?? memory.network,
    loadBalancers: observation.loadBalancers.map(({ loadBalancerId, dnsName, addressType, status, vpcId }) => ({
      loadBalancerId,
      dnsName,
      addressType,
      status,
      vpcId,
    })),
    internetDomain: gateway ? gateway.internetDomain : memory.internetDomain,
    intranetDomain: gateway ? gateway.intranetDomain : memory.intranetDomain,
  };
  if (partsOutOfSight(input)) return seen;
  const declaredVpcs = declaration.spec.vpcs.map(({ vpcId }) => vpcId);
  const declaredDomains = declaration.spec.domains.map(({ name, access }) => `${name}/${access}`);
  const present = domains.map(({ name, access }) => `${name}/${access}`);
  // What is declared and there is ours, and what we may have made; what was ours stays ours until it is gone.
  const oursLink = (id: string) =>
    declaredVpcs.includes(id) || memory.links.includes(id) || openIntents.includes(`link-vpc/${id}`);
  const oursDomain = (key: string) =>
    declaredDomains.includes(key) || memory.domains.includes(key) || openIntents.includes(`attach-domain/${key}`);
  return {
    ...seen,
    // A VPC may have two rows for the time of a move.
    links: [...new Set(links.map(({ vpcId }) => vpcId))].filter(oursLink),
    ...rememberNetworks(input, oursLink),
    domains: present.filter(oursDomain),
    services: rememberServices(input),
    attachedSince: rememberAttached(domains, memory.attachedSince, input.now),
    ...rememberListenerCertificates(memory, {
      loadBalancers: observation.loadBalancers,
      openIntents,
      wanted: declaration.spec.domains.flatMap(
        ({ name, access }) => servingCertificate(input, name, access)?.certificateId ?? [],
      ),
      now: input.now,
    }),
    domainsSeen: rememberSeen(domains, memory.domainsSeen, input.now),
    ...(memory.occupied && { occupied: stillOccupied(memory.occupied, input) }),
    ...(memory.detachedFrom && { detachedFrom: stillDetached(memory.detachedFrom, present, declaredDomains) }),
  };
}

/** A refusal counts while another gateway holds the domain: once it let go, attaching is tried again. */
function stillOccupied(occupied: Record<string, number>, { neighbours }: ProvisioningInput): Record<string, number> {
  return Object.fromEntries(
    Object.entries(occupied).filter(([key]) => neighbours.some(({ holds }) => holds.includes(key))),
  );
}

/**
 * Why nothing is known of what is on the gateway: EAS is asked about that only while the gateway is Running. Absent, or
 * while it is made, it has nothing on it. What is on a gateway of another kind than declared is not ours to plan for.
 */
function partsOutOfSight({ observation, declaration }: ProvisioningInput): string | undefined {
  const { gateway } = observation;
  if (!gateway) return undefined;
  const otherKind = kindOutOfSight(gateway, declaration.spec.type);
  if (otherKind) return otherKind;
  if (gateway.status === 'Running' || gateway.status === 'Creating') return undefined;
  return `not seen while ${gateway.gatewayId} is ${gateway.status}`;
}

const PARTS: ConditionType[] = ['NetworkReady', 'AllowlistApplied', 'DomainsAttached', 'ServicesBound'];

function firstOpen(truths: Omit<Finding, 'type'>[]): Omit<Finding, 'type'> {
  const open = truths.find(({ status }) => status !== 'True');
  return open ?? { status: 'True', reason: 'AsDeclared', message: truths.map(({ message }) => message).join('; ') };
}

/** The plan proves nothing; the one who looks from outside says more. */
const ENDPOINT_UNSEEN: Finding = { type: 'EndpointVerified', ...NO_VANTAGE_POINT };
