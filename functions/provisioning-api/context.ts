import type { Deps } from '../../shared/engine/deps.ts';
import type { Readers } from './observe.ts';
import type { Limits } from './security/limits.ts';
import type { KeyMemory } from './security/oidc.ts';
import type { SecuritySettings } from './security/settings.ts';

/** What one request of the API works with. */
export interface ApiContext {
  deps: Deps;
  account: string;
  read: Readers;
  /** Where the functions run. */
  region?: string | undefined;
  /** TORII_PREFIX: what the names of functions begin with, before a hyphen. Default: torii */
  prefix?: string | undefined;
  /** TORII_MASTER_KEYS: what secrets are sealed with before they are written down. */
  masterKeys?: string | undefined;
  security: SecuritySettings;
  /** Random bytes for keys, from the machine's own generator. */
  newBytes: (length: number) => Uint8Array;
  /** What the instance remembers between requests. */
  instance: Instance;
  /** PEM of the roots that clients know; empty or absent: those that come with Node.js. */
  trustedRoots?: string | undefined;
}

/** Lives as long as the instance, and is worth no more than that: every part of it may be lost. */
export interface Instance {
  limits: Limits;
  /** The keys of the issuer of tokens. */
  oidc: KeyMemory;
}
