import type { ProblemAnswer } from './answers.ts';

/** The API said no, with problem details. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly problem: ProblemAnswer;

  constructor(problem: ProblemAnswer) {
    super(problem.detail);
    this.name = 'ApiRefusal';
    this.status = problem.status;
    this.problem = problem;
  }
}

/** It could not be done, and here is what to do about it. */
export class CannotGoOn extends Error {
  readonly wayOut: string;
  /** The same again may go well. */
  readonly retryable: boolean;

  constructor(message: string, wayOut: string, { retryable = false }: { retryable?: boolean } = {}) {
    super(message);
    this.name = 'CannotGoOn';
    this.wayOut = wayOut;
    this.retryable = retryable;
  }
}

/** Ctrl-C came while an answer was awaited. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
