import { actionsOf } from '../product.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common, pageOf, paging } from './parameters.ts';
import type { PvtzState } from './state.ts';
import { utcMinute } from './times.ts';
import type { PvtzRecord, PvtzZone } from './zone.ts';

const row = actionsOf<PvtzState>();

const recordFields = {
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
  CreateTime: 'string',
  CreateTimestamp: 'integer',
  UpdateTime: 'string',
  UpdateTimestamp: 'integer',
} as const;

/** Its search is exact unless told, where that of public DNS is not. */
export const describeZoneRecords = row({
  name: 'DescribeZoneRecords',
  style: 'RPC',
  parameters: {
    ZoneId: { type: 'string', required: true },
    Keyword: { type: 'string' },
    SearchMode: { type: 'string', enum: ['LIKE', 'EXACT'], ignoreCase: true, default: 'EXACT' },
    Tag: { type: 'string', enum: ['ecs'] },
    ...paging,
    ...common,
  },
  response: {
    TotalItems: 'integer',
    TotalPages: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    Records: {
      Record: [recordFields],
    },
  },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = state.zone(account, parameters.ZoneId);
    const word = (parameters.Keyword ?? '').toLowerCase();
    const hits = (text: string) => (parameters.SearchMode === 'LIKE' ? text.includes(word) : text === word);
    // Records that are copied from ECS host names are not modelled: none has that mark.
    const found = zone.all
      .filter(() => parameters.Tag === undefined)
      .filter(({ content }) => word === '' || hits(content.rr) || hits(content.value.toLowerCase()));
    const { items, totals } = pageOf(found, parameters);
    return { ...totals, Records: { Record: items.map((record) => recordBody(zone, record)) } };
  },
});

export const describeZoneRecord = row({
  name: 'DescribeZoneRecord',
  style: 'RPC',
  parameters: { RecordId: { type: 'integer', required: true }, ...common },
  response: recordFields,
  errors: ['Record.NotExists'] satisfies PvtzErrorCode[],
  handler: (state, { account, parameters }) => {
    const { zone, record } = state.record(account, parameters.RecordId);
    return recordBody(zone, record);
  },
});

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
    CreateTime: utcMinute(times.createdAt),
    CreateTimestamp: times.createdAt,
    UpdateTime: utcMinute(times.updatedAt),
    UpdateTimestamp: times.updatedAt,
  };
}
