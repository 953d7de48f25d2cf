import type { VirtualClock } from '../clock.ts';
import type { DelayKind, Progress } from '../progress.ts';
import type { NewId } from '../random.ts';
import { task } from '../tasks.ts';
import { type Effect, end, type JobFailure } from './effects.ts';

/** What an asynchronous job is about, in the words of ListAsynJobs. */
export interface JobSubject {
  readonly account: string;
  readonly region: string;
  readonly apiName: string;
  readonly operateType: 'Create' | 'Update' | 'Delete';
  readonly resourceType: 'loadbalancer' | 'listener' | 'rule' | 'acl' | 'securitypolicy' | 'servergroup';
  readonly resourceId: string;
}

export interface Job extends JobSubject {
  readonly id: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  modifiedAt: number;
  status: 'Processing' | 'Succeeded' | 'Failed';
  failure?: JobFailure;
  /** While it runs: what it does in the end, and what is busy until then. */
  underWay: { readonly effect: Effect; readonly held: readonly Busy[] } | undefined;
}

/** What a job holds: it is being configured for as long as any job is in its set. */
export interface Busy {
  readonly jobs: Set<string>;
}

const jobOver = task('alb/job-over', (jobs: Jobs, job: Job) => jobs.end(job));

interface Surroundings {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly newId: NewId;
}

/**
 * Asynchronous jobs. That a write was answered means only that it was accepted: its effect comes with the end of the
 * job, or never, and a job that fails tells nobody who does not ask.
 */
export class Jobs {
  private readonly surroundings: Surroundings;
  /** What effects are made on. */
  private readonly state: unknown;
  private readonly jobs: Job[] = [];
  private readonly failures = new Map<string, JobFailure>();

  constructor(surroundings: Surroundings, state: unknown) {
    this.surroundings = surroundings;
    this.state = state;
  }

  /**
   * @param held what is busy until the job ends
   * @returns the JobId
   */
  begin(subject: JobSubject, kind: DelayKind, held: readonly Busy[], effect: Effect): string {
    const { clock, progress, newId } = this.surroundings;
    const id = [8, 4, 4, 4, 12].map((length) => newId('', length, 'digits')).join('-');
    const now = clock.now();
    const underWay = { effect, held };
    const job: Job = { ...subject, id, createdAt: now, modifiedAt: now, status: 'Processing', underWay };
    this.jobs.push(job);
    for (const { jobs } of held) jobs.add(id);
    progress.after(kind, jobOver(this, job));
    return id;
  }

  /** The next job of this API that ends, ends as Failed and has no effect. */
  failNext(apiName: string, failure: JobFailure): void {
    this.failures.set(apiName, failure);
  }

  of(account: string, region: string): readonly Job[] {
    return this.jobs.filter((job) => job.account === account && job.region === region);
  }

  end(job: Job): void {
    if (!job.underWay) return;
    const { effect, held } = job.underWay;
    job.underWay = undefined;
    for (const { jobs } of held) jobs.delete(job.id);
    const failure = end(this.state, effect, this.takeFailure(job.apiName));
    job.modifiedAt = this.surroundings.clock.now();
    job.status = failure ? 'Failed' : 'Succeeded';
    if (failure) job.failure = failure;
  }

  private takeFailure(apiName: string): JobFailure | undefined {
    const failure = this.failures.get(apiName);
    this.failures.delete(apiName);
    return failure;
  }
}
