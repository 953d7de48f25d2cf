/** A span of time as people write it: a whole number with `m`, `h` or `d`, like `20m`, `6h` or `1d`. */
export const SPAN = /^[1-9]\d{0,5}[mhd]$/;

/** @returns milliseconds; undefined where the text is no span */
export function spanMs(text: string): number | undefined {
  if (!SPAN.test(text)) return undefined;
  const unit = UNIT_MS[text.slice(-1)] ?? 0;
  return Number(text.slice(0, -1)) * unit;
}

const UNIT_MS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
