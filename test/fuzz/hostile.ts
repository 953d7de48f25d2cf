import { stringify } from 'yaml';
import type { Chance } from './chance.ts';

/** Texts that have broken somebody's parser, log, path, query or shell. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '.',
  '..',
  '../../etc/passwd',
  '%00',
  '%ff',
  '%2e%2e%2f',
  '\u0000',
  '\r\nset-cookie: a=b',
  '\ud800',
  '\ufeff',
  '\u202e\u2066',
  '🚧'.repeat(40),
  'é'.normalize('NFD'),
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the attack
  '${jndi:ldap://x/a}',
  '{{7*7}}',
  "'; DROP TABLE torii_documents; --",
  '<script>alert(1)</script>',
  'null',
  'NaN',
  '1e999',
  '-0',
  '9007199254740993',
  'true',
  'a'.repeat(300),
  'x'.repeat(5000),
  'gw-'.padEnd(200, '9'),
  'cn-beijing.chat.1.2.3',
  '@audit',
  'global',
  'https://127.0.0.1/dir',
  'https://169.254.169.254/latest/meta-data/',
  'https://[::ffff:127.0.0.1]/',
  'https://2130706433/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '*.example.com',
  'xn--nxasmq6b.example.com',
  '0.0.0.0/0',
  '10.0.0.0/33',
  '::/0',
];

/** Values of every type, for places where another one is expected. */
export function hostileValue(chance: Chance): unknown {
  // Deeper ones are written as text: what walks a value here goes as deep as its stack.
  const depth = 200;
  return chance.of<() => unknown>([
    () => chance.of(HOSTILE_TEXTS),
    () => chance.of([null, true, false, 0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER, 2 ** 31]),
    () => [],
    () => ({}),
    () => [[[[]]]],
    () => JSON.parse('{"toString": 1, "valueOf": 2, "then": 3, "length": -1}'),
    () => JSON.parse('{"__proto__": {"role": "admin"}, "constructor": {"prototype": {"role": "admin"}}}'),
    () => Array.from({ length: 500 }, (_, index) => index),
    () => Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, index])),
    () => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`),
  ])();
}

/** One place of a value is changed: replaced, taken away, doubled or given a stranger. */
export function mutate(chance: Chance, value: unknown): unknown {
  const copy = structuredClone(value);
  const places: { holder: Record<string, unknown> | unknown[]; key: string }[] = [];
  const walk = (holder: unknown) => {
    if (typeof holder !== 'object' || holder === null) return;
    for (const key of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, key });
      walk((holder as Record<string, unknown>)[key]);
    }
  };
  walk(copy);
  if (places.length === 0) return hostileValue(chance);
  const { holder, key } = chance.of(places);
  const fields = holder as Record<string, unknown>;
  chance.of<() => void>([
    () => {
      fields[key] = hostileValue(chance);
    },
    () => {
      delete fields[key];
    },
    () => {
      fields[key] = [fields[key], fields[key]];
    },
    () => {
      Object.defineProperty(fields, chance.of(HOSTILE_TEXTS), {
        value: hostileValue(chance),
        enumerable: true,
        configurable: true,
      });
    },
  ])();
  return copy;
}

/** A body as text: right, or broken in the way texts are broken. */
export function write(chance: Chance, value: unknown): string {
  const json = JSON.stringify(value) ?? '';
  if (chance.is(0.7)) return json;
  return chance.of<() => string>([
    () => (typeof value === 'object' && json.length < 20_000 ? stringify(value) : json),
    () => json.slice(0, chance.below(json.length + 1)),
    () => `\ufeff${json}`,
    () => json.replaceAll('"', "'"),
    () => `${json}${json}`,
    () => json.replace('{', '{"__proto__": {"role": "admin", "mode": "enforce"}, '),
    () => json.replace('{', '{"a": 1, "a": 2, '),
    () => `---\n${json}\n---\n${json}`,
    () => `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c, *c]`,
    () => `<<: {apiVersion: torii/v1}\n? [complex, key]\n: !!binary aGVsbG8=`,
    () => '!!js/function "function () { return process.env }"',
    () => `x: !!timestamp 2001-12-14t21:59:43.10-05:00\n"y": .inf\nz: 0o14`,
    () => '['.repeat(20_000),
    () => '{"a":'.repeat(5_000),
    () => `${'- '.repeat(3_000)}x`,
    () => 'a'.repeat(300 * 1024),
    () => `%TAG ! tag:evil,2000:\n--- !x\n${json}`,
    () => '\u0000\u0001\u0002',
    () => '',
  ])();
}
