import type { Schemas } from '../../shared/state/schema.ts';
import type { Store } from '../../shared/state/store.ts';

/** Opens a store over one and the same place; with other schemas it is another version of Torii. */
export type OpenStore = (schemas?: Schemas) => Store;
