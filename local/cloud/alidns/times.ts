/** `2015-12-12T09:23Z`, as the documents show it. */
export function utcMinute(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z`;
}

/** Whether an instant lies between two days (`YYYY-MM-DD`), both included; a day that is left out bounds nothing. */
export function isWithinDays(ms: number, first: string | undefined, last: string | undefined): boolean {
  const day = new Date(ms).toISOString().slice(0, 10);
  return (!first || day >= first) && (!last || day <= last);
}
