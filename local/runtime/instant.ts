/** `2026-11-23T07:49:00Z`, as the platform writes instants. */
export function withoutMilliseconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
