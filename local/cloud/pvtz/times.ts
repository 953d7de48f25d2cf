/** `2018-01-23T03:15Z`, as the documents show it. */
export function utcMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}
