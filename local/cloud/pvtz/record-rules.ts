import { isIP, isIPv4, isIPv6 } from 'node:net';
import { ApiError } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import type { PvtzRecord, PvtzZone, RecordContent } from './zone.ts';

/** Throws for content that no zone could hold. */
export function checkContent({ rr, type, value, ttl }: RecordContent): void {
  if (!isHostRecord(rr)) throw new ApiError<PvtzErrorCode>('Record.Invalid.Rr', { rr });
  if (!isValueOf(type, value)) throw new ApiError<PvtzErrorCode>('Record.Invalid.Value');
  if (!TTLS.includes(ttl)) throw new ApiError<PvtzErrorCode>('Record.Invalid.Ttl');
}

/** A CNAME stands alone, and nothing stands twice (inferred; the code is documented). */
export function checkNeighbours(zone: PvtzZone, content: RecordContent, self?: PvtzRecord): void {
  const neighbours = zone
    .at(content.rr)
    .filter((record) => record !== self)
    .map((record) => record.content)
    .filter(({ line }) => line === content.line);
  const clash = neighbours.some(
    ({ type, value }) =>
      (type === content.type && value.toLowerCase() === content.value.toLowerCase()) ||
      (type !== content.type && (type === 'CNAME' || content.type === 'CNAME')),
  );
  if (clash) throw new ApiError<PvtzErrorCode>('Record.Invalid.Conflict');
}

function isHostRecord(rr: string): boolean {
  if (rr === '@') return true;
  const [first = '', ...others] = rr.split('.');
  return rr.length <= 253 && (first === '*' || isLabel(first)) && others.every(isLabel);
}

function isValueOf(type: RecordContent['type'], value: string): boolean {
  switch (type) {
    case 'A':
      return isIPv4(value);
    case 'AAAA':
      return isIPv6(value);
    case 'TXT':
      return value.length >= 1 && value.length <= 255;
    case 'SRV': {
      const [, target] = /^\d{1,5} \d{1,5} \d{1,5} (\S+)$/.exec(value) ?? [];
      return target !== undefined && isHostName(target);
    }
    case 'CNAME':
    case 'MX':
    case 'PTR':
      return isHostName(value);
  }
}

function isHostName(value: string): boolean {
  const name = value.replace(/\.$/, '').toLowerCase();
  return isIP(name) === 0 && name.length <= 253 && name.split('.').every(isLabel);
}

function isLabel(label: string): boolean {
  return /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/.test(label);
}

/** Documented: these and no others. */
const TTLS = [5, 30, 60, 3600, 43_200, 86_400];
