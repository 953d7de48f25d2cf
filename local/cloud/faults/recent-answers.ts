/** Gives an answer once more, or throws the refusal that it was. */
export type Again = () => Record<string, unknown>;

/** The last answers of each read, so that one can be given again later. */
export class RecentAnswers {
  readonly #answers = new Map<string, readonly { readonly at: number; readonly again: Again }[]>();

  /** @param at ms since the epoch */
  remember(key: string, at: number, again: Again): void {
    const kept = [...(this.#answers.get(key) ?? []), { at, again }];
    this.#answers.set(key, kept.slice(-KEPT_OF_EACH));
  }

  /** The oldest since `earliest` (ms since the epoch), or undefined. */
  since(key: string, earliest: number): Again | undefined {
    return this.#answers.get(key)?.find(({ at }) => at >= earliest)?.again;
  }
}

const KEPT_OF_EACH = 64;
