/** A span of time as people write it: a whole number with `m`, `h` or `d`, like `20m`, `6h` or `1d`. */
export const SPAN = /^[1-9]\d{0,5}[mhd]$/;

/** @returns milliseconds; undefined where the text is no span */
export function spanMs(text: string): number | undefined {
  if (!SPAN.test(text)) return undefined;
  const minutes = text.endsWith('d') ? 1440 : text.endsWith('h') ? 60 : 1;
  return Number(text.slice(0, -1)) * minutes * 60_000;
}
