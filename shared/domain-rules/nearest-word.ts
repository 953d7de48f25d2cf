/** The word someone probably meant: up to a third of its letters (at least one) missing, extra, wrong or swapped. */
export function nearestWord(written: string, words: readonly string[]): string | undefined {
  const [nearest] = words
    .map((word) => ({ word, allowed: Math.max(1, Math.floor(word.length / 3)) }))
    .filter(({ word, allowed }) => Math.abs(word.length - written.length) <= allowed)
    .map(({ word, allowed }) => ({ word, allowed, distance: editDistance(written.toLowerCase(), word.toLowerCase()) }))
    .filter(({ allowed, distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance);
  return nearest?.word;
}

/** Optimal string alignment distance; field names are short, so recursion over suffixes with a memory does. */
function editDistance(a: string, b: string): number {
  const known = new Map<string, number>();
  const distance = (i: number, j: number): number => {
    if (i === a.length || j === b.length) return a.length - i + (b.length - j);
    const key = `${i},${j}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const swapped = i + 1 < a.length && a[i] === b[j + 1] && a[i + 1] === b[j];
    const least = Math.min(
      distance(i + 1, j) + 1,
      distance(i, j + 1) + 1,
      distance(i + 1, j + 1) + (a[i] === b[j] ? 0 : 1),
      swapped ? distance(i + 2, j + 2) + 1 : Number.POSITIVE_INFINITY,
    );
    known.set(key, least);
    return least;
  };
  return distance(0, 0);
}
