/** Remembers signature nonces for as long as a request that carries one could still pass the date check. */
export class Nonces {
  readonly #seen = new Map<string, number>();
  readonly #keepMs: number;

  constructor(keepMs: number) {
    this.#keepMs = keepMs;
  }

  /** True the first time a key uses this nonce. `now` is machine time in ms. */
  use(accessKeyId: string, nonce: string, now: number): boolean {
    // Insertion order is time order, so the expired ones stand in front.
    for (const [old, usedAt] of this.#seen) {
      if (now - usedAt <= this.#keepMs) break;
      this.#seen.delete(old);
    }
    const entry = `${accessKeyId}/${nonce}`;
    if (this.#seen.has(entry)) return false;
    this.#seen.set(entry, now);
    return true;
  }
}
