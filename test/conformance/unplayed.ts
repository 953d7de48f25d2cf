/**
 * What an official SDK has for an action and the local cloud has not, with the reason. Keys are `Action Path`; `*` stands
 * for anything: `ListServerGroups *.ServiceName`.
 */
export interface Unplayed {
  /** Fields that no answer holds. */
  readonly answers: Readonly<Record<string, string>>;
  /** Parameters that are ignored. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whether one of the keys covers `Action Path`. */
export function isUnplayed(table: Readonly<Record<string, string>>, entry: string): boolean {
  return Object.keys(table).some((key) => {
    const pattern = key.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.*')}$`).test(entry);
  });
}
