/** Key → value. */
export type ZoneTags = ReadonlyMap<string, string>;

/** Whether it is among them, with any value where none is wanted. */
export function hasTag(
  tags: ZoneTags,
  { Key, Value }: { readonly Key: string | undefined; readonly Value: string | undefined },
): boolean {
  return Key === undefined || (tags.has(Key) && (Value === undefined || tags.get(Key) === Value));
}

/** A page of the keys that any of the zones has, each with its values, as DescribeTags answers. */
export function pageOfTags(
  zones: readonly { readonly tags: ZoneTags }[],
  { PageNumber, PageSize }: { readonly PageNumber: number; readonly PageSize: number },
) {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of zones.flatMap(({ tags }) => [...tags])) {
    values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const Tags = [...values].map(([Key, all]) => ({ Key, Values: [...all] }));
  const from = (PageNumber - 1) * PageSize;
  return { TotalCount: Tags.length, PageNumber, PageSize, Tags: Tags.slice(from, from + PageSize) };
}
