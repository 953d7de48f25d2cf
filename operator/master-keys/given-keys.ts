import { InvalidMasterKeys, type MasterKeys, readMasterKeys } from '../../shared/secrets/sealed-box.ts';

/** @param text TORII_MASTER_KEYS @returns undefined where it is empty, and what is wrong with it where it cannot be read */
export function givenKeys(text: string): MasterKeys | InvalidMasterKeys | undefined {
  if (text.trim() === '') return undefined;
  try {
    return readMasterKeys(text);
  } catch (error) {
    if (error instanceof InvalidMasterKeys) return error;
    throw error;
  }
}
