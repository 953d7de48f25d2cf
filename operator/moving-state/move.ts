import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Store } from '../../shared/state/store.ts';
import { tablestoreStore } from '../../shared/state/tablestore/store.ts';
import { accountBehind, type OwnCloud, operatorTables, placeIn } from '../own-cloud.ts';
import { type ExportEnd, exportLine } from './export-format.ts';
import { type ExportOptions, exportState } from './export-state.ts';
import { type Imported, type ImportOptions, importState } from './import-state.ts';

/**
 * Writes an export that nobody else may read. The file is there when it is whole, and not before.
 *
 * @throws CloudError, TablestoreError, or what the file system says
 */
export async function exportToFile(
  own: OwnCloud,
  path: string,
  options: Omit<ExportOptions, 'account'>,
): Promise<ExportEnd> {
  const { account, store } = await tablesOf(own);
  const partial = `${path}.partial`;
  const file = await open(partial, 'w', 0o600);
  let last = '';
  try {
    for await (const line of exportState(store, { ...options, account })) {
      await file.write(`${line}\n`);
      last = line;
    }
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
  await file.close();
  await rename(partial, path);
  return exportLine.parse(JSON.parse(last)) as ExportEnd;
}

/** @throws ImportRefused, CloudError, TablestoreError */
export async function importFromFile(
  own: OwnCloud,
  path: string,
  options: Omit<ImportOptions, 'account'>,
): Promise<Imported> {
  const { account, store } = await tablesOf(own);
  const read = () => createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  return importState(store, read, { ...options, account });
}

async function tablesOf(own: OwnCloud): Promise<{ account: string; store: Store }> {
  const account = await accountBehind(own);
  // As it is at rest: what is sealed stays sealed.
  return { account, store: tablestoreStore(operatorTables(own, placeIn(account, own.place))) };
}
