import { isSubset } from '../allowlist.ts';
import { type Blocked, emptyPlan, mergePlans } from '../plan.ts';
import type { EntriesPart } from './acl-entries.ts';
import type { AclStep } from './acl-step.ts';
import type { AclPart, ListenerAclQuestion } from './listener-acl-question.ts';
import { admitsEverybody, admitsJust, admittedBy } from './listener-admission.ts';
import {
  guardByHand,
  keptLists,
  loadBalancerFailed,
  noRoom,
  otherLists,
  otherType,
  widening,
} from './listener-problems.ts';
import { inOrder, nameOf, waitFor, waitsOf } from './listener-waits.ts';
import type { ObservedListener, ObservedLoadBalancer } from './load-balancer.ts';

/** What guards the listeners: our list, as it is to be. */
export interface Guard {
  question: ListenerAclQuestion;
  acl: { aclId: string; name: string } | undefined;
  wanted: string[];
  entries: EntriesPart;
}

/**
 * Puts our list on every listener that has not got it (G16). Of one instance one listener after the other: it takes one
 * change at a time.
 */
export function planGuards(guard: Guard): AclPart {
  const there = guard.question.loadBalancers.filter(({ status }) => status !== 'Deleting');
  if (there.length === 0) return planAhead(guard);
  const parts = there.map((loadBalancer) => guardInstance(guard, loadBalancer));
  return { plan: mergePlans(...parts.map(({ plan }) => plan)), pending: parts.flatMap(({ pending }) => pending) };
}

/** Before there is a load balancer: what will be done, and what it means until then. */
function planAhead({ question: { access, edits, after }, acl, entries }: Guard): AclPart {
  const plan = emptyPlan<AclStep>();
  const seen = `listeners-seen/${access}`;
  const message = `no listener of ${access} is there yet`;
  // Not polled: whoever makes the load balancer waits for it.
  plan.waits.push({ id: seen, on: 'peer', reason: 'NoListener', message, typicalSeconds: 90 });
  if (entries.guards && edits === 'possible') {
    plan.steps.push({
      kind: 'guard-listener',
      id: `guard-listener/${access}`,
      target: `the listeners of ${access}`,
      summary: `put the list on the listeners of ${access}; from the moment they answer until then EVERYBODY there is let in`,
      after: [...after, ...entries.filled, seen],
      effects: [],
      repeatable: true,
      loadBalancerId: undefined,
      listenerId: undefined,
      aclId: acl?.aclId,
    });
  }
  return { plan, pending: [{ reason: 'NoListener', message }] };
}

function guardInstance(guard: Guard, loadBalancer: ObservedLoadBalancer): AclPart {
  const { question, acl, wanted, entries } = guard;
  const plan = emptyPlan<AclStep>();
  const pending: AclPart['pending'] = [];
  if (loadBalancer.status === 'CreateFailed') {
    plan.blocked.push(loadBalancerFailed(loadBalancer));
    return { plan, pending };
  }
  const waits = waitsOf(loadBalancer);
  for (const listener of inOrder(loadBalancer)) {
    const others = otherLists(question, acl, listener);
    plan.kept.push(...keptLists(others, loadBalancer, listener));
    const verdict = judge(guard, loadBalancer, listener);
    if (verdict.kind === 'guarded') {
      plan.blocked.push(...widening(others, wanted, loadBalancer, listener));
      // Whoever emptied the list opened the listener.
      if (admitsEverybody(listener, question.acls)) pending.push(bareness(guard, loadBalancer, listener));
    }
    if (verdict.kind === 'blocked') plan.blocked.push(verdict.blocked);
    if (verdict.kind === 'changing') {
      const message = `the list of ${nameOf(loadBalancer, listener)} is ${verdict.status}`;
      waits.push(waitFor(`acl-on/${listener.listenerId}`, message, 6));
      pending.push({ reason: 'AclChanging', message });
    }
    if (verdict.kind === 'bare') {
      pending.push(bareness(guard, loadBalancer, listener));
      if (!entries.guards) continue;
      const before = [...entries.filled, ...waits.map(({ id }) => id), ...plan.steps.map(({ id }) => id)];
      plan.steps.push(guardStep(guard, loadBalancer, listener, [...question.after, ...before]));
    }
  }
  if (loadBalancer.listeners.length === 0) {
    pending.push({ reason: 'NoListener', message: `${loadBalancer.loadBalancerId} has no listener yet` });
  }
  // Without something to be done here, what else changes on the instance is nothing to wait for.
  if (pending.length > 0) plan.waits.push(...waits);
  return { plan, pending };
}

type Verdict =
  | { kind: 'guarded' }
  /** Somebody put up a list that says the same. */
  | { kind: 'equal' }
  | { kind: 'changing'; status: string }
  | { kind: 'blocked'; blocked: Blocked }
  | { kind: 'bare' };

/** How one listener stands; the first that applies. */
function judge(guard: Guard, loadBalancer: ObservedLoadBalancer, listener: ObservedListener): Verdict {
  const { question, acl, wanted } = guard;
  if (listener.aclType === 'Black') return { kind: 'blocked', blocked: otherType(loadBalancer, listener) };
  const relation = listener.acls.find(({ aclId }) => aclId === acl?.aclId);
  if (relation?.status === 'Associated') return { kind: 'guarded' };
  if (relation) return { kind: 'changing', status: relation.status };
  if (question.edits === 'refused') {
    if (admitsJust(wanted, listener, question.acls)) return { kind: 'equal' };
    const isOpen = admitsEverybody(listener, question.acls);
    return { kind: 'blocked', blocked: guardByHand(question, acl, loadBalancer, listener, isOpen) };
  }
  if (listener.acls.length >= LISTS_PER_LISTENER) return { kind: 'blocked', blocked: noRoom(loadBalancer, listener) };
  return { kind: 'bare' };
}

function guardStep(
  { question, acl, wanted, entries }: Guard,
  loadBalancer: ObservedLoadBalancer,
  listener: ObservedListener,
  after: string[],
): AclStep {
  const name = nameOf(loadBalancer, listener);
  const admitted = admittedBy(listener, question.acls);
  const window = admitsEverybody(listener, question.acls) ? '; until it is in effect EVERYBODY there is let in' : '';
  return {
    kind: 'guard-listener',
    id: `guard-listener/${listener.listenerId}`,
    target: name,
    summary: `put the list on ${name}${window}`,
    after,
    // Beside somebody else's list, ours lets more people in.
    effects: isSubset([...wanted, ...entries.current], admitted) ? [] : ['exposes'],
    repeatable: true,
    loadBalancerId: loadBalancer.loadBalancerId,
    listenerId: listener.listenerId,
    aclId: acl?.aclId,
  };
}

function bareness({ question }: Guard, loadBalancer: ObservedLoadBalancer, listener: ObservedListener) {
  const name = nameOf(loadBalancer, listener);
  return admitsEverybody(listener, question.acls)
    ? { reason: 'ListenerOpen', message: `${name} lets everybody in until its list is in effect` }
    : { reason: 'ListenerNotGuarded', message: `${name} has not got Torii’s list yet` };
}

/** A quota that cannot be raised. */
const LISTS_PER_LISTENER = 3;
