/** What no public document says, and what Torii takes for true. */
export interface NamedAssumption {
  assumes: string;
  /** Which place in Torii depends on it. */
  dependsOnIt: string;
}

/** @param page docs/assumptions.md: tables whose first two columns are the assumption and who depends on it */
export function readAssumptions(page: string): NamedAssumption[] {
  const [product = ''] = page.split('\n## Played by the local cloud');
  return product
    .split('\n')
    .filter((line) => line.startsWith('| ') && !/^\|\s*(assumption\b|-+)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, assumes = '', dependsOnIt = '']) => ({ assumes, dependsOnIt }))
    .filter(({ assumes }) => assumes !== '');
}
