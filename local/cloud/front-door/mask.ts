import type { ParameterTable } from '../product.ts';
import { isFields } from './unflatten.ts';

const MASK = '***';
const SECRET_NAME = /(secret|password|token|privatekey|private_key)$/i;
/** Tokens that open nothing. */
const HARMLESS_NAME = /^(Client|Next|Page)Token$/;
const PRIVATE_KEY_BLOCK = /PRIVATE KEY-----/;

/** Parameters as the journal may keep them: by the table's word, by name, and whatever holds a PEM private key. */
export function maskSecrets(
  parameters: Readonly<Record<string, unknown>>,
  table: ParameterTable,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, table[name]?.secret ? MASK : maskValue(name, value)]),
  );
}

function maskValue(name: string, value: unknown): unknown {
  if (typeof value === 'string') {
    return (SECRET_NAME.test(name) && !HARMLESS_NAME.test(name)) || PRIVATE_KEY_BLOCK.test(value) ? MASK : value;
  }
  if (Array.isArray(value)) return value.map((item) => maskValue(name, item));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskValue(key, inner)]));
}
