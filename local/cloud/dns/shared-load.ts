/** A record that gets its share of the questions. */
export interface Weighted {
  readonly recordId: string | number;
  readonly weight: number;
}

/**
 * Whose turn it is among records of one name, type and line whose load is shared by weight: of the sum of all weights
 * turns each gets its own weight, evenly spread (the smooth weighted round robin that nginx has). Which of them a real
 * name server picks is random; in turn it can be counted.
 */
export class SharedLoad {
  private readonly credit = new Map<Weighted['recordId'], number>();

  next<Candidate extends Weighted>(candidates: readonly Candidate[]): Candidate | undefined {
    let chosen: Candidate | undefined;
    for (const candidate of candidates) {
      this.credit.set(candidate.recordId, this.creditOf(candidate) + candidate.weight);
      if (!chosen || this.creditOf(candidate) > this.creditOf(chosen)) chosen = candidate;
    }
    if (!chosen) return undefined;
    const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
    this.credit.set(chosen.recordId, this.creditOf(chosen) - total);
    return chosen;
  }

  private creditOf({ recordId }: Weighted): number {
    return this.credit.get(recordId) ?? 0;
  }
}
