import type { DocumentKey, Store } from '../../shared/state/store.ts';

/** A store, and how often something was written to it. */
export interface WrittenStore extends Store {
  /** Documents put and deleted. Leases do not count: they are written by whoever only looks. */
  readonly written: number;
}

export function writtenStore(store: Store): WrittenStore {
  let written = 0;
  const count = ({ kind }: DocumentKey) => {
    if (kind !== 'lease') written += 1;
  };
  return {
    ...store,
    async put(key, document, expectedVersion) {
      const version = await store.put(key, document, expectedVersion);
      count(key);
      return version;
    },
    async delete(key, expectedVersion) {
      await store.delete(key, expectedVersion);
      count(key);
    },
    get written() {
      return written;
    },
  };
}
