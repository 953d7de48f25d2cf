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

export interface VpcClient {
  describeVSwitches(request: DescribeVSwitchesRequest): Promise<DescribeVSwitchesResponse>;
  /** All vSwitches of a VPC. @throws CloudError `IncompleteList` */
  allVSwitches(vpcId: string): Promise<VSwitch[]>;
  /** Those of these vSwitches that exist, one call each: the operation takes a single id. */
  vSwitchesById(vSwitchIds: readonly string[]): Promise<VSwitch[]>;
}

/** Reading is all the client does so far. */
export type VpcReader = VpcClient;

const PAGE_SIZE = 50;

export function vpcClient(transport: Transport, region: string): VpcClient {
  const describeVSwitches = (request: DescribeVSwitchesRequest): Promise<DescribeVSwitchesResponse> =>
    transport.call({
      product: 'vpc',
      version: '2016-04-28',
      action: 'DescribeVSwitches',
      style: 'RPC',
      method: 'POST',
      path: '/',
      region,
      // The region is a parameter too, even on the region's own host.
      query: { RegionId: region, ...request },
      idempotent: true,
    });

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
  };
}
