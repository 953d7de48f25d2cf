/** The value below which the given share of all values lies; by rank, so that it is one of them. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  const value = sorted[rank];
  if (value === undefined) throw new Error('no values');
  return value;
}

export function rounded(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
