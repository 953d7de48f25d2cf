import type { AcmeSubproblem } from './problem.ts';

/** What a request is for, in the words of RFC 8555 and RFC 9773. */
export type AcmeAction =
  | 'directory'
  | 'newNonce'
  | 'newAccount'
  | 'orders'
  | 'newOrder'
  | 'order'
  | 'authorization'
  | 'challenge'
  | 'finalize'
  | 'certificate'
  | 'revokeCert'
  | 'renewalInfo';

export interface AcmeErrorDetails {
  action: AcmeAction;
  /**
   * The server's (`rateLimited`), or `HttpStatus<n>` where it named none, or one of ours: `AcmeUnreachable`,
   * `UnusableAnswer`, `InsecureUrl`, `AccountUnknown`, `NoSuchResource` (the directory has no such operation).
   */
  code: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  message: string;
  detail?: string;
  subproblems?: AcmeSubproblem[];
  retryable: boolean;
  retryAfterMs?: number | undefined;
  hint?: string | undefined;
}

/** An ACME server refused a request, or gave no usable answer to one that is safe to make again. */
export class AcmeError extends Error {
  readonly action: AcmeAction;
  readonly code: string;
  readonly status: number;
  /** The server's words; empty where it said nothing. */
  readonly detail: string;
  readonly subproblems: readonly AcmeSubproblem[];
  readonly retryable: boolean;
  /** How long the server asks to wait, when it does. */
  readonly retryAfterMs: number | undefined;
  /** What the owner can do about it. */
  readonly hint: string | undefined;

  constructor(details: AcmeErrorDetails) {
    super(details.hint ? `${details.message.replace(/\.$/, '')}. ${details.hint}` : details.message);
    this.name = 'AcmeError';
    this.action = details.action;
    this.code = details.code;
    this.status = details.status;
    this.detail = details.detail ?? '';
    this.subproblems = details.subproblems ?? [];
    this.retryable = details.retryable;
    this.retryAfterMs = details.retryAfterMs;
    this.hint = details.hint;
  }
}

/**
 * A request that must not be made twice got no usable answer: an order may exist, or may be finalised. Look before doing
 * anything about it; never repeat it.
 */
export class AcmeOutcomeUnknown extends Error {
  /** As of a cloud's call whose answer was lost, so that the engine treats both alike. */
  readonly code = 'CallOutcomeUnknown';
  readonly retryable = false;
  readonly outcomeUnknown = true;
  readonly action: AcmeAction;
  /** Why nothing is known: a network error's code, `unusable answer`, `HttpStatus<n>`, `deadline`. */
  readonly why: string;

  constructor(action: AcmeAction, why: string) {
    super(`ACME ${action} may have happened or not (${why}): look before trying again`);
    this.name = 'AcmeOutcomeUnknown';
    this.action = action;
    this.why = why;
  }
}

/**
 * Whether an order was refused only for the certificate it says it replaces (RFC 9773, 5): the same order without
 * `replaces` may succeed. `alreadyReplaced` is the RFC's; others say `malformed`, `unauthorized` or the like and mention
 * the field, so the words are asked.
 */
export function isReplacesRefused(error: unknown): boolean {
  if (!(error instanceof AcmeError) || error.action !== 'newOrder') return false;
  if (error.code === 'alreadyReplaced') return true;
  const final = error.status >= 400 && error.status < 500 && error.code !== 'rateLimited';
  return final && /\breplace[sd]?\b|\bARI\b|\bCertID\b/i.test(error.detail);
}
