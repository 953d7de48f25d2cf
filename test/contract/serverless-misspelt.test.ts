import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { InvalidServerlessYaml } from '../../local/runtime/serverless-expressions.ts';
import { parseServerlessYaml } from '../../local/runtime/serverless-yaml.ts';

const text = readFileSync('s.yaml', 'utf8');
const whole: unknown = parse(text);
const read = (yaml: string) =>
  parseServerlessYaml(yaml, { directory: process.cwd(), env: {}, accountId: '1234567890123456' });

type Path = readonly (string | number)[];

/** Every key of the file but those that are anybody's to choose: names of environment variables. */
function keysOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null || path.at(-1) === 'environmentVariables') return [];
  return Object.entries(value).flatMap(([key, below]) => [[...path, key], ...keysOf(below, [...path, key])]);
}

/** One of each kind: what all functions say is said once. */
function kindsOf(paths: readonly Path[]): Path[] {
  const kind = ([top, name, ...below]: Path) =>
    top === 'resources' && below.length > 0
      ? ['', ...below.map((step) => (typeof step === 'number' ? 0 : step))].join('.')
      : [top, name, ...below].join('.');
  return [...new Map(paths.map((path) => [kind(path), path])).values()];
}

function misspell(path: Path): string {
  const document: unknown = structuredClone(whole);
  let parent = document;
  for (const step of path.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[step];
  const fields = parent as Record<string, unknown>;
  const key = String(path.at(-1));
  fields[`${key}e`] = fields[key];
  delete fields[key];
  return stringify(document);
}

test('s.yaml declares the five functions', () => {
  const names = read(text).map(({ name }) => name);
  expect(names).toEqual([
    'torii-provisioning-api',
    'torii-gateway-provisioner',
    'torii-dns-recorder',
    'torii-certificate-rotator',
    'torii-zone-checker',
  ]);
});

test('a key of s.yaml that is misspelt, at whatever level, is an error', () => {
  const paths = kindsOf(keysOf(whole));
  expect(paths.length).toBeGreaterThan(60);
  const passed = paths.filter((path) => {
    try {
      read(misspell(path));
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidServerlessYaml);
      return false;
    }
  });
  expect(passed.map((path) => path.join('.'))).toEqual([]);
});

test('a function that the flow forgets would not be deployed, and is an error', () => {
  const forgotten = text.replace('    - [zone-checker, dns-recorder,', '    - [dns-recorder,');
  expect(() => read(forgotten)).toThrow('flow.deploy: "zone-checker" would be left out');
});
