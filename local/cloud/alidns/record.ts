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
  content: RecordContent;
  enabled: boolean;
  locked: boolean;
  remark: string;
  readonly createdAt: number;
  updatedAt: number;
}
