import { InvalidMasterKeys } from '../../shared/secrets/sealed-box.ts';
import type { Store } from '../../shared/state/store.ts';
import type { Call } from '../../shared/state/tablestore/client.ts';
import { DOCUMENTS } from '../../shared/state/tablestore/tables.ts';
import { LIST_TABLES } from '../list-tables.ts';
import { givenKeys } from '../master-keys/given-keys.ts';
import { keyStates } from '../master-keys/key-states.ts';
import { sayKeyState, sayNoneGiven } from '../master-keys/say-key-state.ts';
import { couldNotTell, type Finding, missing, ok, warning } from './finding.ts';

/**
 * Whether TORII_MASTER_KEYS opens what is sealed. Where no table is there yet, nothing is: it is not asked, for asking makes it.
 *
 * @param masterKeys TORII_MASTER_KEYS
 */
export async function checkMasterKeys(
  { call, store }: { call: Call; store: Pick<Store, 'list'> },
  account: string,
  masterKeys = '',
): Promise<Finding[]> {
  const check = 'master keys';
  const keys = givenKeys(masterKeys);
  if (keys instanceof InvalidMasterKeys) return [missing(check, keys.message, 'Nothing of them is repeated here.')];
  try {
    const hasTable = (await call(LIST_TABLES)).includes(DOCUMENTS.name);
    const states = hasTable ? await keyStates(store, account, keys) : [];
    const findings = states.map((state) => {
      const { says, wayOut } = sayKeyState(state);
      const name = `master key ${state.name}`;
      return wayOut === undefined ? ok(name, says) : missing(name, says, wayOut);
    });
    const isNoneGiven = !keys && findings.length > 0 && findings.every(({ level }) => level === 'ok');
    if (isNoneGiven) return [missing(check, sayNoneGiven(states).says, sayNoneGiven(states).wayOut)];
    if (findings.length > 0) return findings;
    if (keys) return [ok(check, 'can be read; nothing is sealed yet')];
    const wayOut = 'Make a key with "openssl rand -base64 32", keep it, and set TORII_MASTER_KEYS to name:key.';
    return [warning(check, 'TORII_MASTER_KEYS is empty: no secret can be kept', wayOut)];
  } catch (error) {
    return [couldNotTell(check, error)];
  }
}
