import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionCode } from '../functions.ts';
import { unzip } from './unzip.ts';

/** The deployed archives, each unpacked once. All instances of a function share its folder, and none should write there. */
export class CodeFolders {
  readonly #folders = new Map<FunctionCode, string>();

  /** @throws InvalidZip */
  of(code: FunctionCode): string {
    const known = this.#folders.get(code);
    if (known) return known;
    const folder = mkdtempSync(join(tmpdir(), 'local-fc-'));
    this.#folders.set(code, folder);
    try {
      unzip(code.zip, folder);
    } catch (error) {
      // The next instance would start in half of it.
      this.remove(code);
      throw error;
    }
    return folder;
  }

  remove(code: FunctionCode): void {
    const folder = this.#folders.get(code);
    if (!folder) return;
    this.#folders.delete(code);
    rmSync(folder, { recursive: true, force: true });
  }

  close(): void {
    for (const code of this.#folders.keys()) this.remove(code);
  }
}
