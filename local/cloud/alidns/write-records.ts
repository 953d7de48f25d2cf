import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import { conflict } from './conflicts.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { ownUnlockedRecord, ownZone } from './ownership.ts';
import { type DnsRecord, RECORD_TYPES, type RecordContent } from './record.ts';
import { checkContent } from './record-rules.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

const row = actionsOf<AlidnsState>();

/** Values of one type, name and line. */
const VALUES_PER_SET = 90;

const contentParameters = {
  RR: { type: 'string', required: true },
  Type: { type: 'string', required: true, enum: RECORD_TYPES, ignoreCase: true },
  Value: { type: 'string', required: true },
  TTL: { type: 'integer', default: 600, min: 1 },
  Line: { type: 'string', default: 'default' },
  Priority: { type: 'integer', min: 1, max: 65_535 },
  Lang: { type: 'string' },
  UserClientIp: { type: 'string' },
} as const satisfies ParameterTable;

const contentErrors = [
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

const recordId = { RecordId: { type: 'string', required: true }, Lang: { type: 'string' } } as const;
const recordErrors = ['DomainRecordNotBelongToUser', 'DomainRecordLocked'] as const satisfies AlidnsErrorCode[];

export const addDomainRecord = row({
  name: 'AddDomainRecord',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, ...contentParameters },
  response: { RecordId: 'string' },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser', ...contentErrors] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    const content = contentOf(parameters);
    checkContent(content, zone.edition.minTtl);
    checkNeighbours(zone, content);
    return { RecordId: state.addRecord(zone, content).recordId };
  },
});

export const updateDomainRecord = row({
  name: 'UpdateDomainRecord',
  style: 'RPC',
  parameters: { ...recordId, ...contentParameters },
  response: { RecordId: 'string' },
  errors: [...recordErrors, ...contentErrors] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = ownUnlockedRecord(state, account, parameters.RecordId);
    const content = contentOf(parameters);
    checkContent(content, zone.edition.minTtl);
    if (changesNothing(record.content, content, state.ttlOnlyUpdateIs === 'accepted')) {
      throw new ApiError<AlidnsErrorCode>('DomainRecordDuplicate');
    }
    checkNeighbours(zone, content, record);
    zone.change(record, { content, updatedAt: now });
    return { RecordId: record.recordId };
  },
});

export const deleteDomainRecord = row({
  name: 'DeleteDomainRecord',
  style: 'RPC',
  parameters: recordId,
  response: { RecordId: 'string' },
  errors: recordErrors,
  handler: (state, { account, parameters }) => {
    const { zone, record } = ownUnlockedRecord(state, account, parameters.RecordId);
    state.removeRecord(zone, record);
    return { RecordId: record.recordId };
  },
});

export const deleteSubDomainRecords = row({
  name: 'DeleteSubDomainRecords',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    RR: { type: 'string', required: true },
    Type: { type: 'string', enum: RECORD_TYPES, ignoreCase: true },
    Lang: { type: 'string' },
  },
  response: { RR: 'string', TotalCount: 'string' },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser', 'DomainRecordLocked'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { DomainName, RR, Type } }) => {
    const zone = ownZone(state, account, DomainName);
    const doomed = zone.at(RR).filter((record) => Type === undefined || record.content.type === Type);
    if (doomed.some((record) => record.locked)) throw new ApiError<AlidnsErrorCode>('DomainRecordLocked');
    for (const record of doomed) state.removeRecord(zone, record);
    return { RR, TotalCount: String(doomed.length) };
  },
});

export const setDomainRecordStatus = row({
  name: 'SetDomainRecordStatus',
  style: 'RPC',
  parameters: {
    ...recordId,
    Status: { type: 'string', required: true, enum: ['Enable', 'Disable'], ignoreCase: true },
  },
  response: { RecordId: 'string', Status: 'string' },
  errors: recordErrors,
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = ownUnlockedRecord(state, account, parameters.RecordId);
    zone.change(record, { enabled: parameters.Status === 'Enable', updatedAt: now });
    return { RecordId: record.recordId, Status: parameters.Status };
  },
});

export const updateDomainRecordRemark = row({
  name: 'UpdateDomainRecordRemark',
  style: 'RPC',
  parameters: { ...recordId, Remark: { type: 'string', default: '' } },
  response: {},
  errors: recordErrors,
  handler: (state, { account, parameters }) => {
    ownUnlockedRecord(state, account, parameters.RecordId).record.remark = parameters.Remark;
    return {};
  },
});

function contentOf(parameters: {
  readonly RR: string;
  readonly Type: RecordContent['type'];
  readonly Value: string;
  readonly TTL: number;
  readonly Line: string;
  readonly Priority: number | undefined;
}): RecordContent {
  const { RR: rr, Type: type, Value: value, TTL: ttl, Line: line, Priority: priority } = parameters;
  return { rr, type, value, ttl, line, ...(type === 'MX' && { priority }) };
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

/** Host names are the same with a trailing dot and in any case; texts are not. */
function sameValue(one: RecordContent, other: RecordContent): boolean {
  const fold = ({ type, value }: RecordContent) => (type === 'TXT' ? value : value.replace(/\.$/, '').toLowerCase());
  return fold(one) === fold(other);
}
