/** `2020-05-19T14:19:42Z` */
export function utcTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `2018-07-13` */
export function utcDate(ms: number): string {
  return utcTime(ms).slice(0, 10);
}
