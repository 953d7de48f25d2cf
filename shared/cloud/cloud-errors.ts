import type { CloudProduct } from './endpoints.ts';

export interface CloudErrorDetails {
  product: CloudProduct;
  action: string;
  /** The cloud's own code, or one of ours: `HttpStatus<n>` (no code in the answer), `NoAnswer`, `IncompleteList`. */
  code: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  requestId?: string | undefined;
  /** What the cloud said, without secrets. */
  message: string;
  retryable: boolean;
  /** How long the cloud asks to wait, when it does. */
  retryAfterMs?: number | undefined;
  /** What the owner can do about it. */
  hint?: string | undefined;
}

/** The cloud refused a call, or did not answer one that is safe to make again. */
export class CloudError extends Error {
  readonly product: CloudProduct;
  readonly action: string;
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly hint: string | undefined;

  constructor(details: CloudErrorDetails) {
    super(details.message);
    this.name = 'CloudError';
    this.product = details.product;
    this.action = details.action;
    this.code = details.code;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryable = details.retryable;
    this.retryAfterMs = details.retryAfterMs;
    this.hint = details.hint;
  }
}

/**
 * A call that must not be made twice got no usable answer: it may have happened. Look before doing anything about it;
 * never repeat it.
 */
export class CallOutcomeUnknown extends Error {
  readonly code = 'CallOutcomeUnknown';
  readonly retryable = false;
  readonly product: CloudProduct;
  readonly action: string;
  /** Why nothing is known: a network error's code, `unreadable answer`, the cloud's error code, `deadline`. */
  readonly why: string;

  constructor(product: CloudProduct, action: string, why: string) {
    super(`${product} ${action} may have happened or not (${why}): look before trying again`);
    this.name = 'CallOutcomeUnknown';
    this.product = product;
    this.action = action;
    this.why = why;
  }
}
