/** A value of a column. Integers are of 64 bits. */
export type Value =
  | { readonly type: 'integer'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'binary'; readonly value: Buffer };

export type KeyType = 'integer' | 'string' | 'binary';
/** A value of a primary key column. */
export type KeyValue = Extract<Value, { readonly type: KeyType }>;

/** What a request may name in place of a primary key's value: before all, after all, or "the next number, please". */
export type Placeholder = { readonly type: 'inf-min' | 'inf-max' | 'auto-increment' };

/**
 * The order of values: numbers by size, text and binaries by their bytes (text as UTF-8). Values of different types are
 * in no order.
 *
 * @returns below, at or above zero, or undefined
 */
export function compareValues(one: Value, other: Value): number | undefined {
  if (one.type === 'integer' && other.type === 'integer') return order(one.value, other.value);
  if (one.type === 'double' && other.type === 'double') return order(one.value, other.value);
  if (one.type === 'boolean' && other.type === 'boolean') return order(one.value, other.value);
  if (one.type === 'string' && other.type === 'string') {
    return one.value === other.value ? 0 : Buffer.compare(Buffer.from(one.value), Buffer.from(other.value));
  }
  if (one.type === 'binary' && other.type === 'binary') return Buffer.compare(one.value, other.value);
  return undefined;
}

function order<Comparable>(one: Comparable, other: Comparable): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Column by column; a placeholder stands below or above every value. */
export function compareKeys(
  one: readonly (KeyValue | Placeholder)[],
  other: readonly (KeyValue | Placeholder)[],
): number {
  for (const [index, mine] of one.entries()) {
    const theirs = other[index];
    const difference = theirs === undefined ? 0 : compareKeyColumn(mine, theirs);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareKeyColumn(one: KeyValue | Placeholder, other: KeyValue | Placeholder): number {
  const [mine, theirs] = [rank(one), rank(other)];
  if (mine !== theirs || isPlaceholder(one) || isPlaceholder(other)) return mine - theirs;
  return compareValues(one, other) ?? 0;
}

function rank({ type }: KeyValue | Placeholder): number {
  return type === 'inf-min' ? -1 : type === 'inf-max' ? 1 : 0;
}

export function isPlaceholder(value: Value | Placeholder): value is Placeholder {
  return value.type === 'inf-min' || value.type === 'inf-max' || value.type === 'auto-increment';
}

/** Bytes, as limits and capacity units count them. */
export function sizeOf(value: Value): number {
  switch (value.type) {
    case 'boolean':
      return 1;
    case 'string':
      return Buffer.byteLength(value.value);
    case 'binary':
      return value.value.length;
    default:
      return 8;
  }
}
