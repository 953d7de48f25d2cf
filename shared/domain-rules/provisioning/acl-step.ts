import type { StepHead } from '../plan.ts';
import type { Access } from './load-balancer.ts';

/** The changes to access control lists and to the listeners they guard, each with the values its call needs. */
export type AclStep = StepHead &
  (
    | { kind: 'create-acl'; access: Access; owner: string; name: string }
    /** `aclId` undefined: the list is made first. At most {@link ENTRIES_PER_CALL} entries. */
    | { kind: 'fill-acl'; aclId: string | undefined; entries: string[] }
    /** `remaining`: what has to be on the list when these entries go, so that it is never empty. */
    | { kind: 'trim-acl'; aclId: string | undefined; entries: string[]; remaining: string[] }
    /** Undefined ids: the list, or the listener, is made first. */
    | {
        kind: 'guard-listener';
        loadBalancerId: string | undefined;
        listenerId: string | undefined;
        aclId: string | undefined;
      }
    | { kind: 'unguard-listener'; loadBalancerId: string; listenerId: string; aclId: string }
    | { kind: 'delete-acl'; aclId: string }
  );

/** Of AddEntriesToAcl and RemoveEntriesFromAcl. */
export const ENTRIES_PER_CALL = 20;

/** What a refusal of the cloud taught: a service keeps this instance to itself (G16). */
export interface EditsRefused {
  loadBalancerId: string;
  listenerId: string;
  /** When, in ms since the epoch. */
  at: number;
}

/** Whether edits of listeners are worth a try: a refusal counts for a day, and then one is tried again. */
export function editsOf(refused: EditsRefused | undefined, now: number): 'possible' | 'refused' {
  return refused && now - refused.at < REFUSAL_LASTS_MS ? 'refused' : 'possible';
}

const REFUSAL_LASTS_MS = 24 * 3_600_000;
