import { covers, EVERYONE } from '../allowlist.ts';
import type { Finding } from '../condition.ts';
import { emptyPlan, mergePlans, type Plan } from '../plan.ts';
import { type EntriesPart, planAclEntries } from './acl-entries.ts';
import type { AclStep } from './acl-step.ts';
import type { ListenerAclDecision, ListenerAclQuestion, Reported } from './listener-acl-question.ts';
import { admitsJust, openListeners } from './listener-admission.ts';
import { planGuards } from './listener-guards.ts';
import { deleteStep, planOpening } from './listener-opening.ts';
import type { ObservedAcl } from './load-balancer.ts';

/**
 * Keeps the access control lists of one access as declared (G12, G16): one whitelist of ours, on every listener.
 *
 * ```
 * create-acl ─▶ fill-acl … ─┬─▶ trim-acl …
 *                           └─▶ guard-listener ─▶ guard-listener …   (of one instance one after the other)
 * open:  unguard-listener … ─▶ delete-acl
 * ```
 * Entries come before the guard, because a whitelist without entries lets everybody in. From the moment the load
 * balancer answers until its guard is in effect, everybody is let in: the steps say so, and the finding says how long.
 *
 * Guarding asks for no approval: it only narrows, as taking `0.0.0.0/0` off a list does, and to wait for a yes would
 * leave the listener open meanwhile.
 */
export function planListenerAcl(question: ListenerAclQuestion): ListenerAclDecision {
  const { allow, loadBalancers, acls, openSince, now } = question;
  const own = ownAcls(question);
  if (allow === 'open' || covers(allow, EVERYONE)) {
    const { plan, pending } = planOpening(question, own);
    const finding = findingOf([...plan.blocked, ...pending], 'everybody is let in, as declared');
    return { plan, allowlist: finding, openSince: {}, closed: [] };
  }
  const wanted = allow.length > 0 ? allow : NOBODY;
  const [acl, ...surplus] = own;
  const entries = !acl && isDoneByHand(question, wanted) ? NO_LIST_NEEDED : planAclEntries(question, acl, wanted);
  const guards = planGuards({ question, acl, wanted, entries });
  const nowOpen = openListeners(loadBalancers, acls);
  const closed = closedWindows(question, nowOpen);
  const asDeclared = [
    'the listeners let in whom the declaration names, and nobody else',
    ...closed.map(({ listenerId, openForMs }) => {
      return `${listenerId} was open to everybody for ${Math.round(openForMs / 1000)} s`;
    }),
  ].join('; ');
  return {
    plan: mergePlans(entries.plan, guards.plan, planSurplus(question, surplus)),
    allowlist: findingOf(
      [...guards.plan.blocked, ...entries.plan.blocked, ...guards.pending, ...entries.pending],
      asDeclared,
    ),
    openSince: Object.fromEntries(nowOpen.map((id) => [id, openSince[id] ?? now])),
    closed,
  };
}

/** Our lists of this access. Of several, as a lost answer may leave behind, the one that is on most listeners first. */
function ownAcls({ acls, owner, access, loadBalancers }: ListenerAclQuestion): ObservedAcl[] {
  const used = loadBalancers.flatMap(({ listeners }) => listeners.flatMap((listener) => listener.acls));
  const uses = (acl: ObservedAcl) => used.filter(({ aclId }) => aclId === acl.aclId).length;
  return acls
    .filter((acl) => acl.owner === owner && acl.access === access && acl.status !== 'Deleting')
    .sort((one, other) => uses(other) - uses(one) || (one.aclId < other.aclId ? -1 : 1));
}

/** Where we may not edit the listeners and somebody put up lists that say the same, ours would only be one more. */
function isDoneByHand({ edits, loadBalancers, acls }: ListenerAclQuestion, wanted: string[]): boolean {
  const listeners = loadBalancers.flatMap((loadBalancer) => loadBalancer.listeners);
  const done = listeners.every((listener) => admitsJust(wanted, listener, acls));
  return edits === 'refused' && listeners.length > 0 && done;
}

const NO_LIST_NEEDED: EntriesPart = { plan: emptyPlan(), pending: [], current: [], filled: [], guards: false };

/** Lists of ours that were made twice go, once no listener here has them. */
function planSurplus({ loadBalancers }: ListenerAclQuestion, surplus: ObservedAcl[]): Plan<AclStep> {
  const used = loadBalancers.flatMap(({ listeners }) => listeners.flatMap(({ acls }) => acls));
  const unused = surplus.filter(({ aclId }) => !used.some((relation) => relation.aclId === aclId));
  return { ...emptyPlan(), steps: unused.map((acl) => deleteStep(acl, [])) };
}

function findingOf([first, ...rest]: Reported[], asDeclared: string): Omit<Finding, 'type'> {
  if (!first) return { status: 'True', reason: 'AsDeclared', message: asDeclared };
  return { status: 'False', reason: first.reason, message: [first, ...rest].map(({ message }) => message).join('; ') };
}

function closedWindows(
  { loadBalancers, openSince, now }: ListenerAclQuestion,
  nowOpen: string[],
): ListenerAclDecision['closed'] {
  const there = loadBalancers.flatMap(({ listeners }) => listeners.map(({ listenerId }) => listenerId));
  return Object.entries(openSince)
    .filter(([id]) => there.includes(id) && !nowOpen.includes(id))
    .map(([listenerId, since]) => ({ listenerId, openForMs: now - since }));
}

/** The limited broadcast address: no packet comes from it (RFC 6890, table 16). An empty list would let everybody in. */
export const NOBODY = ['255.255.255.255/32'];
