import { actionsOf, type ParameterTable } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import { once, writing } from './parameters.ts';
import { checkContent, checkNeighbours } from './record-rules.ts';
import type { PvtzState } from './state.ts';
import { RECORD_TYPES, type RecordContent } from './zone.ts';

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
    state.addRecord(zone, { recordId: id, content, enabled: true, remark: parameters.Remark, ...times });
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
    zone.change(record, { content }, now);
    state.logRecord(zone, record, 'update');
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
  handler: (state, { account, parameters }) => {
    const { zone, record } = state.record(account, parameters.RecordId);
    state.removeRecord(zone, record);
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
    zone.change(record, { enabled: parameters.Status === 'ENABLE' }, now);
    state.logRecord(zone, record, 'update');
    return { RecordId: record.recordId, Status: parameters.Status };
  },
});

export const updateRecordRemark = row({
  name: 'UpdateRecordRemark',
  style: 'RPC',
  parameters: { ...recordId, Remark: { type: 'string', default: '' }, ...writing },
  response: { RecordId: 'integer' },
  errors: ['Record.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters }) => {
    const { record } = state.record(account, parameters.RecordId);
    record.remark = parameters.Remark;
    return { RecordId: record.recordId };
  },
});

export const updateZoneRecordWeight = row({
  name: 'UpdateZoneRecordWeight',
  style: 'RPC',
  parameters: { ...recordId, Weight: { type: 'integer', required: true, min: 0, max: 100 }, ...writing },
  response: { RecordId: 'integer' },
  errors: ['Record.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, now }) => {
    const { zone, record } = state.record(account, parameters.RecordId);
    zone.change(record, { content: { ...record.content, weight: parameters.Weight } }, now);
    state.logRecord(zone, record, 'update');
    return { RecordId: record.recordId };
  },
});

/** Whether addresses of one name are answered in turn, by their weights. */
export const setZoneLbaStatus = row({
  name: 'SetZoneLbaStatus',
  style: 'RPC',
  parameters: {
    ZoneId: { type: 'string', required: true },
    Rr: { type: 'string', required: true },
    Type: { type: 'string', required: true, enum: ['A', 'AAAA'] },
    Line: { type: 'string', required: true },
    Open: { type: 'boolean', required: true },
    ...writing,
  },
  response: { Success: 'boolean' },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters: { ZoneId, Rr, Type: type, Line: line, Open }, now }) => {
    const zone = state.zone(account, ZoneId);
    zone.setShared({ rr: Rr.toLowerCase(), type, line }, Open);
    zone.touch(now);
    return { Success: true };
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
