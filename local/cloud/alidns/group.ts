export interface DomainGroup {
  readonly account: string;
  /** Digits. */
  readonly groupId: string;
  name: string;
}

/** Domains that were put into no other group are in this one, which no list shows (inferred). */
export const DEFAULT_GROUP = 'defaultGroup';

/** What answers say of a domain's group. */
export function groupBody(group: DomainGroup | undefined) {
  return { GroupId: group?.groupId ?? DEFAULT_GROUP, GroupName: group?.name ?? DEFAULT_GROUP };
}
