import type { VirtualClock } from '../clock.ts';
import { Refusal } from '../front-door/refusal.ts';
import { ApiError } from '../product.ts';
import { isRead } from '../reads.ts';
import { shortened, withExtraFields } from './answers.ts';
import type { Fault, FaultKind, FaultOf, StandingFault } from './fault.ts';
import { HOSTILE, LONGEST_STREAK } from './hostile.ts';
import { ConnectionDropped, type Meeting } from './meeting.ts';
import { RecentAnswers } from './recent-answers.ts';
import { Rule, Streaks } from './rule.ts';

type Body = Record<string, unknown>;

/**
 * Faults on request, by product and action. They stand between validation and the handler: what a client could not have
 * asked for meets none.
 *
 *   cloud.faults.add({ product: 'alidns', action: 'AddDomainRecord', kind: 'drop-after', times: 1 })
 */
export class Faults {
  readonly #clock: VirtualClock;
  readonly #seed: number;
  readonly #recent = new RecentAnswers();
  #rules: readonly Rule[] = [];
  #standing: readonly StandingFault[] = [];
  #added = 0;
  #lastId = 0;

  constructor(clock: VirtualClock, seed: number) {
    this.#clock = clock;
    this.#seed = seed;
  }

  add(fault: Fault): StandingFault {
    this.#added += 1;
    return this.#stand([new Rule(fault, { seed: this.#seed, label: String(this.#added) })]);
  }

  /**
   * `hostile`: a little of everything, everywhere. The same call is disturbed only so often in a row, so that a correct
   * client gets through in the end.
   */
  profile(name: 'hostile', seed: number = this.#seed): StandingFault {
    const streaks = new Streaks(LONGEST_STREAK);
    return this.#stand(HOSTILE.map((fault, index) => new Rule(fault, { seed, label: `${name}/${index}`, streaks })));
  }

  /** All that stand, oldest first. */
  get standing(): readonly StandingFault[] {
    return this.#standing;
  }

  /** Removes all that stand. */
  clear(): void {
    for (const standing of this.#standing) standing.remove();
  }

  /**
   * Takes a call past every fault that strikes it.
   *
   * @param run the handler, its answer shaped
   * @throws what `run` throws · Refusal · ConnectionDropped
   */
  async around(meeting: Meeting, run: () => Promise<Body>): Promise<Body> {
    const rules = this.#rules.filter((rule) => rule.covers(meeting));
    if (rules.length === 0) return run();
    try {
      return await this.#pass(meeting, rules, run);
    } finally {
      for (const rule of rules) rule.conclude(meeting);
    }
  }

  async #pass(meeting: Meeting, rules: readonly Rule[], run: () => Promise<Body>): Promise<Body> {
    const strike = striker(meeting, rules, () => this.#clock.now());

    await this.#wait(strike('latency', itself));
    if (strike('drop-before', itself)) {
      meeting.lost = true;
      throw new ConnectionDropped();
    }
    const refusal =
      strike('bad-nonce', () => (meeting.hasNonce ? nonceRefused() : undefined)) ??
      strike('throttling', throttled) ??
      strike('server-error', failed);
    if (refusal) throw refusal;

    try {
      const old = strike('stale-read', ({ seconds }) =>
        this.#recent.since(meeting.key, this.#clock.now() - seconds * 1000),
      );
      const body = old ? old() : await this.#freshly(meeting, rules, run);
      const page = isRead(meeting.action)
        ? strike('short-page', ({ missing = 1 }) => shortened(body, missing))
        : undefined;
      const extra = strike('extra-fields', () => withExtraFields(page ?? body, meeting.action.response));
      return extra ?? page ?? body;
    } finally {
      if (strike('drop-after', itself)) meeting.lost = true;
    }
  }

  /** Runs it; a read that may be asked again staler is remembered, and so is its refusal. */
  async #freshly(meeting: Meeting, rules: readonly Rule[], run: () => Promise<Body>): Promise<Body> {
    if (!isRead(meeting.action) || !rules.some(({ fault }) => fault.kind === 'stale-read')) return run();
    const remember = (again: () => Body) => this.#recent.remember(meeting.key, this.#clock.now(), again);
    try {
      const body = await run();
      remember(() => body);
      return body;
    } catch (error) {
      if (error instanceof ApiError) {
        remember(() => {
          throw error;
        });
      }
      throw error;
    }
  }

  async #wait(latency: FaultOf<'latency'> | undefined): Promise<void> {
    if (latency?.virtualMs) this.#clock.elapse(latency.virtualMs);
    if (latency?.realMs) await new Promise((resolve) => setTimeout(resolve, latency.realMs));
  }

  #stand(rules: readonly Rule[]): StandingFault {
    this.#rules = [...this.#rules, ...rules];
    this.#lastId += 1;
    const standing: StandingFault = {
      id: String(this.#lastId),
      faults: rules.map(({ fault }) => fault),
      get hits() {
        return rules.reduce((sum, { hits }) => sum + hits, 0);
      },
      remove: () => {
        this.#rules = this.#rules.filter((rule) => !rules.includes(rule));
        this.#standing = this.#standing.filter((other) => other !== standing);
      },
    };
    this.#standing = [...this.#standing, standing];
    return standing;
  }
}

/**
 * Looks for the first rule of a kind that strikes. One strikes only where it has something to do: `make` says what, and
 * undefined where nothing.
 */
function striker(meeting: Meeting, rules: readonly Rule[], now: () => number) {
  return <Kind extends FaultKind, Made>(
    kind: Kind,
    make: (fault: FaultOf<Kind>) => Made | undefined,
  ): Made | undefined => {
    for (const rule of rules) {
      const { fault } = rule;
      const made = isOfKind(fault, kind) ? make(fault) : undefined;
      if (made !== undefined && rule.strikes(meeting, now())) return made;
    }
    return undefined;
  };
}

function isOfKind<Kind extends FaultKind>(fault: Fault, kind: Kind): fault is FaultOf<Kind> {
  return fault.kind === kind;
}

function itself<Value>(fault: Value): Value {
  return fault;
}

/** Documented: HTTP 400, so that the status says nothing. */
function throttled({ code = 'Throttling.User', retryAfterMs }: FaultOf<'throttling'>): Refusal {
  const headers = retryAfterMs === undefined ? {} : { 'x-acs-retry-after': String(retryAfterMs) };
  return new Refusal(400, code, 'Request was denied due to user flow control.', headers);
}

function nonceRefused(): Refusal {
  return new Refusal(400, 'BadNonce', 'The nonce is not a good one.');
}

function failed({ status = 503, code }: FaultOf<'server-error'>): Refusal {
  return status === 503
    ? new Refusal(503, code ?? 'ServiceUnavailable', 'The request has failed due to a temporary failure of the server.')
    : new Refusal(status, code ?? 'InternalError', 'The request processing has failed due to some unknown error.');
}
