import { type DocumentKey, isVersionConflict, type Store } from '../state/store.ts';
import type { Deps } from './deps.ts';

interface LeaseBody {
  holder: string;
  /** ms since the epoch. */
  until: number;
  /** Somebody came by while it was held: the holder looks once more before it lets go. */
  knocked: boolean;
}

/** The right to work on one thing alone, until it is let go or runs out. */
export interface Lease {
  /** Holds it for longer. @returns false when it was lost to somebody else */
  renew(): Promise<boolean>;
  /**
   * Whether a call may still be made under it: renews it where its time is over, because whoever stalled on the way may
   * find that another took over and made the same call.
   */
  holds(): Promise<boolean>;
  /** Whether somebody came by since it was last renewed. */
  knocked(): Promise<boolean>;
  /** Lets go. @returns true when somebody knocked: it is still held then, and there is more to look at */
  release(): Promise<boolean>;
  /** Lets go whoever knocked; harmless when it is not held any more. */
  letGo(): Promise<void>;
}

/**
 * Takes the lease of `key`, or knocks at the one who holds it. Each taking is told from every other, whatever `taker` says:
 * a retry may have the request id of the attempt before it, which may only have stalled.
 *
 * @param taker who takes it, for whoever reads the document
 * @param ttlMs how long a holder that died keeps it
 * @returns undefined when somebody else holds it; they will look once more
 */
export async function takeLease(
  deps: Pick<Deps, 'store' | 'clock' | 'newId'>,
  key: DocumentKey,
  taker: string,
  ttlMs: number,
): Promise<Lease | undefined> {
  const { store, clock, newId } = deps;
  const holder = `${taker}/${newId()}`;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const held = await store.get<LeaseBody>(key);
    const free = !held || held.body.until <= clock.now();
    const body = free ? { holder, until: clock.now() + ttlMs, knocked: false } : { ...held.body, knocked: true };
    const version = await putIfUnchanged(store, key, body, held?.version ?? 0);
    if (version === undefined) continue;
    return free ? heldLease(deps, key, { holder, ttlMs, version, until: body.until }) : undefined;
  }
  return undefined;
}

function heldLease(
  { store, clock }: Pick<Deps, 'store' | 'clock'>,
  key: DocumentKey,
  {
    holder,
    ttlMs,
    version: firstVersion,
    until: firstUntil,
  }: { holder: string; ttlMs: number; version: number; until: number },
): Lease {
  let version = firstVersion;
  let heldUntil = firstUntil;
  let renewing: Promise<boolean> | undefined;
  let knocked = false;

  /** @param looksAgain whoever knocked is answered by the look that follows; else they are not forgotten */
  const hold = async (looksAgain: boolean): Promise<boolean> => {
    if (looksAgain) knocked = false;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const body = { holder, until: clock.now() + ttlMs, knocked };
      const written = await putIfUnchanged(store, key, body, version);
      if (written !== undefined) {
        version = written;
        heldUntil = body.until;
        return true;
      }
      const current = await store.get<LeaseBody>(key);
      if (current?.body.holder !== holder) return false;
      if (!looksAgain) knocked ||= current.body.knocked;
      version = current.version;
    }
    return false;
  };

  return {
    renew: () => hold(true),
    holds: async () => {
      if (clock.now() < heldUntil) return true;
      // Steps under way at the same time ask at the same time.
      renewing ??= hold(false).finally(() => {
        renewing = undefined;
      });
      return renewing;
    },
    knocked: async () => {
      const current = await store.get<LeaseBody>(key);
      return current?.body.holder === holder && current.body.knocked;
    },
    release: async () => {
      const current = await store.get<LeaseBody>(key);
      if (current?.body.holder !== holder) return false;
      if (current.body.knocked) return hold(true);
      const released = await putIfUnchanged(store, key, { ...current.body, until: 0 }, current.version);
      return released === undefined ? hold(true) : false;
    },
    letGo: async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
        const current = await store.get<LeaseBody>(key);
        if (current?.body.holder !== holder || current.body.until === 0) return;
        if ((await putIfUnchanged(store, key, { ...current.body, until: 0 }, current.version)) !== undefined) return;
      }
    },
  };
}

async function putIfUnchanged(
  store: Store,
  key: DocumentKey,
  body: LeaseBody,
  version: number,
): Promise<number | undefined> {
  try {
    return await store.put(key, { body, dueAt: null }, version);
  } catch (error) {
    if (isVersionConflict(error)) return undefined;
    throw error;
  }
}

const ATTEMPTS = 10;
