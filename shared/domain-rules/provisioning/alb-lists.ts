import { EVERYONE, isSubset, PRIVATE_ADDRESSES } from '../allowlist.ts';
import type { Finding } from '../condition.ts';
import type { AlbSpec } from '../declaration.ts';
import { emptyPlan, mergePlans, type Plan } from '../plan.ts';
import type { AclStep } from './acl-step.ts';
import { accessState } from './alb-network.ts';
import { ACCESSES, SIDES } from './alb-sides.ts';
import type { ProvisioningInput } from './input.ts';
import { planListenerAcl } from './listener-acl.ts';
import type { ListenerAclDecision } from './listener-acl-question.ts';
import type { Access, ObservedLoadBalancer } from './load-balancer.ts';
import { BALANCERS_GONE, ON_A_RUNNING_GATEWAY } from './step.ts';

export interface ListsPart {
  plan: Plan<AclStep>;
  allowlist: Omit<Finding, 'type'>[];
  openSince: Record<string, number>;
}

/**
 * Who may come in through each access of the ALB kind: a whitelist of ours on the listeners of the load balancers that
 * carry it (G12, G16). Where one load balancer carries both accesses, each has its list on the same listeners, which
 * together let in whom either names; everyone in the VPC is then spelled out as the private ranges.
 */
export function planAlbLists(input: ProvisioningInput, spec: AlbSpec): ListsPart {
  const shared = isShared(input);
  const decisions = ACCESSES.map((access) => planList(input, spec, access, shared));
  const guarding = decisions.flatMap(({ plan }) => plan.steps.filter(({ kind }) => kind !== 'unguard-listener'));
  return {
    plan: afterGuards(mergePlans(...decisions.map(({ plan }) => plan)), guarding),
    allowlist: decisions.map(({ allowlist }) => allowlist),
    openSince: Object.assign({}, ...decisions.map(({ openSince }) => openSince)),
  };
}

function planList(input: ProvisioningInput, spec: AlbSpec, access: Access, shared: boolean): ListenerAclDecision {
  const { observation, memory, owner, now = 0 } = input;
  const { open, name } = SIDES[access];
  const question = {
    access,
    acls: observation.acls,
    edits: memory.editsRefused ? ('refused' as const) : ('possible' as const),
    owner,
    now,
    openSince: memory.openSince ?? {},
    forced: input.forced,
  };
  if (!spec[access]) {
    // Our list goes after the load balancer; what another access keeps is freed of it then.
    const isOff = accessState(observation, access) === 'off';
    const after = [SIDES[access].close, BALANCERS_GONE];
    const loadBalancers = isOff ? observation.loadBalancers : [];
    const { plan } = planListenerAcl({ ...question, loadBalancers, allow: 'open', after });
    const allowlist = { status: 'True' as const, reason: 'AsDeclared', message: `no ${access} list is declared` };
    // What the other access's list guards by then lets in nobody more.
    const guarded = declaredList(spec, access === 'internet' ? 'intranet' : 'internet', shared) !== 'open';
    return { plan: guarded ? exposingNobody(plan) : plan, allowlist, openSince: {}, closed: [] };
  }
  const allow = declaredList(spec, access, shared);
  if (shared && access === 'intranet' && allow !== 'open' && isOpen(spec.internet?.allow)) {
    return sharedWithEveryone(spec, isSubset(PRIVATE_ADDRESSES, allow));
  }
  const loadBalancers = carriersOf(input, access, shared);
  const after = [...ON_A_RUNNING_GATEWAY, open];
  const decision = planListenerAcl({ ...question, loadBalancers, allow, after });
  const message = `${name}: ${decision.allowlist.message}`;
  const allowlist = { ...decision.allowlist, message };
  return {
    ...decision,
    allowlist,
    plan: shared && access === 'intranet' ? besideThePublic(decision.plan) : decision.plan,
  };
}

function declaredList({ internet, intranet }: AlbSpec, access: Access, shared: boolean): string[] | 'open' {
  const allow = access === 'internet' ? internet?.allow : intranet?.allow;
  if (allow) return isOpen(allow) ? 'open' : allow;
  return shared && !isOpen(internet?.allow) ? PRIVATE_ADDRESSES : 'open';
}

function isOpen(allow: string[] | undefined): boolean {
  return allow?.includes(EVERYONE) === true;
}

/** Whether a public load balancer carries private access as well (inferred: which of the two is so, nobody says). */
function isShared({ observation }: ProvisioningInput): boolean {
  return accessState(observation, 'intranet') === 'open' && ofType(observation.loadBalancers, 'intranet').length === 0;
}

/** The load balancers that carry an access: those of its own type, or else the public one. */
function carriersOf({ observation }: ProvisioningInput, access: Access, shared: boolean): ObservedLoadBalancer[] {
  return ofType(observation.loadBalancers, shared ? 'internet' : access);
}

function ofType(loadBalancers: ObservedLoadBalancer[], access: Access): ObservedLoadBalancer[] {
  const addressType = access === 'internet' ? 'Internet' : 'Intranet';
  return loadBalancers.filter((one) => one.addressType === addressType && one.status !== 'Deleting');
}

/**
 * On listeners that have the public list, or get it first: one change at a time. That callers in the VPC may come in was
 * said yes to when private access was opened, so their list exposes nothing more.
 */
function besideThePublic(plan: Plan<AclStep>): Plan<AclStep> {
  const renamed = (id: string) => (id.startsWith(GUARD) ? `${id}/intranet` : id);
  const steps = plan.steps.map((step) => ({
    ...step,
    id: renamed(step.id),
    after: [...step.after.map(renamed), ...(step.kind === 'guard-listener' ? [step.id] : [])],
  }));
  return exposingNobody({ ...plan, steps });
}

function exposingNobody(plan: Plan<AclStep>): Plan<AclStep> {
  const steps = plan.steps.map((step) => ({ ...step, effects: step.effects.filter((effect) => effect !== 'exposes') }));
  return { ...plan, steps };
}

const GUARD = 'guard-listener/';

/** On one listener nobody can be kept out while everybody is let in. */
function sharedWithEveryone(spec: AlbSpec, harmless: boolean): ListenerAclDecision {
  if (harmless) {
    const message = 'everyone in the VPC is let in, as everybody is';
    return {
      plan: emptyPlan(),
      allowlist: { status: 'True', reason: 'AsDeclared', message },
      openSince: {},
      closed: [],
    };
  }
  const reason = 'SharedLoadBalancer';
  const message = `private access runs over the public load balancer, which lets everybody in: ${spec.intranet?.allow?.join(', ') || 'nobody'} alone cannot be let in`;
  const wayOut = 'leave out spec.intranet.allow, or write a list under spec.internet.allow';
  return {
    plan: { ...emptyPlan(), blocked: [{ what: 'allow/intranet', reason, message, wayOut, rule: 'G16' }] },
    allowlist: { status: 'False', reason, message },
    openSince: {},
    closed: [],
  };
}

/** A list that guards an access that is gone leaves only once the other access has its own. */
function afterGuards(plan: Plan<AclStep>, guarding: AclStep[]): Plan<AclStep> {
  const before = guarding.filter(({ kind }) => kind !== 'delete-acl').map(({ id }) => id);
  const steps = plan.steps.map((step) =>
    step.kind === 'unguard-listener' ? { ...step, after: [...step.after, ...before] } : step,
  );
  return { ...plan, steps };
}
