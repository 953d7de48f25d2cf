import { getDomain } from 'tldts';
import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { canonicalName, relativeName } from './names.ts';
import { ownRecord, ownZone } from './ownership.ts';
import { type DnsRecord, RECORD_TYPES } from './record.ts';
import type { AlidnsState } from './state.ts';
import type { Zone } from './zone.ts';

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

const paging = {
  PageNumber: { type: 'integer', default: 1, min: 1 },
  PageSize: { type: 'integer', default: 20, min: 1, max: 500 },
} as const satisfies ParameterTable;

const common = { Lang: { type: 'string' }, UserClientIp: { type: 'string' } } as const satisfies ParameterTable;

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
    ...searchParameters,
    Direction: { type: 'string', enum: ['DESC', 'ASC'], ignoreCase: true, default: 'DESC' },
    ...paging,
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
    const found = search(zone, parameters);
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
    ...paging,
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
    // Without DomainName the name is taken apart at the registrable domain, even where a longer zone is hosted.
    const domain = parameters.DomainName ?? getDomain(name);
    if (!domain) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Format');
    const zone = ownZone(state, account, domain);
    const rr = relativeName(name, zone.name);
    if (rr === undefined) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Format');
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
    return { ...recordBody(zone, record), DomainId: zone.domainId, PunyCode: zone.name, GroupId: '', GroupName: '' };
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

/** Oldest first. An exact name is looked up, never searched for. */
function search(zone: Zone, query: Search): DnsRecord[] {
  const { KeyWord: keyWord, RRKeyWord: rr, ValueKeyWord: value } = query;
  const mode = query.SearchMode ?? (keyWord ? 'LIKE' : 'ADVANCED');
  if (mode === 'LIKE' || mode === 'EXACT') {
    const word = canonicalName(keyWord ?? '');
    const hits = (text: string) =>
      mode === 'EXACT' ? canonicalName(text) === word : text.toLowerCase().includes(word);
    return zone.all().filter(({ content }) => !word || hits(content.rr) || hits(content.value));
  }
  if (mode === 'COMBINATION') {
    const sameValue = (record: DnsRecord) => !value || record.content.value.toLowerCase() === value.toLowerCase();
    return (rr ? [...zone.at(rr)] : [...zone.all()]).filter(matches(query)).filter(sameValue);
  }
  const includes = (text: string, word: string | undefined) => !word || text.toLowerCase().includes(word.toLowerCase());
  return zone
    .all()
    .filter(matches(query))
    .filter(({ content }) => includes(content.rr, rr) && includes(content.value, value));
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
  { PageNumber, PageSize }: { readonly PageNumber: number; readonly PageSize: number },
) {
  const page = found.slice((PageNumber - 1) * PageSize, PageNumber * PageSize);
  return {
    TotalCount: found.length,
    PageNumber,
    PageSize,
    DomainRecords: { Record: page.map((record) => recordBody(zone, record)) },
  };
}

function recordBody(zone: Zone, { recordId, content, enabled, locked, remark, createdAt, updatedAt }: DnsRecord) {
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
    Weight: 1,
    LbaStatus: false,
    Remark: remark === '' ? undefined : remark,
    CreateTimestamp: createdAt,
    UpdateTimestamp: updatedAt,
  };
}
