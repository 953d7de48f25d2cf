/**
 * What a zone holds, by relative name: `@` is the apex, `a.b` lies below `b`. A look at one name costs the same however
 * much there is, and so does the question whether anything lies below it.
 */
export class NameTree<Entry> {
  private readonly byName = new Map<string, Set<Entry>>();
  /** Name → how many visible entries lie strictly below it. */
  private readonly below = new Map<string, number>();

  /** Everything at exactly this name (lower case, punycode), oldest first. */
  at(name: string): readonly Entry[] {
    return [...(this.byName.get(name) ?? [])];
  }

  /** Whether anything visible lies below, which makes a name exist by itself (an empty non-terminal, RFC 8020). */
  hasDescendants(name: string): boolean {
    return this.below.has(name);
  }

  /** @param isVisible whether name servers know of it */
  add(name: string, entry: Entry, isVisible: boolean): void {
    this.byName.set(name, (this.byName.get(name) ?? new Set<Entry>()).add(entry));
    if (isVisible) this.count(name, 1);
  }

  /** Takes back what {@link add} was told. */
  remove(name: string, entry: Entry, isVisible: boolean): void {
    const sameName = this.byName.get(name);
    sameName?.delete(entry);
    if (sameName?.size === 0) this.byName.delete(name);
    if (isVisible) this.count(name, -1);
  }

  private count(name: string, step: 1 | -1): void {
    for (const ancestor of ancestorsOf(name)) {
      const count = (this.below.get(ancestor) ?? 0) + step;
      if (count === 0) this.below.delete(ancestor);
      else this.below.set(ancestor, count);
    }
  }
}

/** Names above a relative name inside its zone, nearest first: `a.b` → `b`, `@`. The apex has none. */
function ancestorsOf(relative: string): string[] {
  if (relative === '@') return [];
  const labels = relative.split('.');
  return [...labels.keys()].map((index) => labels.slice(index + 1).join('.') || '@');
}
