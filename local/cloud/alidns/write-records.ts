import { actionsOf, type ParameterTable } from '../product.ts';
import { add, CONTENT_ERRORS, remove, setEnabled, update, WRITE_ERRORS } from './changes.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { ownRecord, ownUnlockedRecord, ownZone } from './ownership.ts';
import { common } from './parameters.ts';
import { RECORD_TYPES, type RecordContent } from './record.ts';
import type { AlidnsState } from './state.ts';

const row = actionsOf<AlidnsState>();

const contentParameters = {
  RR: { type: 'string', required: true },
  Type: { type: 'string', required: true, enum: RECORD_TYPES, ignoreCase: true },
  Value: { type: 'string', required: true },
  TTL: { type: 'integer', default: 600, min: 1 },
  Line: { type: 'string', default: 'default' },
  Priority: { type: 'integer', min: 1, max: 65_535 },
  ...common,
} as const satisfies ParameterTable;

const recordId = { RecordId: { type: 'string', required: true }, ...common } as const;
const recordErrors = ['DomainRecordNotBelongToUser', 'DomainRecordLocked'] as const satisfies AlidnsErrorCode[];

export const addDomainRecord = row({
  name: 'AddDomainRecord',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, ...contentParameters },
  response: { RecordId: 'string' },
  errors: [
    'InvalidDomainName.NoExist',
    'IncorrectDomainUser',
    ...CONTENT_ERRORS,
    ...WRITE_ERRORS,
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    const hand = { at: now, clientIp: parameters.UserClientIp };
    return { RecordId: add(state, zone, contentOf(parameters), hand).recordId };
  },
});

export const updateDomainRecord = row({
  name: 'UpdateDomainRecord',
  style: 'RPC',
  parameters: { ...recordId, ...contentParameters },
  response: { RecordId: 'string' },
  errors: [...recordErrors, ...CONTENT_ERRORS, ...WRITE_ERRORS] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = ownUnlockedRecord(state, account, parameters.RecordId);
    update(state, zone, record, contentOf(parameters), { at: now, clientIp: parameters.UserClientIp });
    return { RecordId: record.recordId };
  },
});

export const deleteDomainRecord = row({
  name: 'DeleteDomainRecord',
  style: 'RPC',
  parameters: recordId,
  response: { RecordId: 'string' },
  errors: [...recordErrors, ...WRITE_ERRORS],
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = ownRecord(state, account, parameters.RecordId);
    remove(state, zone, [record], { at: now, clientIp: parameters.UserClientIp });
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
    ...common,
  },
  response: { RR: 'string', TotalCount: 'string' },
  errors: [
    'InvalidDomainName.NoExist',
    'IncorrectDomainUser',
    'DomainRecordLocked',
    ...WRITE_ERRORS,
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { DomainName, RR, Type, UserClientIp: clientIp }, now }) => {
    const zone = ownZone(state, account, DomainName);
    const doomed = zone.at(RR).filter((record) => Type === undefined || record.content.type === Type);
    remove(state, zone, doomed, { at: now, clientIp });
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
  errors: [...recordErrors, ...WRITE_ERRORS],
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = ownUnlockedRecord(state, account, parameters.RecordId);
    const hand = { at: now, clientIp: parameters.UserClientIp };
    setEnabled(state, zone, record, parameters.Status === 'Enable', hand);
    return { RecordId: record.recordId, Status: parameters.Status };
  },
});

/** No write to the domain: name servers never know of it, and it waits for none (inferred). */
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
