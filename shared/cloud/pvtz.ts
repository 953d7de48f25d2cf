import { allPages } from './pages.ts';
import type { Transport } from './transport.ts';

/**
 * PrivateZone (pvtz) 2018-01-01 in the wire's own field names. Source: documented. It spells `Rr` and `Ttl`, and counts
 * `TotalItems`, where public DNS has `RR`, `TTL` and `TotalCount`.
 */
export interface PrivateZone {
  ZoneId: string;
  ZoneName: string;
  /** `ZONE`: names that it does not have do not exist; `RECORD`: they are looked up on the internet. */
  ProxyPattern?: string;
  RecordCount?: number;
  Remark?: string;
}

export interface BoundVpc {
  VpcId: string;
  RegionId: string;
  /** `STANDARD` or `EDS`. */
  VpcType?: string;
}

export interface PrivateZoneDetail extends PrivateZone {
  BindVpcs: { Vpc: BoundVpc[] };
}

export interface PrivateRecord {
  /** A number on the wire; text here, as every other id. */
  RecordId: string;
  Rr: string;
  Type: string;
  Value: string;
  /** Seconds: 5, 30, 60, 3600, 43200 or 86400. */
  Ttl?: number;
  Line?: string;
  /** ENABLE or DISABLE. */
  Status?: string;
  Remark?: string;
}

export interface DescribeZoneRecordsRequest {
  ZoneId: string;
  /** Matched with the host record and with the value. */
  Keyword?: string;
  /** Default EXACT. */
  SearchMode?: 'EXACT' | 'LIKE';
}

export interface AddZoneRecordRequest {
  ZoneId: string;
  Rr: string;
  Type: string;
  Value: string;
  Ttl: number;
  Remark?: string;
}

export interface UpdateZoneRecordRequest {
  RecordId: string;
  Rr: string;
  Type: string;
  Value: string;
  Ttl: number;
  Line: string;
}

export interface PvtzClient {
  /** All pages. @throws CloudError `IncompleteList` */
  allZones(): Promise<PrivateZone[]>;
  describeZoneInfo(zoneId: string): Promise<PrivateZoneDetail>;
  /** All pages. @throws CloudError `IncompleteList` */
  allZoneRecords(request: DescribeZoneRecordsRequest): Promise<PrivateRecord[]>;
  /** Never repeated after a lost answer: nothing says that a second zone of the same name is refused (inferred). */
  addZone(request: { ZoneName: string; ProxyPattern: 'ZONE' | 'RECORD' }): Promise<{ ZoneId: string }>;
  updateZoneRemark(zoneId: string, remark: string): Promise<void>;
  /** @throws CloudError `Zone.VpcExists` while it is bound */
  deleteZone(zoneId: string): Promise<void>;
  /** The whole list: a VPC that is left out is unbound, and an empty list unbinds all. */
  bindZoneVpc(zoneId: string, vpcs: BoundVpc[]): Promise<void>;
  /** Never repeated after a lost answer. */
  addZoneRecord(request: AddZoneRecordRequest): Promise<{ RecordId: string }>;
  updateZoneRecord(request: UpdateZoneRecordRequest): Promise<void>;
  setZoneRecordStatus(recordId: string, status: 'ENABLE' | 'DISABLE'): Promise<void>;
  deleteZoneRecord(recordId: string): Promise<void>;
}

/** What an observer may hold: nothing that writes. */
export type PvtzReader = Pick<PvtzClient, 'allZones' | 'describeZoneInfo' | 'allZoneRecords'>;

const PAGE_SIZE = 100;

/**
 * @param newToken a fresh ClientToken for each write. How long one is good is not known, so that what adds something is
 * not repeated after a lost answer all the same, but looked for
 */
export function pvtzClient(transport: Transport, newToken: () => string): PvtzClient {
  const call = <T>(action: string, query: object, idempotent = true): Promise<T> =>
    transport.call<T>({
      product: 'pvtz',
      version: '2018-01-01',
      style: 'RPC',
      method: 'POST',
      path: '/',
      action,
      query,
      idempotent,
    });
  const write = <T>(action: string, query: object, idempotent = true): Promise<T> =>
    call<T>(action, { ...query, ClientToken: newToken() }, idempotent);

  return {
    allZones: () =>
      allPages<PrivateZone>({
        product: 'pvtz',
        action: 'DescribeZones',
        idOf: ({ ZoneId }) => ZoneId,
        async read(PageNumber) {
          const page = await call<{ TotalItems?: number; Zones?: { Zone?: PrivateZone[] } }>('DescribeZones', {
            PageNumber,
            PageSize: PAGE_SIZE,
          });
          return { items: page.Zones?.Zone ?? [], totalCount: page.TotalItems };
        },
      }),
    async describeZoneInfo(zoneId) {
      const answer = await call<PrivateZone & { BindVpcs?: { Vpc?: BoundVpc[] } }>('DescribeZoneInfo', {
        ZoneId: zoneId,
      });
      return { ...answer, BindVpcs: { Vpc: answer.BindVpcs?.Vpc ?? [] } };
    },
    allZoneRecords: (request) =>
      allPages<PrivateRecord>({
        product: 'pvtz',
        action: 'DescribeZoneRecords',
        idOf: ({ RecordId }) => RecordId,
        async read(PageNumber) {
          const page = await call<{
            TotalItems?: number;
            Records?: { Record?: (Omit<PrivateRecord, 'RecordId'> & { RecordId: string | number })[] };
          }>('DescribeZoneRecords', { ...request, PageNumber, PageSize: PAGE_SIZE });
          const items = page.Records?.Record ?? [];
          return {
            items: items.map((record) => ({ ...record, RecordId: String(record.RecordId) })),
            totalCount: page.TotalItems,
          };
        },
      }),
    addZone: (request) => write('AddZone', request, false),
    updateZoneRemark: (ZoneId, Remark) => write('UpdateZoneRemark', { ZoneId, Remark }),
    deleteZone: (ZoneId) => write('DeleteZone', { ZoneId }),
    bindZoneVpc: (ZoneId, vpcs) => {
      const Vpcs = vpcs.map(({ VpcId, RegionId, VpcType }) => ({ RegionId, VpcId, VpcType }));
      return write('BindZoneVpc', { ZoneId, Vpcs });
    },
    async addZoneRecord(request) {
      const { RecordId } = await write<{ RecordId: string | number }>('AddZoneRecord', request, false);
      return { RecordId: String(RecordId) };
    },
    updateZoneRecord: (request) => write('UpdateZoneRecord', request),
    setZoneRecordStatus: (RecordId, Status) => write('SetZoneRecordStatus', { RecordId, Status }),
    deleteZoneRecord: (RecordId) => write('DeleteZoneRecord', { RecordId }),
  };
}
