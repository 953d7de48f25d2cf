import { isIP, isIPv4, isIPv6 } from 'node:net';
import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common, once, pageOf, paging, writing } from './parameters.ts';
import type { PvtzState } from './state.ts';
import { type PvtzRecord, type PvtzZone, RECORD_TYPES, type RecordContent } from './zone.ts';

const row = actionsOf<PvtzState>();

/** `Rr` and `Ttl`, where public DNS spells `RR` and `TTL`. */
const contentParameters = {
  Rr: { type: 'string', required: true },
  Type: { type: 'string', required: true, enum: RECORD_TYPES, ignoreCase: true },
  Value: { type: 'string', required: true },
  Ttl: { type: 'integer', default: 60 },
  Weight: { type: 'integer', default: 1, min: 1, max: 100 },
  Priority: { type: 'integer', min: 1, max: 99 },
  Line: { type: 'string', default: 'default' },
} as const satisfies ParameterTable;

const contentErrors = [
  'Record.Invalid.Rr',
  'Record.Invalid.Value',
  'Record.Invalid.Ttl',
  'Record.Invalid.Conflict',
] as const satisfies PvtzErrorCode[];

const recordId = { RecordId: { type: 'integer', required: true } } as const satisfies ParameterTable;

export const addZoneRecord = row({
  name: 'AddZoneRecord',
  style: 'RPC',
  parameters: {
    ZoneId: { type: 'string', required: true },
    ...contentParameters,
    Remark: { type: 'string', default: '' },
    ...writing,
  },
  response: { RecordId: 'integer', Success: 'boolean' },
  errors: ['Zone.NotExists', ...contentErrors] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, newId, now }) => {
    const zone = state.zone(account, parameters.ZoneId);
    const content = contentOf(parameters);
    checkContent(content);
    checkNeighbours(zone, content);
    const id = Number(newId('1', 11, 'digits'));
    const times = { createdAt: now, updatedAt: now };
    zone.add({ recordId: id, content, enabled: true, remark: parameters.Remark, ...times });
    return { RecordId: id, Success: true };
  },
});

/** What is left out goes back to its default (inferred). */
export const updateZoneRecord = row({
  name: 'UpdateZoneRecord',
  style: 'RPC',
  parameters: { ...recordId, ...contentParameters, ...writing },
  response: { RecordId: 'integer' },
  errors: ['Record.NotExists', ...contentErrors] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = state.record(account, parameters.RecordId);
    const content = contentOf(parameters);
    checkContent(content);
    checkNeighbours(zone, content, record);
    record.content = content;
    record.updatedAt = now;
    zone.touch(now);
    return { RecordId: record.recordId };
  },
});

export const deleteZoneRecord = row({
  name: 'DeleteZoneRecord',
  style: 'RPC',
  parameters: { ...recordId, ...writing },
  response: { RecordId: 'integer' },
  errors: ['Record.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = state.record(account, parameters.RecordId);
    zone.remove(record, now);
    return { RecordId: record.recordId };
  },
});

export const setZoneRecordStatus = row({
  name: 'SetZoneRecordStatus',
  style: 'RPC',
  parameters: { ...recordId, Status: { type: 'string', required: true, enum: ['ENABLE', 'DISABLE'] }, ...writing },
  response: { RecordId: 'integer', Status: 'string' },
  errors: ['Record.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = state.record(account, parameters.RecordId);
    record.enabled = parameters.Status === 'ENABLE';
    record.updatedAt = now;
    zone.touch(now);
    return { RecordId: record.recordId, Status: parameters.Status };
  },
});

/** Its search is exact unless told, where that of public DNS is not. */
export const describeZoneRecords = row({
  name: 'DescribeZoneRecords',
  style: 'RPC',
  parameters: {
    ZoneId: { type: 'string', required: true },
    Keyword: { type: 'string' },
    SearchMode: { type: 'string', enum: ['LIKE', 'EXACT'], ignoreCase: true, default: 'EXACT' },
    ...paging,
    ...common,
  },
  response: {
    TotalItems: 'integer',
    TotalPages: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Records: {
      Record: [
        {
          RecordId: 'integer',
          ZoneId: 'string',
          Rr: 'string',
          Type: 'string',
          Value: 'string',
          Ttl: 'integer',
          Weight: 'integer',
          Priority: 'integer',
          Line: 'string',
          Status: 'string',
          Remark: 'string',
          CreateTimestamp: 'integer',
          UpdateTimestamp: 'integer',
        },
      ],
    },
  },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = state.zone(account, parameters.ZoneId);
    const word = (parameters.Keyword ?? '').toLowerCase();
    const hits = (text: string) => (parameters.SearchMode === 'LIKE' ? text.includes(word) : text === word);
    const found = zone.all.filter(
      ({ content }) => word === '' || hits(content.rr) || hits(content.value.toLowerCase()),
    );
    const { items, totals } = pageOf(found, parameters);
    return { ...totals, Records: { Record: items.map((record) => recordBody(zone, record)) } };
  },
});

function contentOf(parameters: {
  readonly Rr: string;
  readonly Type: RecordContent['type'];
  readonly Value: string;
  readonly Ttl: number;
  readonly Weight: number;
  readonly Priority: number | undefined;
  readonly Line: string;
}): RecordContent {
  const { Rr, Type: type, Value: value, Ttl: ttl, Weight: weight, Priority, Line: line } = parameters;
  return {
    rr: Rr.toLowerCase(),
    type,
    value,
    ttl,
    weight,
    priority: type === 'MX' ? (Priority ?? 10) : undefined,
    line,
  };
}

function checkContent({ rr, type, value, ttl }: RecordContent): void {
  if (!isHostRecord(rr)) throw new ApiError<PvtzErrorCode>('Record.Invalid.Rr', { rr });
  if (!isValueOf(type, value)) throw new ApiError<PvtzErrorCode>('Record.Invalid.Value');
  if (!TTLS.includes(ttl)) throw new ApiError<PvtzErrorCode>('Record.Invalid.Ttl');
}

/** A CNAME stands alone, and nothing stands twice (inferred; the code is documented). */
function checkNeighbours(zone: PvtzZone, content: RecordContent, self?: PvtzRecord): void {
  const neighbours = zone.all
    .filter((record) => record !== self)
    .map((record) => record.content)
    .filter(({ rr, line }) => rr === content.rr && line === content.line);
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

function recordBody(zone: PvtzZone, { recordId: RecordId, content, enabled, remark, ...times }: PvtzRecord) {
  return {
    RecordId,
    ZoneId: zone.zoneId,
    Rr: content.rr,
    Type: content.type,
    Value: content.value,
    Ttl: content.ttl,
    Weight: content.weight,
    Priority: content.priority,
    Line: content.line,
    Status: enabled ? 'ENABLE' : 'DISABLE',
    Remark: remark === '' ? undefined : remark,
    CreateTimestamp: times.createdAt,
    UpdateTimestamp: times.updatedAt,
  };
}

/** Documented: these and no others. */
const TTLS = [5, 30, 60, 3600, 43_200, 86_400];
