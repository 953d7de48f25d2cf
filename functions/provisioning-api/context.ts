import type { Deps } from '../../shared/engine/deps.ts';
import type { Readers } from './observe.ts';

/** What one request of the API works with. */
export interface ApiContext {
  deps: Deps;
  account: string;
  read: Readers;
}
