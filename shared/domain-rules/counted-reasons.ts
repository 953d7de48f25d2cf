export interface CountedReason<Reason extends string> {
  reason: Reason;
  count: number;
}

/** How often each reason was given, the most frequent first. */
export function countReasons<Reason extends string>(items: readonly { reason: Reason }[]): CountedReason<Reason>[] {
  return [...new Set(items.map(({ reason }) => reason))]
    .map((reason) => ({ reason, count: items.filter((item) => item.reason === reason).length }))
    .sort((a, b) => b.count - a.count);
}

/** `2 ZoneNotSupported, 1 NoFreeAddress` */
export function spellCounts(counts: readonly CountedReason<string>[]): string {
  return counts.map(({ reason, count }) => `${count} ${reason}`).join(', ');
}
