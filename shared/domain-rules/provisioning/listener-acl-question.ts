import type { Finding } from '../condition.ts';
import type { Plan } from '../plan.ts';
import type { AclStep } from './acl-step.ts';
import type { Access, ObservedAcl, ObservedLoadBalancer } from './load-balancer.ts';

/**
 * What the lists of one access of an ALB gateway are planned from. Nothing else may influence it.
 *
 * An instance may carry both accesses: then each has its own list on the same listeners, which admit whom either names,
 * so `open` for one of them would not be heard; the private ranges say it.
 */
export interface ListenerAclQuestion {
  access: Access;
  /** Those that carry this access; none while it has none. */
  loadBalancers: ObservedLoadBalancer[];
  /** All that were observed: ours of either access, and others' that are on the listeners. */
  acls: ObservedAcl[];
  /** Canonical CIDRs; none of them lets nobody in. `open`: everybody, so no list of ours. */
  allow: string[] | 'open';
  /** `refused`: the cloud lately said that a service keeps these instances to itself (G16), see `editsOf`. */
  edits: 'possible' | 'refused';
  /** The mark that our lists carry, from `ownerMark`. */
  owner: string;
  /**
   * Ids of the steps that open (or close) this access. Not of the wait until it is open: by then the listeners would have
   * been open to everybody for long, and what is made here can be made meanwhile.
   */
  after: string[];
  /** ms since the epoch. */
  now: number;
  /** Since when each listener has been seen open to everybody though it should not be: what was answered last time. */
  openSince: Record<string, number>;
  /** What the owner forces beyond the safety threshold; absent: nothing. */
  forced?: readonly string[] | undefined;
}

export interface ListenerAclDecision {
  plan: Plan<AclStep>;
  allowlist: Omit<Finding, 'type'>;
  /** To be remembered until the next question: listener id → ms since the epoch. */
  openSince: Record<string, number>;
  /** Listeners that were open and are guarded now, said once: for how long, as far as it was seen. */
  closed: { listenerId: string; openForMs: number }[];
}

/** A part of the answer: what is to be done, and what is not as declared yet but on its way. What is blocked is in the plan. */
export interface AclPart {
  plan: Plan<AclStep>;
  pending: Reported[];
}

/** Why something is not as declared. */
export type Reported = Omit<Finding, 'type' | 'status'>;
