import { CloudError } from './cloud-errors.ts';
import { allPages } from './pages.ts';
import type { Transport } from './transport.ts';

/** A vSwitch, in the wire's own field names. Source: documented (VPC 2016-04-28, DescribeVSwitches). */
export interface VSwitch {
  VSwitchId: string;
  VpcId: string;
  ZoneId: string;
  VSwitchName?: string;
  CidrBlock?: string;
  /** `Pending` or `Available`. */
  Status?: string;
  /** A snapshot. */
  AvailableIpAddressCount?: number;
  IsDefault?: boolean;
  /** "" (private), `Shared` or `Sharing`. */
  ShareType?: string;
  Description?: string;
  CreationTime?: string;
  Tags?: { Tag?: { Key: string; Value?: string }[] };
}

export interface DescribeVSwitchesRequest {
  VpcId?: string;
  VSwitchId?: string;
  ZoneId?: string;
  /** From 1. */
  PageNumber?: number;
  /** Default 10, at most 50. */
  PageSize?: number;
}

export interface DescribeVSwitchesResponse {
  RequestId?: string;
  PageNumber?: number;
  PageSize?: number;
  TotalCount?: number;
  VSwitches?: { VSwitch?: VSwitch[] };
}

/** A VPC. Source: documented (DescribeVpcs). */
export interface Vpc {
  VpcId: string;
  VpcName?: string;
  CidrBlock?: string;
  SecondaryCidrBlocks?: { SecondaryCidrBlock?: string[] };
}

export interface CreateVSwitchRequest {
  VpcId: string;
  ZoneId: string;
  CidrBlock: string;
  /** 1 to 128 characters. */
  VSwitchName?: string;
  /** 1 to 256 characters. */
  Description?: string;
  Tag?: { Key: string; Value: string }[];
  /** Whatever sends this very call a second time on its way, one vSwitch is made. */
  ClientToken: string;
}

export interface VpcClient {
  describeVSwitches(request: DescribeVSwitchesRequest): Promise<DescribeVSwitchesResponse>;
  /** All vSwitches of a VPC. @throws CloudError `IncompleteList` */
  allVSwitches(vpcId: string): Promise<VSwitch[]>;
  /** Those of these vSwitches that exist, one call each: the operation takes a single id. */
  vSwitchesById(vSwitchIds: readonly string[]): Promise<VSwitch[]>;
  /** Undefined where there is no such VPC in this account and region. */
  vpcById(vpcId: string): Promise<Vpc | undefined>;
  /** Looked for after a lost answer, not repeated. Asynchronous: the id comes at once, and the vSwitch is `Pending` for a while. */
  createVSwitch(request: CreateVSwitchRequest): Promise<{ RequestId?: string; VSwitchId: string }>;
}

/** What an observer may hold: nothing that writes. */
export type VpcReader = Omit<VpcClient, 'createVSwitch'>;

const PAGE_SIZE = 50;

export function vpcClient(transport: Transport, region: string): VpcClient {
  const call = <T>(action: string, request: object, idempotent = true): Promise<T> =>
    transport.call<T>({
      product: 'vpc',
      version: '2016-04-28',
      action,
      style: 'RPC',
      method: 'POST',
      path: '/',
      region,
      // The region is a parameter too, even on the region's own host.
      query: { RegionId: region, ...request },
      idempotent,
    });
  const describeVSwitches = (request: DescribeVSwitchesRequest): Promise<DescribeVSwitchesResponse> =>
    call('DescribeVSwitches', request);

  const vSwitchById = async (vSwitchId: string): Promise<VSwitch[]> => {
    try {
      return (await describeVSwitches({ VSwitchId: vSwitchId })).VSwitches?.VSwitch ?? [];
    } catch (error) {
      // Both spellings are in use; others answer an empty list.
      if (error instanceof CloudError && /^InvalidVSwitchId\.NotFound$/i.test(error.code)) return [];
      throw error;
    }
  };

  return {
    describeVSwitches,
    allVSwitches: (VpcId) =>
      allPages<VSwitch>({
        product: 'vpc',
        action: 'DescribeVSwitches',
        idOf: ({ VSwitchId }) => VSwitchId,
        async read(PageNumber) {
          const page = await describeVSwitches({ VpcId, PageNumber, PageSize: PAGE_SIZE });
          return { items: page.VSwitches?.VSwitch ?? [], totalCount: page.TotalCount };
        },
      }),
    async vSwitchesById(vSwitchIds) {
      return (await Promise.all([...new Set(vSwitchIds)].map(vSwitchById))).flat();
    },
    async vpcById(VpcId) {
      const { Vpcs } = await call<{ Vpcs?: { Vpc?: Vpc[] } }>('DescribeVpcs', { VpcId });
      return Vpcs?.Vpc?.[0];
    },
    createVSwitch: (request) => call('CreateVSwitch', request, false),
  };
}
