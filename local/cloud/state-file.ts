import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import type { Snapshot } from './snapshot/snapshot.ts';

/** The file is not what a cloud of this program wrote; it is left as it is. */
export class StateFileError extends Error {
  readonly code = 'StateFileError';
  readonly retryable = false;
  readonly hint: string;

  constructor(path: string, why: string, options: ErrorOptions = {}) {
    super(`${path} cannot be the state of this cloud: ${why}.`, options);
    this.name = 'StateFileError';
    this.hint = 'It was left as it is. Move it away to begin anew, or start the version of the cloud that wrote it.';
  }
}

/** Undefined where there is no file yet. @throws StateFileError */
export async function readStateFile(path: string): Promise<Snapshot | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new StateFileError(path, `it cannot be read (${error.code ?? 'unknown'})`);
  });
  if (text === undefined) return undefined;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new StateFileError(path, 'it is broken, and no JSON');
  }
  const { format, version } = Object(read) as { format?: unknown; version?: unknown };
  if (format !== 'torii-local-cloud') throw new StateFileError(path, 'something else wrote it');
  if (version !== 1) throw new StateFileError(path, `its version is ${String(version)}, not 1`);
  return read as Snapshot;
}

/** Whole or not at all, and for its owner's eyes only: there are keys in it. */
export async function writeStateFile(path: string, snapshot: Snapshot): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(JSON.stringify(snapshot));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
