import * as z from 'zod';
import type { DocumentKind, JournalEntry } from '../../shared/state/store.ts';
import { EXPORTED_KINDS } from './exported-kinds.ts';

/**
 * An export is lines of JSON: a header, a line for each document, a line for each entry of a journal where those were asked
 * for, and an end, without which the file is not whole.
 */
export const FORMAT_VERSION = 1;

const kind = z.enum(EXPORTED_KINDS as readonly [DocumentKind, ...DocumentKind[]]);
const count = z.int().min(0);

const header = z.strictObject({
  line: z.literal('header'),
  torii: z.literal('export'),
  formatVersion: z.int(),
  account: z.string(),
  /** ISO 8601. */
  exportedAt: z.string(),
  /** As they were counted before they were read. */
  counts: z.partialRecord(kind, count),
  journal: z.boolean(),
});

const document = z.strictObject({
  line: z.literal('document'),
  kind,
  region: z.string(),
  name: z.string(),
  /** Of the body, as `shared/state/schema.ts` counts them for this kind. */
  schema: z.int().min(1),
  /** ms since the epoch. */
  dueAt: z.number().nullable(),
  body: z.unknown(),
});

const entry = z.strictObject({
  line: z.literal('entry'),
  // As it is, in its own order: an entry says whatever its writer knew.
  entry: z.custom<JournalEntry>((value) => {
    const { region, gateway } = Object(value);
    return typeof region === 'string' && typeof gateway === 'string';
  }),
});

const end = z.strictObject({
  line: z.literal('end'),
  documents: count,
  entries: count,
  /** Names of the master keys that open what is sealed in here; without them it stays shut. */
  masterKeys: z.array(z.string()),
});

export const exportLine = z.discriminatedUnion('line', [header, document, entry, end]);

export type ExportHeader = z.output<typeof header>;
export type ExportedDocument = z.output<typeof document>;
export type ExportEnd = z.output<typeof end>;
