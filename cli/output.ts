import { stringify } from 'yaml';
import type { Shell } from './shell.ts';

export const FORMATS = ['table', 'json', 'yaml'] as const;
export type Format = (typeof FORMATS)[number];

/** Writes an answer as it came, or in words. */
export function write<Answer>(
  shell: Pick<Shell, 'say'>,
  format: Format,
  answer: Answer,
  inWords: (answer: Answer) => string,
): void {
  shell.say(format === 'table' ? inWords(answer) : serialised(format, answer));
}

export function serialised(format: 'json' | 'yaml', answer: unknown): string {
  return format === 'json'
    ? JSON.stringify(answer, null, 2)
    : stringify(answer, { aliasDuplicateObjects: false }).trimEnd();
}

/** Columns under their heads, two spaces apart; nothing trails. */
export function table(heads: string[], rows: string[][]): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [heads, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Each line moved to the right. */
export function indented(text: string, by = 2): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`))
    .join('\n');
}

/** `2026-03-02 08:00:00`, UTC. @param at ms since the epoch */
export function instant(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
