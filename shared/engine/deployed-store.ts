import type { Store } from '../state/store.ts';

/** What the store is opened with. */
export interface StoreAccess {
  fetch: typeof globalThis.fetch;
  /** Of Tablestore: instance and region name its host, unless an origin stands for everything (TORII_ENDPOINT). */
  instance: string;
  region: string;
  override?: string | undefined;
  credentials: () => { accessKeyId: string; accessKeySecret: string; securityToken: string };
  /** Of the signatures, in ms since the epoch. */
  machineNow: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  random: () => number;
  attemptSignal: () => AbortSignal;
}

export class StoreMissing extends Error {
  readonly code = 'StoreMissing';

  constructor() {
    super('this build has no store for deployed functions');
    this.name = 'StoreMissing';
  }
}

/** @throws StoreMissing */
export function deployedStore(_access: StoreAccess): Store {
  throw new StoreMissing();
}
