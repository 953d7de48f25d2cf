import { seededRandom } from '../random.ts';
import type { Fault } from './fault.ts';
import type { Meeting } from './meeting.ts';

/** A standing fault with its luck: decides which calls it strikes. */
export class Rule {
  readonly fault: Fault;
  hits = 0;
  readonly #seed: number;
  readonly #label: string;
  readonly #streaks: Streaks | undefined;
  readonly #asked = new Map<string, number>();

  /** @param label names its stream of draws · @param streaks bounds how often rules that share it strike in a row */
  constructor(fault: Fault, { seed, label, streaks }: { seed: number; label: string; streaks?: Streaks }) {
    this.fault = fault;
    this.#seed = seed;
    this.#label = label;
    this.#streaks = streaks;
  }

  covers({ product, action }: Pick<Meeting, 'product' | 'action'>): boolean {
    const { fault } = this;
    return (fault.product ?? product) === product && (fault.action ?? action.name) === action.name;
  }

  /** Draws, and counts a hit. */
  strikes(meeting: Meeting, now: number): boolean {
    const { times = Infinity, probability = 1, from = -Infinity, until = Infinity } = this.fault;
    if (this.hits >= times || now < from || now >= until) return false;
    if (probability < 1 && this.#draw(meeting.key) >= probability) return false;
    if (this.#streaks && disturbs(this.fault) && !this.#streaks.mayGrow(meeting.key)) return false;
    this.hits += 1;
    meeting.faults.push(this.fault.kind);
    if (disturbs(this.fault)) meeting.disturbed = true;
    return true;
  }

  /** The call is over. */
  conclude({ key, disturbed }: Meeting): void {
    if (!disturbed) this.#streaks?.end(key);
  }

  /** The nth time the same is asked has a draw of its own, whatever else is asked at the same time. */
  #draw(key: string): number {
    const nth = (this.#asked.get(key) ?? 0) + 1;
    this.#asked.set(key, nth);
    return seededRandom(this.#seed, `fault/${this.#label}/${key}/${nth}`)();
  }
}

/** How often in a row the same call was disturbed. */
export class Streaks {
  readonly #limit: number;
  readonly #lengths = new Map<string, number>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  mayGrow(key: string): boolean {
    const length = this.#lengths.get(key) ?? 0;
    if (length >= this.#limit) return false;
    this.#lengths.set(key, length + 1);
    return true;
  }

  end(key: string): void {
    this.#lengths.delete(key);
  }
}

/** Whether the client is told anything but the whole truth. */
function disturbs({ kind }: Fault): boolean {
  return kind !== 'latency' && kind !== 'extra-fields';
}
