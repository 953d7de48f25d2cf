import type { Deps } from '../../shared/engine/deps.ts';
import type { Readers } from './observe.ts';

/** What one request of the API works with. */
export interface ApiContext {
  deps: Deps;
  account: string;
  read: Readers;
  /** TORII_MASTER_KEYS: what secrets are sealed with before they are written down. */
  masterKeys?: string | undefined;
  /** PEM of the roots that clients know; empty or absent: those that come with Node.js. */
  trustedRoots?: string | undefined;
}
