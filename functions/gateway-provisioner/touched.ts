import type { AlbPart } from '../../shared/cloud/kept-alb.ts';
import type { EasPart } from '../../shared/cloud/kept-eas.ts';
import type { Wait } from '../../shared/domain-rules/plan.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { OF_GATEWAY } from './arrivals.ts';

/** What a step of each kind can have changed; of a kind that is not listed, everything. */
const TOUCHED_BY: Partial<Record<ProvisioningStep['kind'], readonly EasPart[]>> = {
  'label-gateway': ['gateway', 'gateways'],
  'resize-gateway': ['gateway', 'gateways'],
  'switch-internet': ['gateway', 'gateways', 'allowlists'],
  'set-default': ['gateway', 'gateways'],
  'set-redirect': ['gateway', 'gateways'],
  allow: ['allowlists'],
  disallow: ['allowlists'],
  // A new link's list begins with the vendor's default entry (G29).
  'link-vpc': ['links', 'allowlists'],
  'unlink-vpc': ['links', 'allowlists'],
  'attach-domain': ['domains'],
  'detach-domain': ['domains'],
  // Of ALB alone.
  'create-acl': [],
  'fill-acl': [],
  'trim-acl': [],
  'delete-acl': [],
  'guard-listener': [],
  'unguard-listener': [],
  'associate-certificate': [],
  'dissociate-certificate': [],
};

export function touchedBy(step: ProvisioningStep): readonly EasPart[] | 'all' {
  if (step.kind === 'bind-service' || step.kind === 'unbind-service') return [`service/${step.service}`];
  return TOUCHED_BY[step.kind] ?? 'all';
}

/**
 * Steps that do no harm where somebody else changed something since it was read: their calls say what should be so. The
 * others add something that could be there already, or put back a configuration as it was read.
 */
export function maySpareWholeLook({ kind }: ProvisioningStep): boolean {
  return SPARING.includes(kind);
}

const SPARING: readonly ProvisioningStep['kind'][] = [
  'label-gateway',
  'switch-internet',
  'set-default',
  'set-redirect',
  'allow',
  'disallow',
  'attach-domain',
];

/** What has to be asked to know whether a wait is over; undefined where that is not known. */
export function partOfWait({ id }: Wait): EasPart | undefined {
  if (OF_GATEWAY.includes(id)) return 'gateway';
  if (id.startsWith('link-running/')) return 'links';
  if (id.startsWith('domain-attached/')) return 'domains';
  if (id.startsWith('service/')) return `service/${id.slice('service/'.length)}`;
  return undefined;
}

/** What the end of a wait can have changed beside what was asked. */
export function changedByArrival({ id }: Wait): readonly EasPart[] {
  if (id === 'internet-running' || id.startsWith('link-running/')) return ['allowlists'];
  return [];
}

/** What a step of either kind of gateway can have changed of the load balancers, their listeners and lists. */
export function touchedOfAlb(step: ProvisioningStep): readonly AlbPart[] | 'all' {
  switch (step.kind) {
    case 'label-gateway':
    case 'set-default':
    case 'bind-service':
    case 'unbind-service':
    case 'restore-service':
      return [];
    case 'create-acl':
    case 'fill-acl':
    case 'trim-acl':
    case 'delete-acl':
      return ['lists'];
    case 'guard-listener':
    case 'unguard-listener':
      return ['balancers', `listener/${step.listenerId ?? ''}`, 'lists'];
    case 'associate-certificate':
    case 'dissociate-certificate':
      return ['balancers', `listener/${step.listenerId}`];
    default:
      return 'all';
  }
}

/** The same of the end of a wait. */
export function ofAlbByArrival({ id }: Wait): readonly AlbPart[] | 'all' {
  const listener = /^(?:acl-on|acl-off|listener-ready)\/(.+)$/.exec(id)?.[1];
  if (listener !== undefined) return ['balancers', `listener/${listener}`, 'lists'];
  if (id.startsWith('certificates-settled/')) {
    return ['balancers', `listener/${id.slice('certificates-settled/'.length)}`];
  }
  if (id.startsWith('acl-ready/')) return ['lists'];
  if (/^(service|endpoint-shown)\//.test(id) || id === 'endpoint-verified') return [];
  return 'all';
}
