/**
 * What goes wrong, in the order in which one call meets it. Several may strike the same call; one that ends it comes
 * before those that only change its answer.
 *
 * | kind         | the effect | the client sees                                                                        |
 * |--------------|------------|----------------------------------------------------------------------------------------|
 * | latency      | happens    | the answer, later                                                                      |
 * | drop-before  | does not   | a connection that is reset                                                             |
 * | bad-nonce    | does not   | (of ACME) `badNonce`, though the nonce was good                                        |
 * | throttling   | does not   | HTTP 400 with a code of the Throttling family, as documented                           |
 * | server-error | does not   | HTTP 5xx with the usual envelope                                                       |
 * | stale-read   | (a read)   | what the same read answered a while ago                                                |
 * | short-page   | (a list)   | fewer rows than it asked for, beside a total that stays true                           |
 * | extra-fields | happens    | fields in every object that no document names                                          |
 * | drop-after   | happens    | a connection that is reset                                                             |
 */
export type FaultKind = FaultEffect['kind'];

export type FaultEffect =
  | {
      readonly kind: 'latency';
      /** The clock stands this much later afterwards; what fell due meanwhile happens next. */
      readonly virtualMs?: number;
      /** Really waited, for the timeouts of clients. Keep it small. */
      readonly realMs?: number;
    }
  | { readonly kind: 'drop-before' }
  | { readonly kind: 'bad-nonce' }
  | {
      readonly kind: 'throttling';
      /** Default `Throttling.User`. */
      readonly code?: string;
      /** Sent as `x-acs-retry-after`, which official clients take for milliseconds. */
      readonly retryAfterMs?: number;
    }
  | {
      readonly kind: 'server-error';
      /** Default: 503 ServiceUnavailable; any other status defaults to InternalError. */
      readonly status?: number;
      readonly code?: string;
    }
  | {
      readonly kind: 'stale-read';
      /**
       * The answer is at most this old, in virtual seconds: the oldest that the same caller's same read got since then.
       * Answers are kept from the moment such a fault stands; where there is none the fault does not strike.
       */
      readonly seconds: number;
    }
  | {
      readonly kind: 'short-page';
      /** Rows that are missing at the end of a page; default 1. */
      readonly missing?: number;
    }
  | { readonly kind: 'extra-fields' }
  | { readonly kind: 'drop-after' };

/** Which calls; left out means any. */
export interface FaultPlace {
  /** `acme`, `alidns`, `cas`, `eas`, `vpc`, … */
  readonly product?: string;
  readonly action?: string;
}

/** When it strikes; left out means each time. */
export interface FaultOccasion {
  /** At most so many times. */
  readonly times?: number;
  /** Of each call, 0 to 1. Drawn from the seed for each call by what it asks, not by when it comes. */
  readonly probability?: number;
  /** Virtual instants in ms since the epoch: from this one, and before that one. */
  readonly from?: number;
  readonly until?: number;
}

export type Fault = FaultPlace & FaultOccasion & FaultEffect;

export type FaultOf<Kind extends FaultKind> = Fault & { readonly kind: Kind };

/** A fault, or a profile of them, that stands. */
export interface StandingFault {
  /** Digits; unique in its cloud. */
  readonly id: string;
  /** One, or those of the profile. */
  readonly faults: readonly Fault[];
  /** How often it struck. */
  readonly hits: number;
  remove(): void;
}
