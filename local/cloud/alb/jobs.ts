import type { VirtualClock } from '../clock.ts';
import type { DelayKind, Progress } from '../progress.ts';
import type { NewId } from '../random.ts';

/** What an asynchronous job is about, in the words of ListAsynJobs. */
export interface JobSubject {
  readonly account: string;
  readonly region: string;
  readonly apiName: string;
  readonly operateType: 'Create' | 'Update' | 'Delete';
  readonly resourceType: 'loadbalancer' | 'listener' | 'acl' | 'servergroup';
  readonly resourceId: string;
}

export interface Job extends JobSubject {
  readonly id: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  modifiedAt: number;
  status: 'Processing' | 'Succeeded' | 'Failed';
  failure?: JobFailure;
}

export interface JobFailure {
  readonly code: string;
  readonly message: string;
}

/** What a job holds: it is being configured for as long as any job is in its set. */
export interface Busy {
  readonly jobs: Set<string>;
}

/**
 * Asynchronous jobs. That a write was answered means only that it was accepted: its effect comes with the end of the
 * job, or never, and a job that fails tells nobody who does not ask.
 */
export class Jobs {
  readonly #clock: VirtualClock;
  readonly #progress: Progress;
  readonly #newId: NewId;
  readonly #jobs: Job[] = [];
  readonly #failures = new Map<string, JobFailure>();

  constructor(clock: VirtualClock, progress: Progress, newId: NewId) {
    this.#clock = clock;
    this.#progress = progress;
    this.#newId = newId;
  }

  /**
   * @param held what is busy until the job ends
   * @param apply makes the effect, or says why there is none
   * @param undo takes back what was shown while the job ran, where it fails
   * @returns the JobId
   */
  begin(
    subject: JobSubject,
    kind: DelayKind,
    held: readonly Busy[],
    { apply, undo }: { apply: () => JobFailure | undefined; undo?: () => void },
  ): string {
    const id = [8, 4, 4, 4, 12].map((length) => this.#newId('', length, 'digits')).join('-');
    const now = this.#clock.now();
    const job: Job = { ...subject, id, createdAt: now, modifiedAt: now, status: 'Processing' };
    this.#jobs.push(job);
    for (const { jobs } of held) jobs.add(id);
    this.#progress.after(kind, () => {
      for (const { jobs } of held) jobs.delete(id);
      const failure = this.#takeFailure(subject.apiName) ?? apply();
      if (failure) undo?.();
      job.modifiedAt = this.#clock.now();
      job.status = failure ? 'Failed' : 'Succeeded';
      if (failure) job.failure = failure;
    });
    return id;
  }

  /** The next job of this API that ends, ends as Failed and has no effect. */
  failNext(apiName: string, failure: JobFailure): void {
    this.#failures.set(apiName, failure);
  }

  of(account: string, region: string): readonly Job[] {
    return this.#jobs.filter((job) => job.account === account && job.region === region);
  }

  #takeFailure(apiName: string): JobFailure | undefined {
    const failure = this.#failures.get(apiName);
    this.#failures.delete(apiName);
    return failure;
  }
}
