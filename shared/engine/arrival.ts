import type { StepHead, Wait } from '../domain-rules/plan.ts';
import type { Deadline } from '../function-compute/deadline.ts';
import type { Clock } from './deps.ts';
import type { Lease } from './lease.ts';
import { nextLooks, type Since } from './waiting.ts';
import type { Arrival, Assignment, DeclarationDocument, Looking, Subject, Worker } from './worker.ts';

/** What a look ended with when only the cloud's own time is waited for. */
export interface Polling<Memory, Declared extends Assignment = DeclarationDocument> {
  waits: Wait[];
  since: Since;
  /** ms since the epoch. */
  lookedAt: number;
  subject: Subject<Memory, Declared>;
}

/**
 * Waits on while nothing has come, nobody knocks and there is time. Each wait is asked about at its own instants, and
 * never because another one is due.
 */
export async function waitForArrival<Memory, Observation, Step extends StepHead, Declared extends Assignment>(
  { hasArrived }: Pick<Worker<Memory, Observation, Step, Declared>, 'hasArrived'>,
  { waits, since, lookedAt, subject }: Polling<Memory, Declared>,
  lease: Lease,
  clock: Clock,
  { deadline, signal, looking }: { deadline: Deadline; signal: AbortSignal; looking: Looking },
): Promise<Arrival> {
  let asked = lookedAt;
  while (hasArrived) {
    const knocked = await lease.knocked();
    if (!(await lease.renew())) return false;
    const now = clock.now();
    const due = nextLooks(waits, since, asked).flatMap(([wait, at]) => (at <= now ? [wait] : []));
    asked = now;
    const arrived = due.length > 0 && (await hasArrived(due, subject, signal, looking));
    // Who knocks gets a look, which takes in what was due besides.
    if (arrived || knocked) return arrived;
    const nextMs = Math.min(...nextLooks(waits, since, now).map(([, at]) => at)) - clock.now();
    if (!canWaitHere(nextMs, deadline, clock.now())) return false;
    await clock.sleep(Math.max(0, nextMs), signal);
  }
  return false;
}

/** Whether so long a wait is slept through in the function; longer ones are for a later invocation. */
export function canWaitHere(ms: number, deadline: Deadline, now: number): boolean {
  return ms <= LONGEST_SLEEP_MS && deadline.remainingMs(now) > ms;
}

const LONGEST_SLEEP_MS = 30_000;
