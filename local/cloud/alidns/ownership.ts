import { ApiError } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import type { DnsRecord } from './record.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

/** The account's own zone of that name. */
export function ownZone(state: AlidnsState, account: string, domainName: string): Zone {
  const zone = state.zone(domainName);
  if (!zone) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.NoExist');
  if (zone.account !== account) throw new ApiError<AlidnsErrorCode>('IncorrectDomainUser');
  return zone;
}

/** The account's own record; unknown, deleted and foreign ones are refused alike. */
export function ownRecord(state: AlidnsState, account: string, recordId: string): { zone: Zone; record: DnsRecord } {
  const found = state.record(recordId);
  if (found?.zone.account !== account) throw new ApiError<AlidnsErrorCode>('DomainRecordNotBelongToUser');
  return found;
}

/** The same, for a change. */
export function ownUnlockedRecord(state: AlidnsState, account: string, recordId: string) {
  const found = ownRecord(state, account, recordId);
  if (found.record.locked) throw new ApiError<AlidnsErrorCode>('DomainRecordLocked');
  return found;
}
