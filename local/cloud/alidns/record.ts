export const RECORD_TYPES = [
  'A',
  'AAAA',
  'CNAME',
  'MX',
  'TXT',
  'NS',
  'SRV',
  'CAA',
  'REDIRECT_URL',
  'FORWARD_URL',
  'ALIAS',
  'SVCB',
  'HTTPS',
] as const;

export type RecordType = (typeof RECORD_TYPES)[number];

/** What a client says a record shall be. */
export interface RecordContent {
  /** Host part relative to the zone, `@` for the zone itself. */
  readonly rr: string;
  readonly type: RecordType;
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  readonly line: string;
  /** MX only. */
  readonly priority?: number | undefined;
}

export interface DnsRecord {
  readonly recordId: string;
  /** Grows from record to record of an account's zones: the order they were made in. */
  readonly sequence: number;
  content: RecordContent;
  enabled: boolean;
  locked: boolean;
  remark: string;
  /** 1 to 100. It counts while the load of its name, type and line is shared by weight. */
  weight: number;
  readonly createdAt: number;
  updatedAt: number;
}

/** Host names are the same with a trailing dot and in any case; texts are not. */
export function sameValue(one: RecordContent, other: RecordContent): boolean {
  const fold = ({ type, value }: RecordContent) => (type === 'TXT' ? value : foldedValue(value));
  return fold(one) === fold(other);
}

/** A value as searches see it. */
export function foldedValue(value: string): string {
  return value.replace(/\.$/, '').toLowerCase();
}
