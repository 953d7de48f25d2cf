import { actionsOf, type ParameterTable } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { groupBody } from './group.ts';
import { canonicalName } from './names.ts';
import { ownRecord, ownZone } from './ownership.ts';
import { common, pageOf, paging } from './parameters.ts';
import { type DnsRecord, foldedValue, RECORD_TYPES } from './record.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';
import { zoneAround } from './zone-around.ts';

const row = actionsOf<AlidnsState>();

const recordFields = {
  DomainName: 'string',
  RecordId: 'string',
  RR: 'string',
  Type: 'string',
  Value: 'string',
  TTL: 'integer',
  Priority: 'integer',
  Line: 'string',
  Status: 'string',
  Locked: 'boolean',
  Remark: 'string',
} as const;

/** The SearchMode rules of DescribeDomainRecords, as the SDK's remarks give them. */
const searchParameters = {
  KeyWord: { type: 'string' },
  RRKeyWord: { type: 'string' },
  TypeKeyWord: { type: 'string' },
  ValueKeyWord: { type: 'string' },
  SearchMode: { type: 'string', enum: ['LIKE', 'EXACT', 'ADVANCED', 'COMBINATION'], ignoreCase: true },
  Type: { type: 'string', enum: RECORD_TYPES, ignoreCase: true },
  Line: { type: 'string' },
  Status: { type: 'string', enum: ['Enable', 'Disable'], ignoreCase: true },
} as const satisfies ParameterTable;

export const describeDomainRecords = row({
  name: 'DescribeDomainRecords',
  style: 'RPC',
  parameters: {
    DomainName: { type: 'string', required: true },
    GroupId: { type: 'integer' },
    ...searchParameters,
    OrderBy: { type: 'string', enum: ['default'], default: 'default' },
    Direction: { type: 'string', enum: ['DESC', 'ASC'], ignoreCase: true, default: 'DESC' },
    ...paging(500),
    ...common,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    DomainRecords: {
      Record: [
        {
          ...recordFields,
          Weight: 'integer',
          LbaStatus: 'boolean',
          CreateTimestamp: 'integer',
          UpdateTimestamp: 'integer',
        },
      ],
    },
  },
  errors: ['InvalidDomainName.NoExist', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const zone = ownZone(state, account, parameters.DomainName);
    const found = isInGroup(zone, parameters.GroupId) ? search(zone, parameters) : [];
    if (parameters.Direction === 'DESC') found.reverse();
    return listBody(zone, found, parameters);
  },
});

export const describeSubDomainRecords = row({
  name: 'DescribeSubDomainRecords',
  style: 'RPC',
  parameters: {
    SubDomain: { type: 'string', required: true },
    DomainName: { type: 'string' },
    Type: { type: 'string', enum: RECORD_TYPES, ignoreCase: true },
    Line: { type: 'string' },
    ...paging(500),
    ...common,
  },
  response: {
    TotalCount: 'integer',
    PageNumber: 'integer',
    PageSize: 'integer',
    DomainRecords: { Record: [{ ...recordFields, Weight: 'integer' }] },
  },
  errors: ['InvalidDomainName.NoExist', 'InvalidDomainName.Format', 'IncorrectDomainUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const name = canonicalName(parameters.SubDomain);
    const { zone, rr } = zoneAround(state, account, name, parameters.DomainName);
    const found = zone.at(rr).filter(matches({ Type: parameters.Type, Line: parameters.Line }));
    return listBody(zone, found.reverse(), parameters);
  },
});

export const describeDomainRecordInfo = row({
  name: 'DescribeDomainRecordInfo',
  style: 'RPC',
  parameters: { RecordId: { type: 'string', required: true }, ...common },
  response: {
    ...recordFields,
    DomainId: 'string',
    PunyCode: 'string',
    GroupId: 'string',
    GroupName: 'string',
  },
  errors: ['DomainRecordNotBelongToUser'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters }) => {
    const { zone, record } = ownRecord(state, account, parameters.RecordId);
    return { ...recordBody(zone, record), DomainId: zone.domainId, PunyCode: zone.name, ...groupBody(zone.group) };
  },
});

interface Search {
  readonly KeyWord?: string | undefined;
  readonly RRKeyWord?: string | undefined;
  readonly TypeKeyWord?: string | undefined;
  readonly ValueKeyWord?: string | undefined;
  readonly SearchMode?: 'LIKE' | 'EXACT' | 'ADVANCED' | 'COMBINATION' | undefined;
  readonly Type?: string | undefined;
  readonly Line?: string | undefined;
  readonly Status?: 'Enable' | 'Disable' | undefined;
}

/** Oldest first. What is exact is looked up, never searched for. */
function search(zone: Zone, query: Search): DnsRecord[] {
  const { KeyWord: keyWord, RRKeyWord: rr, ValueKeyWord: value } = query;
  const mode = query.SearchMode ?? (keyWord ? 'LIKE' : 'ADVANCED');
  if (mode === 'EXACT' && keyWord) return inOrder([...zone.at(keyWord), ...zone.withValue(keyWord)]);
  if (mode === 'LIKE' || mode === 'EXACT') {
    const word = (keyWord ?? '').toLowerCase();
    const hits = (text: string) => text.toLowerCase().includes(word);
    return zone.all().filter(({ content }) => hits(content.rr) || hits(content.value));
  }
  if (mode === 'COMBINATION') {
    const candidates = rr ? zone.at(rr) : value ? zone.withValue(value) : zone.all();
    const hasValue = ({ content }: DnsRecord) => !value || foldedValue(content.value) === foldedValue(value);
    return candidates.filter(matches(query)).filter(hasValue);
  }
  const includes = (text: string, word: string | undefined) => !word || text.toLowerCase().includes(word.toLowerCase());
  return zone
    .all()
    .filter(matches(query))
    .filter(({ content }) => includes(content.rr, rr) && includes(content.value, value));
}

/** Each once, oldest first. */
function inOrder(records: readonly DnsRecord[]): DnsRecord[] {
  return [...new Set(records)].sort((one, other) => one.sequence - other.sequence);
}

/** 0 is no group, -1 the default one, -2 all (the SDK's remarks). */
function isInGroup(zone: Zone, groupId: number | undefined): boolean {
  if (groupId === undefined || groupId === -2) return true;
  if (groupId === -1) return zone.group === undefined;
  return zone.group?.groupId === String(groupId);
}

function matches({ TypeKeyWord, Type, Line, Status }: Search): (record: DnsRecord) => boolean {
  return ({ content, enabled }) =>
    (!TypeKeyWord || content.type === TypeKeyWord.toUpperCase()) &&
    (!Type || content.type === Type) &&
    (!Line || content.line === Line) &&
    (!Status || enabled === (Status === 'Enable'));
}

function listBody(
  zone: Zone,
  found: readonly DnsRecord[],
  paged: { readonly PageNumber: number; readonly PageSize: number },
) {
  const { items, totals } = pageOf(found, paged);
  return { ...totals, DomainRecords: { Record: items.map((record) => recordBody(zone, record)) } };
}

function recordBody(zone: Zone, record: DnsRecord) {
  const { recordId, content, enabled, locked, remark, weight, createdAt, updatedAt } = record;
  return {
    DomainName: zone.displayName,
    RecordId: recordId,
    RR: content.rr,
    Type: content.type,
    Value: content.value,
    TTL: content.ttl,
    Priority: content.priority,
    Line: content.line,
    Status: enabled ? 'ENABLE' : 'DISABLE',
    Locked: locked,
    Weight: weight,
    LbaStatus: zone.isShared(content),
    Remark: remark === '' ? undefined : remark,
    CreateTimestamp: createdAt,
    UpdateTimestamp: updatedAt,
  };
}
