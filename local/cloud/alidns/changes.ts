import { ApiError } from '../product.ts';
import { conflict } from './conflicts.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { recordLog } from './log.ts';
import { type DnsRecord, type RecordContent, sameValue } from './record.ts';
import { checkContent } from './record-rules.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

/** Codes of every write to the records of a domain. */
export const WRITE_ERRORS = [
  'DomainForbidden',
  'Forbidden.DomainExpired',
  'Forbidden.DomainLocked',
  'RecordForbidden.BlackHole',
  'RecordForbidden.DNSChange',
  'LastOperationNotFinished',
] as const satisfies AlidnsErrorCode[];

/** Codes of every write that says what a record shall be. */
export const CONTENT_ERRORS = [
  'InvalidParameter',
  'SubDomainInvalid.Value',
  'URLForwardError.PanRecord',
  'URLForwardError.NotDefaultLine',
  'MissingPriority',
  'InvalidPriority',
  'QuotaExceeded.TTL',
  'QuotaExceeded.Record',
  'QuotaExceeded.ARecord',
  'DomainRecordDuplicate',
  'DomainRecordConflict',
] as const satisfies AlidnsErrorCode[];

/** Values of one type, name and line. */
const VALUES_PER_SET = 90;

/** Who changes something, and when. */
export interface Hand {
  readonly at: number;
  readonly clientIp: string | undefined;
}

export function add(state: AlidnsState, zone: Zone, content: RecordContent, hand: Hand): DnsRecord {
  checkContent(content, zone.edition);
  state.beginWrite(zone);
  checkNeighbours(zone, content);
  const record = state.addRecord(zone, content);
  zone.logs.push(recordLog('Add', record, hand));
  state.endWrite(zone);
  return record;
}

export function update(state: AlidnsState, zone: Zone, record: DnsRecord, content: RecordContent, hand: Hand): void {
  checkContent(content, zone.edition);
  state.beginWrite(zone);
  if (changesNothing(record.content, content, state.ttlOnlyUpdateIs === 'accepted')) {
    throw new ApiError<AlidnsErrorCode>('DomainRecordDuplicate');
  }
  checkNeighbours(zone, content, record);
  zone.change(record, { content, updatedAt: hand.at });
  zone.logs.push(recordLog('Update', record, hand));
  state.endWrite(zone);
}

/** Several at once are one write. */
export function remove(state: AlidnsState, zone: Zone, records: readonly DnsRecord[], hand: Hand): void {
  state.beginWrite(zone);
  if (records.some(({ locked }) => locked)) throw new ApiError<AlidnsErrorCode>('DomainRecordLocked');
  for (const record of records) {
    state.removeRecord(zone, record);
    zone.logs.push(recordLog('Delete', record, hand));
  }
  if (records.length > 0) state.endWrite(zone);
}

export function setEnabled(state: AlidnsState, zone: Zone, record: DnsRecord, enabled: boolean, hand: Hand): void {
  state.beginWrite(zone);
  zone.change(record, { enabled, updatedAt: hand.at });
  zone.logs.push(recordLog(enabled ? 'Enable' : 'Pause', record, hand));
  state.endWrite(zone);
}

/** Duplicates, conflicts and quotas among the records of the same name and line, disabled ones included (inferred). */
function checkNeighbours(zone: Zone, content: RecordContent, self?: DnsRecord): void {
  const neighbours = zone
    .at(content.rr)
    .filter((record) => record !== self && record.content.line === content.line)
    .map((record) => record.content);
  if (neighbours.some((other) => other.type === content.type && sameValue(other, content))) {
    throw new ApiError<AlidnsErrorCode>('DomainRecordDuplicate');
  }
  if (neighbours.some((other) => conflict(other.type, content.type, content.rr))) {
    throw new ApiError<AlidnsErrorCode>('DomainRecordConflict');
  }
  const values = neighbours.filter((other) => other.type === content.type).length;
  if (values >= VALUES_PER_SET) throw new ApiError<AlidnsErrorCode>('QuotaExceeded.Record');
  if ((content.type === 'A' || content.type === 'AAAA') && values >= zone.edition.addresses) {
    throw new ApiError<AlidnsErrorCode>('QuotaExceeded.ARecord');
  }
}

function changesNothing(was: RecordContent, will: RecordContent, ttlCounts: boolean): boolean {
  const sameSet = was.rr === will.rr && was.type === will.type && was.line === will.line;
  return sameSet && sameValue(was, will) && was.priority === will.priority && (!ttlCounts || was.ttl === will.ttl);
}
