import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import { task } from '../tasks.ts';
import { BATCH_TYPES, type Batch, type BatchRequest, type BatchResult } from './batch.ts';
import { add, remove } from './changes.ts';
import { addNamedDomain, deleteOwnDomain } from './domain-changes.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { ownZone } from './ownership.ts';
import { pageOf, paging } from './parameters.ts';
import { RECORD_TYPES, type RecordContent, type RecordType } from './record.ts';
import type { AlidnsState } from './state.ts';
import { utcMinute } from './times.ts';

const row = actionsOf<AlidnsState>();
const lang = { Lang: { type: 'string' } } as const;

const which = {
  TaskId: { type: 'integer' },
  BatchType: { type: 'string', enum: BATCH_TYPES },
  ...lang,
} as const satisfies ParameterTable;

const batchDue = task('alidns/batch-due', (state: AlidnsState, batch: Batch) => run(state, batch));

/** `NewRr`, `NewType` and `NewValue` are the console's own: they are kept and shown, and change nothing. */
export const operateBatchDomain = row({
  name: 'OperateBatchDomain',
  style: 'RPC',
  parameters: {
    Type: { type: 'string', required: true, enum: BATCH_TYPES },
    DomainRecordInfo: {
      type: 'objects',
      required: true,
      min: 1,
      max: 1000,
      fields: {
        Domain: { type: 'string', required: true },
        Rr: { type: 'string' },
        Type: { type: 'string' },
        Value: { type: 'string' },
        Line: { type: 'string' },
        Ttl: { type: 'integer' },
        Priority: { type: 'integer' },
        NewRr: { type: 'string' },
        NewType: { type: 'string' },
        NewValue: { type: 'string' },
      },
    },
    ...lang,
  },
  response: { TaskId: 'integer' },
  errors: ['MissingParameter'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { Type, DomainRecordInfo }, newId, progress }) => {
    if (Type === 'RR_ADD') for (const request of DomainRecordInfo) checkWhole(request);
    const batch: Batch = {
      account,
      taskId: Number(newId('1', 8, 'digits')),
      type: Type,
      requests: DomainRecordInfo.map(asked),
      results: [],
    };
    state.batches.set(batch.taskId, batch);
    progress.after('alidns-batch', batchDue(state, batch));
    return { TaskId: batch.taskId };
  },
});

/** Of the last batch where none is named. Status: -1 there is none, 0 under way, 1 done, 2 failed (all of it: inferred). */
export const describeBatchResultCount = row({
  name: 'DescribeBatchResultCount',
  style: 'RPC',
  parameters: which,
  response: {
    TaskId: 'integer',
    BatchType: 'string',
    Status: 'integer',
    TotalCount: 'integer',
    SuccessCount: 'integer',
    FailedCount: 'integer',
    Reason: 'string',
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const batch = batchesOf(state, account, parameters).at(-1);
    if (!batch) return { Status: -1, TotalCount: 0, SuccessCount: 0, FailedCount: 0 };
    const failed = batch.results.filter(({ succeeded }) => !succeeded);
    const isDone = batch.results.length > 0;
    return {
      TaskId: batch.taskId,
      BatchType: batch.type,
      Status: !isDone ? 0 : failed.length < batch.results.length ? 1 : 2,
      TotalCount: batch.requests.length,
      SuccessCount: batch.results.length - failed.length,
      FailedCount: failed.length,
      Reason: failed[0]?.reason,
    };
  },
});

export const describeBatchResultDetail = row({
  name: 'DescribeBatchResultDetail',
  style: 'RPC',
  parameters: { ...which, Status: { type: 'string', enum: ['SUCCESS', 'FAIL'], source: 'inferred' }, ...paging(1000) },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    BatchResultDetails: {
      BatchResultDetail: [
        {
          BatchType: 'string',
          Domain: 'string',
          Rr: 'string',
          Type: 'string',
          Value: 'string',
          Line: 'string',
          Ttl: 'string',
          Priority: 'string',
          NewRr: 'string',
          NewValue: 'string',
          Status: 'boolean',
          RecordId: 'string',
          RrStatus: 'string',
          Remark: 'string',
          Reason: 'string',
          OperateDateStr: 'string',
        },
      ],
    },
  },
  errors: [],
  handler: (state, { account, parameters }) => {
    const details = batchesOf(state, account, parameters).flatMap((batch) =>
      batch.results.map((result, index) => ({ batch, result, index })),
    );
    const found = details.filter(
      ({ result }) => parameters.Status === undefined || result.succeeded === (parameters.Status === 'SUCCESS'),
    );
    const { items, totals } = pageOf(found, parameters);
    const BatchResultDetail = items.map(({ batch, result, index }) => detailBody(state, batch, result, index));
    return { ...totals, BatchResultDetails: { BatchResultDetail } };
  },
});

function batchesOf(
  state: AlidnsState,
  account: string,
  { TaskId, BatchType }: { readonly TaskId: number | undefined; readonly BatchType: Batch['type'] | undefined },
): Batch[] {
  return [...state.batches.values()]
    .filter((batch) => batch.account === account)
    .filter((batch) => TaskId === undefined || batch.taskId === TaskId)
    .filter((batch) => BatchType === undefined || batch.type === BatchType);
}

function detailBody(state: AlidnsState, batch: Batch, result: BatchResult, index: number) {
  const request = batch.requests[index];
  const record = state.record(result.recordId)?.record;
  return {
    BatchType: batch.type,
    Domain: request?.Domain,
    Rr: request?.Rr,
    Type: request?.Type,
    Value: request?.Value,
    Line: request?.Line,
    Ttl: request?.Ttl === undefined ? undefined : String(request.Ttl),
    Priority: request?.Priority === undefined ? undefined : String(request.Priority),
    NewRr: request?.NewRr,
    NewValue: request?.NewValue,
    Status: result.succeeded,
    RecordId: result.recordId || undefined,
    RrStatus: record && (record.enabled ? 'ENABLE' : 'DISABLE'),
    Remark: record?.remark || undefined,
    Reason: result.reason || undefined,
    OperateDateStr: utcMinute(result.at),
  };
}

/** One after the other: what one line did the next ones see. */
function run(state: AlidnsState, batch: Batch): void {
  const at = state.world.clock.now();
  const hand = { at, clientIp: undefined };
  batch.results = batch.requests.map((request): BatchResult => {
    try {
      return { succeeded: true, reason: '', recordId: perform(state, batch, request, hand), at };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { succeeded: false, reason: error.code, recordId: '', at };
    }
  });
}

/** @returns the id of the record that was made or deleted, if it was one */
function perform(
  state: AlidnsState,
  { account, type }: Batch,
  request: BatchRequest,
  hand: { at: number; clientIp: undefined },
): string {
  switch (type) {
    case 'DOMAIN_ADD':
      addNamedDomain(state, account, { DomainName: request.Domain }, hand);
      return '';
    case 'DOMAIN_DEL':
      deleteOwnDomain(state, account, request.Domain, hand);
      return '';
    case 'RR_ADD':
      return add(state, ownZone(state, account, request.Domain), contentOf(request), hand).recordId;
    case 'RR_DEL': {
      const zone = ownZone(state, account, request.Domain);
      const candidates = request.Rr ? zone.at(request.Rr) : zone.all();
      const doomed = candidates.filter(
        ({ content }) =>
          (!request.Type || content.type === request.Type.toUpperCase()) &&
          (!request.Value || content.value === request.Value) &&
          (!request.Line || content.line === request.Line),
      );
      if (doomed.length === 0) throw new ApiError<AlidnsErrorCode>('DomainRecordNotBelongToUser');
      remove(state, zone, doomed, hand);
      return doomed[0]?.recordId ?? '';
    }
  }
}

/** Rr, Type and Value are what a record is made of. */
function checkWhole({ Rr, Type, Value }: Pick<BatchRequest, 'Rr' | 'Type' | 'Value'>): void {
  const missing = Object.entries({ Rr, Type, Value }).find(([, value]) => !value);
  if (missing) throw new ApiError<AlidnsErrorCode>('MissingParameter', { name: `DomainRecordInfo.${missing[0]}` });
}

function contentOf({ Rr = '', Type = '', Value = '', Line, Ttl, Priority }: BatchRequest): RecordContent {
  const type = RECORD_TYPES.find((known): known is RecordType => known === Type.toUpperCase());
  if (!type) throw new ApiError<AlidnsErrorCode>('InvalidParameter', { name: 'Type' });
  const content = { rr: Rr, type, value: Value, ttl: Ttl ?? 600, line: Line ?? 'default' };
  return { ...content, ...(type === 'MX' && { priority: Priority }) };
}

/** With every field, also those that were left out. */
function asked(request: { readonly Domain: string } & Partial<BatchRequest>): BatchRequest {
  const none = undefined;
  const left = { Rr: none, Type: none, Value: none, Line: none, Ttl: none, Priority: none };
  return { ...left, NewRr: none, NewType: none, NewValue: none, ...request };
}
