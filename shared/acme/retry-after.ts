/**
 * How long an answer asks to wait (RFC 9110, 10.2.3): seconds, or until a date. Never below 0.
 *
 * @param now ms since the epoch; dates are taken relative to it
 * @returns ms, or undefined where the answer asks nothing readable
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  // Date.parse reads much that is no date, as a negative number: an HTTP date begins with a day.
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
