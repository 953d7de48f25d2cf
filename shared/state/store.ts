/** Which document: one per account, region, kind and name. A kind has exactly one writing function. */
export interface DocumentKey {
  account: string;
  region: string;
  kind: DocumentKind;
  name: string;
}

/**
 * `declaration` is written by provisioning-api, `provisioning` by gateway-provisioner, `records` by dns-recorder,
 * `certificates` by certificate-rotator, `zones` by zone-checker; `plans` (what was shown lately) by provisioning-api;
 * `lease` by whoever holds it. Of the account, in region `global`: by certificate-rotator `wanted-certificate` (what is got
 * from one source for one set of names), `issuance` (how far that has come) and `acme-account`; by provisioning-api
 * `issuer` (a certificate authority that was made known), `uploaded-certificate`, `renewal-request`, `api-key` (its hash)
 * and `idempotency` (what a request with an `Idempotency-Key` was answered). `dead-letter` (an invocation or event that was
 * given up) is written by whichever function it was sent to; `master-key` (something that opens with the key of that name
 * alone) by `torii init`.
 */
export type DocumentKind =
  | 'declaration'
  | 'provisioning'
  | 'records'
  | 'certificates'
  | 'zones'
  | 'plans'
  | 'lease'
  | 'wanted-certificate'
  | 'issuance'
  | 'acme-account'
  | 'issuer'
  | 'uploaded-certificate'
  | 'renewal-request'
  | 'api-key'
  | 'idempotency'
  | 'dead-letter'
  | 'master-key';

/** The region of what belongs to the account as a whole. */
export const GLOBAL = 'global';

export interface StoredDocument<Body = unknown> {
  key: DocumentKey;
  /** Starts at 1 and grows by one with each write. */
  version: number;
  /** When a timer should look at it, in ms since the epoch; null means never. */
  dueAt: number | null;
  body: Body;
  /** In a list only: something sealed in it does not open, and lies in the body as it is stored. */
  unopened?: Unopened;
}

/** Why a sealed text stayed sealed, and the way out of it. Names the master key, and nothing secret. */
export interface Unopened {
  /** `SealBroken`, `MasterKeyMissing`, `NoMasterKey` or `InvalidMasterKeys` */
  code: string;
  message: string;
}

/** What a sweep asks of a document: all but its body, so that ten thousand of them are read in a few pages. */
export interface DocumentHead {
  key: DocumentKey;
  version: number;
  dueAt: number | null;
  /** The body's own `generation` where it has one, else 0. */
  generation: number;
}

/** The journal of the account as a whole: who asked the API for what. Its region is {@link GLOBAL}. */
export const AUDIT = '@audit';

/** One line of a gateway's journal: the intent before each write and its outcome after, and what people should know. */
export interface JournalEntry {
  account: string;
  region: string;
  /** A gateway's name, or {@link AUDIT}. */
  gateway: string;
  /** ms since the epoch. */
  at: number;
  /** The function that speaks. */
  from: string;
  kind: 'intent' | 'outcome' | 'condition' | 'note' | 'audit';
  /** A reason constant, or the step's id. */
  reason: string;
  message: string;
  data?: Record<string, unknown>;
}

/** Which part of a journal is read. */
export interface JournalRange {
  /** The cursor of the page before; absent: from the beginning, or from the end where the newest come first. */
  after?: string | undefined;
  /** At most that many entries: 1 to {@link MOST_ENTRIES}, and {@link ENTRIES} where it is absent. */
  limit?: number | undefined;
  /** From the newest to the oldest. A cursor then leads to what is older. */
  newestFirst?: boolean | undefined;
}

/** Entries of a page where nobody says how many. */
export const ENTRIES = 500;
export const MOST_ENTRIES = 1_000;
/**
 * A page ends with the entry that passes this many bytes of JSON, so that it has at least one, and that pages and what is
 * made of them stay far below the 32 MB that Function Compute answers with.
 */
export const PAGE_BYTES = 4_000_000;

export interface JournalPage {
  entries: JournalEntry[];
  /** Give it back as `after` to read on, now or when there is more. */
  cursor: string;
  /** Whether there was more to read already. */
  more: boolean;
}

/** Whose journal: a gateway's, or that of something else that has a region and a name. */
export interface JournalKey {
  account: string;
  region: string;
  name: string;
}

/** What Torii remembers. Bodies are plain JSON; what comes out is never the same object that went in. */
export interface Store {
  get<Body>(key: DocumentKey): Promise<StoredDocument<Body> | undefined>;
  /**
   * Compare-and-set: writes only if the stored version is `expectedVersion` (0: only if there is none).
   * @returns the new version
   * @throws VersionConflict
   */
  put(key: DocumentKey, document: { body: unknown; dueAt: number | null }, expectedVersion: number): Promise<number>;
  /** @throws VersionConflict */
  delete(key: DocumentKey, expectedVersion: number): Promise<void>;
  /** All documents of a kind in one account, by region and name. */
  list<Body>(account: string, kind: DocumentKind): Promise<StoredDocument<Body>[]>;
  /** The same without their bodies. */
  heads(account: string, kind: DocumentKind): Promise<DocumentHead[]>;
  /** In the order of the keys; undefined where there is none. */
  getMany<Body>(keys: readonly DocumentKey[]): Promise<(StoredDocument<Body> | undefined)[]>;
  /** @returns its place, for {@link amend}; empty where it is written, and the service does not tell where */
  append(entry: JournalEntry): Promise<string>;
  /**
   * Writes an entry anew at its place, such as what became of something at the place of what was meant to be done.
   *
   * @param place as {@link append} gave it for the same journal
   */
  amend(place: string, entry: JournalEntry): Promise<void>;
  /**
   * One page, oldest first unless `newestFirst`. {@link journalPages} reads them all.
   *
   * @throws UnknownCursor
   */
  journal(gateway: JournalKey, range?: JournalRange): Promise<JournalPage>;
}

/** Somebody else wrote in between: read again, decide again. */
export class VersionConflict extends Error {
  readonly code = 'VersionConflict';
  readonly retryable = true;

  constructor(key: DocumentKey, expectedVersion: number) {
    super(
      `${key.kind} ${key.region}/${key.name} is not at version ${expectedVersion} any more: it was written in between`,
    );
    this.name = 'VersionConflict';
  }
}

/** Told by its code, because a store may live in another bundle than the one that asks. */
export function isVersionConflict(error: unknown): error is VersionConflict {
  return error instanceof Error && (error as { code?: unknown }).code === 'VersionConflict';
}
