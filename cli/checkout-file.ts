import { readFileSync } from 'node:fs';

/**
 * A file of the checkout that this command line belongs to; undefined where it was taken elsewhere. Two steps up from the
 * bundle, and one from the sources.
 */
export function checkoutFile(path: string): string | undefined {
  for (const root of ['..', '../..']) {
    try {
      return readFileSync(new URL(`${root}/${path}`, import.meta.url), 'utf8');
    } catch {
      // It is not there.
    }
  }
  return undefined;
}
