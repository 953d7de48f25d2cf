import type { ProvisioningInput, ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { NO_PROVISIONING_MEMORY } from '../../shared/domain-rules/provisioning/input.ts';
import type { ObservedAcl, ObservedLoadBalancer } from '../../shared/domain-rules/provisioning/load-balancer.ts';
import type { ObservedDomain } from '../../shared/domain-rules/provisioning/observation.ts';
import { albGateway, balancer, OPEN_TO_ALL, PUBLIC_OPEN, planAlb } from './alb-worlds.ts';
import { listener } from './load-balancers.ts';
import { servedBy } from './worlds.ts';

export const NOW = Date.UTC(2026, 5, 1);
export const MINUTE = 60_000;
export const NAME = 'chat.example.com';
export const KEY = `${NAME}/internet`;

/** Certificates on a listener: `default` is there beside them, as ALB writes them. */
export function certificatesOn(...ids: (string | [id: string, status: string])[]) {
  const additional = ids.map((one) => (typeof one === 'string' ? ([one, 'Associated'] as const) : one));
  return [
    { certificateId: '1', identifier: '1-ap-southeast-1', isDefault: true, status: 'Associated' },
    ...additional.map(([certificateId, status]) => ({
      certificateId,
      identifier: `${certificateId}-ap-southeast-1`,
      isDefault: false,
      status,
    })),
  ];
}

/** The public load balancer, whose HTTPS listener has these certificates. */
export function serving(
  certificates: ReturnType<typeof certificatesOn> | undefined,
  is: Partial<ObservedLoadBalancer> = {},
): ObservedLoadBalancer {
  return balancer('internet', { listeners: [listener(443, { listenerId: 'lsn', certificates })], ...is });
}

export function attached(certificateId: string, is: Partial<ObservedDomain> = {}): ObservedDomain {
  return { name: NAME, access: 'internet', certificateId, status: 'Succeeded', ...is };
}

/** What is remembered when EAS has said Succeeded for certificate 8 for eleven minutes, and 7 was put there by us. */
export function remembering(is: Partial<ProvisioningMemory> = {}): ProvisioningMemory {
  return {
    ...NO_PROVISIONING_MEMORY,
    domains: [KEY],
    domainsSeen: { [KEY]: { certificateId: '8', since: NOW - 11 * MINUTE } },
    ...is,
  };
}

/** What a proof of certificates left in memory: `name/access` → id. */
export function proving(proved: Record<string, string>, reason = 'Verified'): Pick<ProvisioningMemory, 'verification'> {
  const ids = Object.entries(proved).map(([key, certificateId]) => [key, { certificateId, notAfter: undefined }]);
  return {
    verification: {
      key: 'k',
      since: NOW - MINUTE,
      at: NOW - MINUTE,
      truth: { status: reason === 'Verified' ? 'True' : 'False', reason, message: '' },
      proved: Object.fromEntries(ids),
      heldBack: {},
    },
  };
}

/** chat.example.com is to be served with certificate 8, and EAS says that it is; nothing is known of the listener yet. */
export function planChat(
  loadBalancers: ObservedLoadBalancer[],
  given: Partial<ProvisioningInput> & {
    spec?: Record<string, unknown>;
    domains?: ObservedDomain[];
    acls?: ObservedAcl[];
  } = {},
) {
  const { spec = {}, domains = [attached('8')], acls = [], ...rest } = given;
  return planAlb(
    { internet: OPEN_TO_ALL, domains: [{ name: NAME }], ...spec },
    { gateway: albGateway(PUBLIC_OPEN), loadBalancers, domains, acls },
    { certificates: { [NAME]: servedBy('8') }, now: NOW, memory: remembering(), ...rest },
  );
}
