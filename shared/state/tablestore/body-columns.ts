import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { ColumnValue, Row } from './plain-buffer.ts';

/** A body up to here stays as it is, so that people can read it in the console. */
const COMPRESSED_FROM_BYTES = 200_000;

/** A column holds 2 MB at most (documented: "Limits on the Wide Column model"). */
const COLUMN_BYTES = 1_900_000;

const PLAIN = 'body';
const PART = 'body_';

/** The text as it is, or compressed and in as many columns as it takes. */
export async function bodyColumns(text: string): Promise<Record<string, ColumnValue>> {
  if (Buffer.byteLength(text) <= COMPRESSED_FROM_BYTES) return { [PLAIN]: text };
  const bytes = await promisify(deflateRaw)(text);
  const columns: Record<string, ColumnValue> = {};
  for (let at = 0, part = 0; at < bytes.length; at += COLUMN_BYTES, part++) {
    columns[`${PART}${part}`] = bytes.subarray(at, at + COLUMN_BYTES);
  }
  return columns;
}

/** @throws RowUnreadable */
export async function readBody(row: Row): Promise<unknown> {
  const text = await bodyText(row);
  try {
    return JSON.parse(text);
  } catch {
    // Not what the parser says: it quotes the text.
    throw new RowUnreadable('its body is no JSON');
  }
}

async function bodyText({ columns }: Row): Promise<string> {
  const plain = columns.get(PLAIN);
  if (typeof plain === 'string') return plain;
  const parts: Uint8Array[] = [];
  for (let part = columns.get(`${PART}0`); part instanceof Uint8Array; part = columns.get(`${PART}${parts.length}`)) {
    parts.push(part);
  }
  if (parts.length === 0) throw new RowUnreadable('it has no body');
  try {
    return (await promisify(inflateRaw)(Buffer.concat(parts))).toString('utf8');
  } catch {
    throw new RowUnreadable('its body is cut off or damaged');
  }
}

/** @throws RowUnreadable */
export function integer({ columns }: Row, name: string): number {
  const value = columns.get(name);
  if (typeof value !== 'bigint') throw new RowUnreadable(`its column "${name}" is no INTEGER`);
  return Number(value);
}

/** A row in one of our tables that Torii did not write like that. */
export class RowUnreadable extends Error {
  readonly code = 'RowUnreadable';
  readonly retryable = false;

  constructor(problem: string) {
    super(
      `a row in Torii's tables cannot be read: ${problem}. Something else changed it; put it back from an export, or ` +
        'delete it, and let it be made anew',
    );
    this.name = 'RowUnreadable';
  }
}
