import type { Finding } from '../condition.ts';
import { type Blocked, emptyPlan, type Plan, type Wait } from '../plan.ts';
import type { ProvisioningInput } from './input.ts';
import {
  associateByHand,
  type LackingListener,
  lackingIn,
  leftThere,
  noDefault,
  noRoom,
} from './listener-certificate-problems.ts';
import { associateId, dissociateId, type ListenerCertificateStep } from './listener-certificate-step.ts';
import { mayGoFrom, surplusOn } from './listener-certificates-surplus.ts';
import { accessesOf, type Wanted, type WantedOnListener, wantedOnListeners } from './listener-certificates-wanted.ts';
import { inOrder, nameOf, waitFor, waitsOf } from './listener-waits.ts';
import type { ObservedListener, ObservedListenerCertificate, ObservedLoadBalancer } from './load-balancer.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';

export interface ListenerCertificatesPart {
  plan: Plan<ListenerCertificateStep>;
  /** What keeps domains from being served as declared; undefined where nothing does. */
  open: Omit<Finding, 'type'> | undefined;
  /** When time alone changes the answer, in ms since the epoch. */
  lookAgainAt: number | undefined;
}

/**
 * Keeps the additional certificates of the listeners as the domains want them, where the listeners and not EAS decide what
 * is served: found out as `wantedOnListeners` says, and never assumed.
 *
 * ```
 * attach-domain (EAS) ─▶ Succeeded ─▶ associate-certificate ─▶ Associated ─▶ proof ─▶ dissociate-certificate (the old one)
 * ```
 * Old and new are there together until the new one is proved, so that a client meets one of them at any moment. Only what
 * Torii put there is taken off, and never the default one. An instance takes one change at a time.
 *
 * @param lists what is planned for the access control lists: changes of the same listeners, which come first
 */
export function planListenerCertificates(
  input: ProvisioningInput,
  lists: Plan<ProvisioningStep>,
): ListenerCertificatesPart {
  const { loadBalancers } = input.observation;
  const wanted = wantedOnListeners(input);
  const plan = emptyPlan<ListenerCertificateStep>();
  const verdicts: Verdicts = { pending: [], instants: [] };
  const there = loadBalancers.filter(({ status }) => status !== 'Deleting' && status !== 'CreateFailed');
  for (const loadBalancer of there) {
    const accesses = accessesOf(loadBalancer, loadBalancers);
    const domains = wanted.domains.filter(({ access }) => accesses.includes(access));
    const found = inOrder(loadBalancer).map((listener) => {
      return judgeListener({ input, wanted, domains }, { loadBalancer, listener });
    });
    const changes = found.flatMap((one) => one.changes);
    const settling = found.flatMap((one) => one.waits);
    const waits = changes.length > 0 ? [...waitsOf(loadBalancer), ...settling] : settling;
    const before = [...harmlessOn(loadBalancer, lists), ...waits.map(({ id }) => id)];
    plan.steps.push(...oneAfterTheOther(changes, [...ON_A_RUNNING_GATEWAY, ...before]));
    plan.waits.push(...waits.filter(({ id }) => !lists.waits.some((wait) => wait.id === id)));
    plan.blocked.push(...found.flatMap(({ blocked }) => blocked));
    plan.kept.push(...found.flatMap(({ kept }) => kept));
    verdicts.pending.push(...found.flatMap(({ pending }) => pending));
    verdicts.instants.push(...found.flatMap(({ instants }) => instants));
  }
  const [first] = [...plan.blocked, ...verdicts.pending];
  return {
    plan,
    open: first && { status: 'False', reason: first.reason, message: first.message },
    lookAgainAt: verdicts.instants.length > 0 ? Math.min(...verdicts.instants) : undefined,
  };
}

interface Verdicts {
  /** What is not as wanted yet, but on its way. */
  pending: { reason: string; message: string }[];
  /** When time alone changes something, in ms since the epoch. */
  instants: number[];
}

interface ListenerVerdict extends Verdicts, Pick<Plan, 'blocked' | 'kept' | 'waits'> {
  changes: Change[];
}

type Change = Omit<ListenerCertificateStep, 'after'>;

interface Question {
  input: ProvisioningInput;
  wanted: Wanted;
  /** Those whose callers come to this instance. */
  domains: WantedOnListener[];
}

interface Place {
  loadBalancer: ObservedLoadBalancer;
  listener: ObservedListener;
}

function judgeListener(question: Question, at: Place): ListenerVerdict {
  const { input, wanted, domains } = question;
  const found: ListenerVerdict = { changes: [], waits: [], blocked: [], kept: [], pending: [], instants: [] };
  const rows = rowsOf(at.listener, input);
  if (!rows) return found;
  for (const domain of domains) judgeDomain(domain, rows, input, at, found);
  for (const row of surplusOn(at.listener, rows, wanted, input.memory)) {
    if (row.status !== 'Associated') {
      found.waits.push(settling(at, `certificate ${row.certificateId} is ${row.status} on ${spell(at)}`));
    } else if (row.isDefault || input.memory.editsRefused) {
      found.kept.push(leftThere(at.loadBalancer, at.listener, row.certificateId, row.isDefault));
    } else {
      const from = wanted.complete ? mayGoFrom(at.listener, rows, domains, input.memory) : undefined;
      if (from === undefined) continue;
      if (from > input.now) {
        found.instants.push(from);
        continue;
      }
      found.changes.push(change('dissociate-certificate', at, row));
      // What comes to be served only by this is proved after it, with the time that a proof has.
      const unproved = domains.find(({ proved, provable }) => provable && !proved);
      const message = `certificate ${row.certificateId} is still served under ${unproved?.name} by ${spell(at)}`;
      if (unproved) found.pending.push({ reason: 'OldCertificateServed', message });
    }
  }
  return found;
}

function judgeDomain(
  domain: WantedOnListener,
  rows: ObservedListenerCertificate[],
  input: ProvisioningInput,
  at: Place,
  found: ListenerVerdict,
): void {
  const { certificateId, dueAt } = domain;
  const row = rows.find((one) => one.certificateId === certificateId);
  // Where EAS was seen to serve it, what is on the listener is nobody's matter.
  if (row?.status === 'Associated' || dueAt === undefined) return;
  if (row) {
    const coming = row.status === 'Associating' ? 'being put on' : 'still going off';
    const message = `certificate ${certificateId} is ${coming} ${spell(at)}`;
    found.waits.push(settling(at, message));
    found.pending.push({ reason: 'ListenerChanging', message });
    return;
  }
  if (dueAt > input.now) {
    found.instants.push(dueAt);
    return;
  }
  const lacking = { ...at, wanted: domain };
  const blocked = whyNotNow(lacking, rows, input);
  if (blocked) {
    found.blocked.push(blocked);
    return;
  }
  found.pending.push({ reason: 'NotOnListener', message: lackingIn(lacking) });
  const planned = change('associate-certificate', at, {
    certificateId,
    identifier: `${certificateId}-${suffixAmong(rows)}`,
  });
  // One certificate may serve several domains.
  if (!found.changes.some(({ id }) => id === planned.id)) found.changes.push(planned);
}

function whyNotNow(
  lacking: LackingListener,
  rows: ObservedListenerCertificate[],
  { memory: { editsRefused, certificatesFull } }: ProvisioningInput,
): Blocked | undefined {
  if (editsRefused) return associateByHand(lacking);
  if (certificatesFull?.loadBalancerId === lacking.loadBalancer.loadBalancerId) {
    return noRoom(lacking, certificatesFull.message);
  }
  // What is only remembered does not say which is the default one.
  const isSeen = lacking.listener.certificates !== undefined;
  return isSeen && !rows.some(({ isDefault }) => isDefault) ? noDefault(lacking) : undefined;
}

/** What was not asked about in this look is as it was found last. */
function rowsOf(
  { listenerId, protocol, certificates }: ObservedListener,
  { memory }: ProvisioningInput,
): ObservedListenerCertificate[] | undefined {
  if (protocol === 'HTTP') return undefined;
  const seen = memory.listenersSeen?.[listenerId];
  if (certificates || !seen) return certificates;
  return Object.keys(seen.associated).map((certificateId) => ({
    certificateId,
    identifier: certificateId,
    isDefault: false,
    status: 'Associated',
  }));
}

/** Which suffix ALB wants depends on the site of the account (inferred): as others on the listener have it. */
function suffixAmong(rows: ObservedListenerCertificate[]): string {
  const suffixes = rows.map(({ certificateId, identifier }) => identifier.slice(certificateId.length + 1));
  return suffixes.find((suffix) => suffix !== '') ?? 'cn-hangzhou';
}

function change(
  kind: ListenerCertificateStep['kind'],
  at: Place,
  { certificateId, identifier }: Pick<ObservedListenerCertificate, 'certificateId' | 'identifier'>,
): Change {
  const { listenerId } = at.listener;
  const puts = kind === 'associate-certificate';
  return {
    kind,
    id: puts ? associateId(listenerId, certificateId) : dissociateId(listenerId, certificateId),
    target: spell(at),
    summary: puts
      ? `put certificate ${certificateId} on ${spell(at)}, which EAS did not`
      : `take certificate ${certificateId}, which no domain needs any more, off ${spell(at)}`,
    effects: [],
    repeatable: true,
    loadBalancerId: at.loadBalancer.loadBalancerId,
    listenerId,
    certificateId,
    identifier,
  };
}

function oneAfterTheOther(changes: Change[], before: string[]): ListenerCertificateStep[] {
  return changes.map((planned, index) => ({
    ...planned,
    after: [...before, ...changes.slice(0, index).map(({ id }) => id)],
  }));
}

/** Changes of the lists on this instance. One that waits for its owner's yes is not waited for: a certificate ends. */
function harmlessOn({ loadBalancerId }: ObservedLoadBalancer, { steps }: Plan<ProvisioningStep>): string[] {
  return steps.flatMap((step) =>
    'loadBalancerId' in step && step.loadBalancerId === loadBalancerId && step.effects.length === 0 ? [step.id] : [],
  );
}

function settling({ listener }: Place, message: string): Wait {
  return waitFor(`certificates-settled/${listener.listenerId}`, message, 6);
}

function spell({ loadBalancer, listener }: Place): string {
  return nameOf(loadBalancer, listener);
}
