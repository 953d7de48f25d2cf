import { covers, EVERYONE } from '../allowlist.ts';
import { emptyPlan } from '../plan.ts';
import type { AclStep } from './acl-step.ts';
import type { AclPart, ListenerAclQuestion } from './listener-acl-question.ts';
import { keptLists, narrowing, otherLists, unguardByHand } from './listener-problems.ts';
import { inOrder, nameOf, waitFor, waitsOf } from './listener-waits.ts';
import type { ObservedAcl, ObservedListener, ObservedLoadBalancer } from './load-balancer.ts';

/** Takes our lists off the listeners, so that everybody is let in, and then away. */
export function planOpening(question: ListenerAclQuestion, own: ObservedAcl[]): AclPart {
  const plan = emptyPlan<AclStep>();
  const pending: AclPart['pending'] = [];
  for (const loadBalancer of question.loadBalancers.filter(({ status }) => status !== 'Deleting')) {
    const part = openInstance(question, own, loadBalancer);
    plan.steps.push(...part.plan.steps);
    plan.waits.push(...part.plan.waits);
    plan.blocked.push(...part.plan.blocked);
    plan.kept.push(...part.plan.kept);
    pending.push(...part.pending);
  }
  const stays = plan.blocked.length > 0;
  const before = [...plan.steps, ...plan.waits].map(({ id }) => id);
  if (!stays) plan.steps.push(...own.map((acl) => deleteStep(acl, [...question.after, ...before])));
  return { plan, pending };
}

function openInstance(question: ListenerAclQuestion, own: ObservedAcl[], loadBalancer: ObservedLoadBalancer): AclPart {
  const plan = emptyPlan<AclStep>();
  const pending: AclPart['pending'] = [];
  const waits = waitsOf(loadBalancer);
  for (const listener of inOrder(loadBalancer)) {
    const name = nameOf(loadBalancer, listener);
    const others = otherLists(question, undefined, listener).filter(
      ({ aclId }) => !own.some((acl) => acl.aclId === aclId),
    );
    plan.kept.push(...keptLists(others, loadBalancer, listener));
    const narrow = others.filter(({ entries = [] }) => entries.length > 0 && narrows(listener, entries));
    if (narrow.length > 0) {
      plan.blocked.push(narrowing(narrow, loadBalancer, listener));
      continue;
    }
    for (const { aclId, status } of listener.acls.filter((one) => own.some((acl) => acl.aclId === one.aclId))) {
      const message = `${aclId} is ${status === 'Associated' ? 'still' : status} on ${name}`;
      if (status !== 'Associated') {
        waits.push(waitFor(`acl-off/${listener.listenerId}`, message, 6));
        pending.push({ reason: 'AclChanging', message });
      } else if (question.edits === 'refused') {
        plan.blocked.push(unguardByHand(aclId, loadBalancer, listener));
      } else {
        pending.push({ reason: 'ListenerGuarded', message });
        const before = [...waits, ...plan.steps].map(({ id }) => id);
        plan.steps.push(unguardStep(aclId, loadBalancer, listener, [...question.after, ...before]));
      }
    }
  }
  if (pending.length > 0) plan.waits.push(...waits);
  return { plan, pending };
}

/** Whether a list with these entries keeps anybody out. */
function narrows({ aclType }: ObservedListener, entries: string[]): boolean {
  return aclType === 'Black' || !covers(entries, EVERYONE);
}

function unguardStep(
  aclId: string,
  loadBalancer: ObservedLoadBalancer,
  listener: ObservedListener,
  after: string[],
): AclStep {
  const name = nameOf(loadBalancer, listener);
  return {
    kind: 'unguard-listener',
    id: `unguard-listener/${listener.listenerId}`,
    target: name,
    summary: `take the list off ${name}: EVERYBODY there is let in`,
    after,
    effects: ['exposes'],
    repeatable: true,
    loadBalancerId: loadBalancer.loadBalancerId,
    listenerId: listener.listenerId,
    aclId,
  };
}

export function deleteStep({ aclId, name }: ObservedAcl, after: string[]): AclStep {
  return {
    kind: 'delete-acl',
    id: `delete-acl/${aclId}`,
    target: aclId,
    summary: `delete the access control list ${name}, which guards nothing any more`,
    after,
    effects: [],
    repeatable: true,
    aclId,
  };
}
