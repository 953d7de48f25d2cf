import { readFileSync } from 'node:fs';
import { CannotGoOn } from './errors.ts';
import type { Shell } from './shell.ts';

/**
 * What stands in a file, or in standard input for `-`. What was given for its name is not repeated: it may be a key.
 *
 * @param flag as it is called, for people
 * @throws CannotGoOn
 */
export function readGiven(path: string, flag: string, { readInput }: Pick<Shell, 'readInput'>): string {
  if (path.includes('-----BEGIN')) {
    const wayOut = `Give ${flag} a file, or - and the text on standard input: others on this machine can read command lines.`;
    throw new CannotGoOn(`${flag} takes a file, not its text`, wayOut);
  }
  if (path === '-') return readInput();
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'no such file' } = error as NodeJS.ErrnoException;
    throw new CannotGoOn(`the file of ${flag} cannot be read (${code})`, 'Give a file, or - for standard input.');
  }
}
