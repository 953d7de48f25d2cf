import type { KeptAlias } from './kept-function.ts';

/**
 * Whose turn it is among the versions of an alias: of every hundred calls, each additional version has as many as its
 * weight says, evenly spread (inferred: the real draw is by chance).
 */
export function versionOf(alias: KeptAlias): string {
  const nth = alias.calls;
  alias.calls += 1;
  for (const [versionId, weight] of alias.additionalVersionWeight) {
    if (Math.floor((nth + 1) * weight + ROUNDING) > Math.floor(nth * weight + ROUNDING)) return versionId;
  }
  return alias.versionId;
}

/** So that the tenth of ten calls at 0.1 is not missed by a fraction of a bit. */
const ROUNDING = 1e-9;
