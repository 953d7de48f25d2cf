import { isIP, isIPv4, isIPv6 } from 'node:net';
import { ApiError } from '../product.ts';
import type { EditionTerms } from './editions.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { linesOf } from './lines.ts';
import type { RecordContent, RecordType } from './record.ts';

/** Longest time to live in seconds, whatever the edition. */
export const MAX_TTL = 86_400;

/** Throws the documented error for content that no zone could hold. */
export function checkContent(content: RecordContent, edition: EditionTerms): void {
  const { rr, type, value, ttl, line, priority } = content;
  if (!isHostRecord(rr)) throw new ApiError<AlidnsErrorCode>('InvalidParameter', { name: 'RR' });
  if (!linesOf(edition).has(line)) throw new ApiError<AlidnsErrorCode>('InvalidParameter', { name: 'Line' });
  checkWildcardAndLine(rr, type, line);
  if (!isValueOf(type, value)) throw new ApiError<AlidnsErrorCode>('SubDomainInvalid.Value');
  if (type === 'MX' && priority === undefined) throw new ApiError<AlidnsErrorCode>('MissingPriority');
  if (type === 'MX' && (priority ?? 0) > 50) throw new ApiError<AlidnsErrorCode>('InvalidPriority');
  if (ttl < edition.minTtl || ttl > MAX_TTL) {
    throw new ApiError<AlidnsErrorCode>('QuotaExceeded.TTL', { min: String(edition.minTtl) });
  }
}

/** `@`, or labels of letters, digits, `-` and `_`, the first of which may be `*`. */
function isHostRecord(rr: string): boolean {
  if (rr === '@') return true;
  const [first = '', ...others] = rr.split('.');
  return rr.length <= 253 && (first === '*' || isLabel(first)) && others.every(isLabel);
}

/** `*` is not supported for TXT, NS and SRV (alibabacloud.com/help/zh/dns/dns-record-types). */
function checkWildcardAndLine(rr: string, type: RecordType, line: string): void {
  const isUrl = type === 'REDIRECT_URL' || type === 'FORWARD_URL';
  const isWildcard = rr.startsWith('*');
  if (isUrl && isWildcard) throw new ApiError<AlidnsErrorCode>('URLForwardError.PanRecord');
  if (isUrl && line !== 'default') throw new ApiError<AlidnsErrorCode>('URLForwardError.NotDefaultLine');
  if (isWildcard && ['TXT', 'NS', 'SRV'].includes(type)) {
    throw new ApiError<AlidnsErrorCode>('InvalidParameter', { name: 'RR' });
  }
}

function isValueOf(type: RecordType, value: string): boolean {
  switch (type) {
    case 'A':
      return isIPv4(value);
    case 'AAAA':
      return isIPv6(value);
    case 'CNAME':
    case 'MX':
    case 'NS':
    case 'ALIAS':
      return isHostName(value);
    case 'TXT':
      return value.length < 512 && /^[\p{L}\p{N} \-~=:;/.@+^!*_]+$/u.test(value);
    case 'SRV': {
      const [, target] = /^\d{1,5} \d{1,5} \d{1,5} (\S+)$/.exec(value) ?? [];
      return target !== undefined && isHostName(target);
    }
    case 'CAA':
      return /^\d{1,3} (issue|issuewild|iodef) "[^"]*"$/.test(value);
    case 'REDIRECT_URL':
    case 'FORWARD_URL':
      return /^https?:\/\/\S+$/.test(value);
    case 'SVCB':
    case 'HTTPS':
      return /^\d{1,5} \S+/.test(value);
  }
}

function isHostName(value: string): boolean {
  const name = value.replace(/\.$/, '');
  return isIP(name) === 0 && name.length <= 253 && name.includes('.') && name.split('.').every(isLabel);
}

function isLabel(label: string): boolean {
  return /^(?!-)[\p{L}\p{N}_-]{1,63}(?<!-)$/u.test(label);
}
