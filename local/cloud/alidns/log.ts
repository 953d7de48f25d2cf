import type { DnsRecord, RecordContent } from './record.ts';

/** What became of a record, and who asked for it. The words are inferred. */
export interface RecordLog {
  readonly action: 'Add' | 'Update' | 'Delete' | 'Enable' | 'Pause';
  /** Ms since the epoch. */
  readonly at: number;
  readonly clientIp: string;
  readonly message: string;
}

export interface DomainLog {
  readonly account: string;
  readonly action: 'Add' | 'Delete' | 'Retrieve' | 'Transfer';
  readonly at: number;
  readonly clientIp: string;
  readonly domainName: string;
  readonly domainId: string;
  readonly groupId: string;
}

/** Who asks without saying where from does so on this machine. */
export const HERE = '127.0.0.1';

export function recordLog(
  action: RecordLog['action'],
  { content }: Pick<DnsRecord, 'content'>,
  { at, clientIp }: { readonly at: number; readonly clientIp: string | undefined },
): RecordLog {
  return { action, at, clientIp: clientIp ?? HERE, message: `${action} record: ${textOf(content)}` };
}

function textOf({ rr, type, line, value, ttl }: RecordContent): string {
  return `${type} record, line ${line}, host ${rr}, value ${value}, TTL ${ttl}`;
}
