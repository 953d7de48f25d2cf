/** `2020-05-19T14:19:42Z` */
export function utcTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `2018-07-13` */
export function utcDate(ms: number): string {
  return utcTime(ms).slice(0, 10);
}

/** `2006-01-02 15:04:05`, in UTC. */
export function spacedTime(ms: number): string {
  return utcTime(ms).replace('T', ' ').replace('Z', '');
}

/** Reads that form; ms since the epoch, or undefined where the text is none. */
export function readTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return undefined;
  const time = Date.parse(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}
