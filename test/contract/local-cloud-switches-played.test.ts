import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SWITCHES } from '../../local/cloud/control/switch-table.ts';

const tests = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('local-cloud-switches-played.test.ts'))
  .map((path) => readFileSync(join('test', path), 'utf8'))
  .join('\n');

/** Set as a property, or by its name. */
function isPlayed(name: string): boolean {
  const property = name.slice(name.lastIndexOf('.') + 1);
  return new RegExp(`\\.${property} = |\\b${property}: |['/]${name.replaceAll('.', '\\.')}['\`]`).test(tests);
}

test('every switch is played by a test', () => {
  expect(Object.keys(SWITCHES).filter((name) => !isPlayed(name))).toEqual([]);
});
