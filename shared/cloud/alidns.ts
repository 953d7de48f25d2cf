import { allPages } from './pages.ts';
import type { Transport } from './transport.ts';

/**
 * Alidns 2015-01-09 in the wire's own field names. Source: documented. (The SDK's types rename every field, `domainName`
 * for `DomainName`, so they do not fit what is on the wire; a contract test keeps the two equal.)
 */
export interface Domain {
  DomainName: string;
  DomainId?: string;
  PunyCode?: string;
  /** Registered with Alibaba Cloud. */
  AliDomain?: boolean;
  DnsServers?: { DnsServer?: string[] };
  RecordCount?: number;
  /** The edition: it decides the shortest TTL. `mianfei` is the free one. */
  VersionCode?: string;
  InstanceExpired?: boolean;
  Remark?: string;
}

export interface DomainRecord {
  /** Digits, as text. */
  RecordId: string;
  DomainName: string;
  /** The host's part of the name; `@` for the domain itself. */
  RR: string;
  Type: string;
  Value: string;
  /** Seconds. */
  TTL?: number;
  /** MX only. */
  Priority?: number;
  Line?: string;
  /** ENABLE or DISABLE, in either case. */
  Status?: string;
  Locked?: boolean;
  Weight?: number;
  Remark?: string;
}

export interface DescribeDomainsRequest {
  KeyWord?: string;
  /** Default LIKE. */
  SearchMode?: 'LIKE' | 'EXACT';
  /** From 1. */
  PageNumber?: number;
  /** Default 20, at most 100. */
  PageSize?: number;
}

export interface AddDomainResponse {
  RequestId?: string;
  DomainName: string;
  /** What the registrar has to name for the zone to answer anybody. */
  DnsServers?: { DnsServer?: string[] };
}

export interface DescribeDomainsResponse {
  RequestId?: string;
  TotalCount?: number;
  PageNumber?: number;
  PageSize?: number;
  Domains?: { Domain?: Domain[] };
}

/** The exact lookup: records of one name, of any type unless `Type` says which. */
export interface DescribeSubDomainRecordsRequest {
  /** The whole name. */
  SubDomain: string;
  /** The zone, when it is not the registrable domain of `SubDomain`. */
  DomainName?: string;
  Type?: string;
  Line?: string;
  /** From 1. */
  PageNumber?: number;
  /** Default 20, at most 100. */
  PageSize?: number;
}

export interface DescribeSubDomainRecordsResponse {
  RequestId?: string;
  TotalCount?: number;
  PageNumber?: number;
  PageSize?: number;
  DomainRecords: { Record: DomainRecord[] };
}

export interface DescribeDomainRecordsRequest {
  DomainName: string;
  /** From 1. */
  PageNumber?: number;
  /** Default 20, at most 500. */
  PageSize?: number;
}

export interface AddDomainRecordRequest {
  DomainName: string;
  RR: string;
  Type: string;
  Value: string;
  /** Seconds; default 600. */
  TTL?: number;
  /** Default `default`. */
  Line?: string;
  /** MX only, 1 to 50. */
  Priority?: number;
}

/** All of it each time: what is left out goes back to its default (inferred). */
export interface UpdateDomainRecordRequest extends Omit<AddDomainRecordRequest, 'DomainName'> {
  RecordId: string;
  TTL: number;
  Line: string;
}

export interface RecordChanged {
  RequestId?: string;
  RecordId: string;
}

export interface AlidnsClient {
  describeDomains(request?: DescribeDomainsRequest): Promise<DescribeDomainsResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allDomains(filter?: Pick<DescribeDomainsRequest, 'KeyWord' | 'SearchMode'>): Promise<Domain[]>;
  /** @throws CloudError `InvalidDomainName.Duplicate` when it is there already, `DomainAddedByOthers` in another account */
  addDomain(domainName: string): Promise<AddDomainResponse>;
  describeSubDomainRecords(request: DescribeSubDomainRecordsRequest): Promise<DescribeSubDomainRecordsResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allSubDomainRecords(
    request: Omit<DescribeSubDomainRecordsRequest, 'PageNumber' | 'PageSize'>,
  ): Promise<DomainRecord[]>;
  /** @throws CloudError `DomainRecordNotBelongToUser` when it is gone */
  describeDomainRecordInfo(recordId: string): Promise<DomainRecord>;
  /** Every record of a zone, all pages. @throws CloudError `IncompleteList` */
  allDomainRecords(domainName: string): Promise<DomainRecord[]>;
  /**
   * Never repeated after a lost answer: there is no idempotency token, and a second CNAME of another value is no
   * conflict but load balancing.
   */
  addDomainRecord(request: AddDomainRecordRequest): Promise<RecordChanged>;
  /** @throws CloudError `DomainRecordDuplicate` also when nothing changes, as after a repeated call */
  updateDomainRecord(request: UpdateDomainRecordRequest): Promise<RecordChanged>;
  /** @throws CloudError `DomainRecordNotBelongToUser` when it is gone already, as after a repeated call */
  deleteDomainRecord(recordId: string): Promise<RecordChanged>;
  setDomainRecordStatus(recordId: string, status: 'Enable' | 'Disable'): Promise<RecordChanged>;
  /** An empty remark clears it. */
  updateDomainRecordRemark(recordId: string, remark: string): Promise<{ RequestId?: string }>;
}

/** What an observer may hold: nothing that writes. */
export type AlidnsReader = Pick<
  AlidnsClient,
  | 'describeDomains'
  | 'allDomains'
  | 'describeSubDomainRecords'
  | 'allSubDomainRecords'
  | 'describeDomainRecordInfo'
  | 'allDomainRecords'
>;

const PAGE_SIZE = 100;
const RECORDS_PAGE_SIZE = 500;

export function alidnsClient(transport: Transport): AlidnsClient {
  const call = <T>(action: string, query: object, idempotent = true): Promise<T> =>
    transport.call<T>({
      product: 'alidns',
      version: '2015-01-09',
      style: 'RPC',
      method: 'POST',
      path: '/',
      action,
      query,
      idempotent,
    });
  const change = async (action: string, query: object, idempotent = true): Promise<RecordChanged> => {
    const answer = await call<RecordChanged>(action, query, idempotent);
    return { ...answer, RecordId: String(answer.RecordId) };
  };

  const describeDomains = (request: DescribeDomainsRequest = {}): Promise<DescribeDomainsResponse> =>
    call('DescribeDomains', request);
  const describeSubDomainRecords = (request: DescribeSubDomainRecordsRequest) =>
    describeRecords('DescribeSubDomainRecords', request);
  const describeRecords = async (
    action: 'DescribeSubDomainRecords' | 'DescribeDomainRecords',
    request: DescribeSubDomainRecordsRequest | DescribeDomainRecordsRequest,
  ): Promise<DescribeSubDomainRecordsResponse> => {
    const answer = await call<{ TotalCount?: number; DomainRecords?: { Record?: DomainRecord[] } }>(action, request);
    const records = answer.DomainRecords?.Record ?? [];
    return {
      ...answer,
      DomainRecords: { Record: records.map((record) => ({ ...record, RecordId: String(record.RecordId) })) },
    };
  };

  return {
    describeDomains,
    allDomains: (filter = {}) =>
      allPages<Domain>({
        product: 'alidns',
        action: 'DescribeDomains',
        idOf: ({ DomainName }) => DomainName,
        async read(PageNumber) {
          const page = await describeDomains({ ...filter, PageNumber, PageSize: PAGE_SIZE });
          return { items: page.Domains?.Domain ?? [], totalCount: page.TotalCount };
        },
      }),
    addDomain: (domainName) => call('AddDomain', { DomainName: domainName }),
    describeSubDomainRecords,
    allSubDomainRecords: (request) =>
      allPages<DomainRecord>({
        product: 'alidns',
        action: 'DescribeSubDomainRecords',
        idOf: ({ RecordId }) => RecordId,
        async read(PageNumber) {
          const page = await describeSubDomainRecords({ ...request, PageNumber, PageSize: PAGE_SIZE });
          return { items: page.DomainRecords.Record, totalCount: page.TotalCount };
        },
      }),
    async describeDomainRecordInfo(recordId) {
      const answer = await call<DomainRecord>('DescribeDomainRecordInfo', { RecordId: recordId });
      return { ...answer, RecordId: String(answer.RecordId) };
    },
    allDomainRecords: (DomainName) =>
      allPages<DomainRecord>({
        product: 'alidns',
        action: 'DescribeDomainRecords',
        idOf: ({ RecordId }) => RecordId,
        async read(PageNumber) {
          const request = { DomainName, PageNumber, PageSize: RECORDS_PAGE_SIZE };
          const page = await describeRecords('DescribeDomainRecords', request);
          return { items: page.DomainRecords.Record, totalCount: page.TotalCount };
        },
      }),
    addDomainRecord: (request) => change('AddDomainRecord', request, false),
    updateDomainRecord: (request) => change('UpdateDomainRecord', request),
    deleteDomainRecord: (recordId) => change('DeleteDomainRecord', { RecordId: recordId }),
    setDomainRecordStatus: (recordId, status) =>
      change('SetDomainRecordStatus', { RecordId: recordId, Status: status }),
    updateDomainRecordRemark: (recordId, remark) =>
      call('UpdateDomainRecordRemark', { RecordId: recordId, Remark: remark }),
  };
}
