/** `2022-07-02T02:49:05Z` */
export function utcTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}
