import { randomBytes } from 'node:crypto';
import { InvalidMasterKeys, type MasterKeys, type Sealed, seal } from '../../shared/secrets/sealed-box.ts';
import { GLOBAL, type Store } from '../../shared/state/store.ts';
import { givenKeys } from '../master-keys/given-keys.ts';
import { keyStates } from '../master-keys/key-states.ts';
import { sayKeyState, sayNoneGiven } from '../master-keys/say-key-state.ts';
import { asItShouldBe, type InitStep, left, made } from './init-step.ts';

/**
 * The mark of a master key (document kind `master-key`, named after it): random bytes that open with that key alone, so that
 * another key of the same name is noticed. It tells no more of the key than whatever else is sealed with it.
 */
export interface MasterKeyDocument {
  sealed: Sealed;
  /** ms since the epoch. */
  markedAt: number;
}

/**
 * Compares TORII_MASTER_KEYS with what is sealed, and marks keys that are right and have no mark yet. Where one is not
 * right, nothing is written.
 *
 * @param given.masterKeys TORII_MASTER_KEYS
 */
export async function ensureMasterKeys(
  store: Store,
  {
    account,
    masterKeys = '',
    now,
    dryRun,
  }: { account: string; masterKeys?: string | undefined; now: number; dryRun: boolean },
): Promise<InitStep[]> {
  const keys = givenKeys(masterKeys);
  if (keys instanceof InvalidMasterKeys)
    return [left('master keys', keys.message, 'Nothing of them is repeated here.')];
  const states = await keyStates(store, account, keys);
  const wrong = states.flatMap((state) => {
    const { says, wayOut } = sayKeyState(state);
    return wayOut === undefined ? [] : [left(`master key ${state.name}`, says, wayOut)];
  });
  if (wrong.length > 0) return wrong;
  if (!keys) {
    if (states.length === 0) return [asItShouldBe('master keys', 'none is given, so no secret can be kept')];
    const { says, wayOut } = sayNoneGiven(states);
    return [left('master keys', says, wayOut)];
  }
  const steps: InitStep[] = [];
  for (const state of states) {
    const what = `master key ${state.name}`;
    const { says } = sayKeyState(state);
    if (state.isMarked) steps.push(asItShouldBe(what, says));
    else {
      if (!dryRun) await mark(store, { account, keys, name: state.name, now });
      steps.push({ ...made(`mark of ${what}`), says });
    }
  }
  return steps;
}

/** @throws VersionConflict where somebody else marks it at the same time: with whose key, the next run tells */
async function mark(
  store: Store,
  { account, keys, name, now }: { account: string; keys: MasterKeys; name: string; now: number },
): Promise<void> {
  const random = randomBytes(MARK_BYTES).toString('base64');
  const body: MasterKeyDocument = {
    sealed: seal({ ...keys, current: name }, random, `master-key/${name}`),
    markedAt: now,
  };
  await store.put({ account, region: GLOBAL, kind: 'master-key', name }, { body, dueAt: null }, 0);
}

const MARK_BYTES = 32;
