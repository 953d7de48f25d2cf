import { ApiError, actionsOf } from '../product.ts';
import { task } from '../tasks.ts';
import { isForbidden, overlaps, parseBlock } from './cidr.ts';
import type { VpcErrorCode } from './errors.ts';
import { defaultResourceGroup, type Vpc, type VpcState } from './state.ts';
import { newTags, tagErrors } from './tags.ts';
import { zonesOf } from './zones.ts';

const row = actionsOf<VpcState>();

const vpcMade = task('vpc/vpc-made', (vpc: Vpc) => {
  vpc.status = 'Available';
});

const names = {
  VpcName: { type: 'string', maxLength: 128, pattern: /^(?!https?:\/\/)/, invalidCode: 'InvalidVpcName.Malformed' },
  Description: {
    type: 'string',
    maxLength: 256,
    pattern: /^(?!https?:\/\/)/,
    invalidCode: 'InvalidVpcDiscription.Malformed',
  },
} as const;

/** Asynchronous: the VPC is Pending, then Available. */
export const createVpc = row({
  name: 'CreateVpc',
  style: 'RPC',
  parameters: {
    RegionId: { type: 'string', required: true },
    CidrBlock: { type: 'string', default: '172.16.0.0/12' },
    ...names,
    EnableIpv6: { type: 'boolean', default: false },
    /** One of Alibaba Cloud's own is given whatever is asked for. */
    Ipv6CidrBlock: { type: 'string' },
    Ipv6CidrMask: { type: 'integer' },
    Ipv6Isp: { type: 'string', enum: ['BGP', 'ChinaMobile', 'ChinaUnicom', 'ChinaTelecom'] },
    Ipv6IpamPoolId: { type: 'string' },
    Ipv4IpamPoolId: { type: 'string' },
    Ipv4CidrMask: { type: 'integer' },
    UserCidr: { type: 'string' },
    EnableDnsHostname: { type: 'boolean', default: false },
    ResourceGroupId: { type: 'string' },
    Tag: newTags,
    ClientToken: { type: 'string', maxLength: 64 },
    DryRun: { type: 'boolean', default: false },
  },
  response: {
    VpcId: 'string',
    VRouterId: 'string',
    RouteTableId: 'string',
    ResourceGroupId: 'string',
  },
  errors: [
    'InvalidRegionId.NotFound',
    'InvalidParameter',
    'InvalidVpcName.Malformed',
    'InvalidVpcDiscription.Malformed',
    'InvalidUserCidr.Malformed',
    'InvalidUserCidr.Quota',
    'ResourceNotFound.IpamPool',
    'QuotaExceeded.Vpc',
    ...tagErrors,
    'DryRunOperation',
  ] satisfies VpcErrorCode[],
  idempotency: { parameter: 'ClientToken', mismatch: 'Duplicated.ClientToken' satisfies VpcErrorCode },
  handler: (state, { account, parameters, progress }) => {
    const { RegionId: region, CidrBlock: cidrBlock } = parameters;
    if (!zonesOf(region)) throw new ApiError<VpcErrorCode>('InvalidRegionId.NotFound');
    // IP Address Manager is not played: nobody has a pool.
    if (parameters.Ipv4IpamPoolId || parameters.Ipv6IpamPoolId) {
      throw new ApiError<VpcErrorCode>('ResourceNotFound.IpamPool');
    }
    checkBlock(cidrBlock);
    const userCidrs = userCidrsOf(parameters.UserCidr);
    const count = state.vpcsOf(account).filter((vpc) => vpc.region === region).length;
    if (count >= state.vpcQuota) throw new ApiError<VpcErrorCode>('QuotaExceeded.Vpc');
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const vpc = state.addVpc({
      ...{ account, region, cidrBlock, userCidrs },
      name: parameters.VpcName ?? '',
      description: parameters.Description ?? '',
      ipv6CidrBlock: parameters.EnableIpv6 ? state.freeIpv6Block() : undefined,
      dnsHostnames: parameters.EnableDnsHostname,
      resourceGroupId: parameters.ResourceGroupId || defaultResourceGroup(account),
      tags: parameters.Tag ?? [],
      status: 'Pending',
    });
    progress.after('vpc-create', vpcMade(vpc));
    const { vpcId, vRouterId, routeTableId, resourceGroupId } = vpc;
    return { VpcId: vpcId, VRouterId: vRouterId, RouteTableId: routeTableId, ResourceGroupId: resourceGroupId };
  },
});

/** From /8 to /28, and not where the platform is. */
function checkBlock(text: string): void {
  const block = parseBlock(text);
  if (!block || block.prefix < 8 || block.prefix > 28 || isForbidden(block)) {
    throw new ApiError<VpcErrorCode>('InvalidParameter', { name: 'CidrBlock' });
  }
}

/** Up to three ranges with commas between, none of them within 100.64.0.0/10. */
function userCidrsOf(text = ''): readonly string[] {
  const cidrs = text.split(',').filter((part) => part !== '');
  if (cidrs.length > 3) throw new ApiError<VpcErrorCode>('InvalidUserCidr.Quota');
  const reserved = parseBlock('100.64.0.0/10');
  for (const cidr of cidrs) {
    const block = parseBlock(cidr);
    if (!block || !reserved || overlaps(block, reserved)) throw new ApiError<VpcErrorCode>('InvalidUserCidr.Malformed');
  }
  return cidrs;
}

export const modifyVpcAttribute = row({
  name: 'ModifyVpcAttribute',
  style: 'RPC',
  parameters: {
    VpcId: { type: 'string', required: true },
    RegionId: { type: 'string' },
    ...names,
    CidrBlock: { type: 'string' },
    EnableIPv6: { type: 'boolean' },
    Ipv6CidrBlock: { type: 'string' },
    Ipv6Isp: { type: 'string', enum: ['BGP', 'ChinaMobile', 'ChinaUnicom', 'ChinaTelecom'] },
    EnableDnsHostname: { type: 'boolean' },
  },
  response: {},
  errors: [
    'InvalidVpcId.NotFound',
    'IncorrectVpcStatus',
    'InvalidVpcName.Malformed',
    'InvalidVpcDiscription.Malformed',
    'InvalidParameter',
    'OperationFailed.IpV6VSwitchInuse',
  ] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const vpc = settledVpc(state, account, parameters.VpcId);
    const { CidrBlock, EnableIPv6 } = parameters;
    if (CidrBlock) checkBlock(CidrBlock);
    // That the block of a VPC with vSwitches stays as it is, is inferred.
    if (CidrBlock && state.vSwitchesIn(vpc.vpcId).length > 0) {
      throw new ApiError<VpcErrorCode>('InvalidParameter', { name: 'CidrBlock' });
    }
    if (EnableIPv6 === false && state.vSwitchesIn(vpc.vpcId).some(({ ipv6CidrBlock }) => ipv6CidrBlock)) {
      throw new ApiError<VpcErrorCode>('OperationFailed.IpV6VSwitchInuse');
    }
    vpc.name = parameters.VpcName ?? vpc.name;
    vpc.description = parameters.Description ?? vpc.description;
    vpc.cidrBlock = CidrBlock || vpc.cidrBlock;
    vpc.dnsHostnames = parameters.EnableDnsHostname ?? vpc.dnsHostnames;
    if (EnableIPv6 === true) vpc.ipv6CidrBlock ??= state.freeIpv6Block();
    if (EnableIPv6 === false) vpc.ipv6CidrBlock = undefined;
    return {};
  },
});

/** Gone at once; `ForceDelete` takes with it only what is not played here. */
export const deleteVpc = row({
  name: 'DeleteVpc',
  style: 'RPC',
  parameters: {
    VpcId: { type: 'string', required: true },
    RegionId: { type: 'string' },
    ForceDelete: { type: 'boolean', default: false },
    ClientToken: { type: 'string', maxLength: 64 },
    DryRun: { type: 'boolean', default: false },
  },
  response: {},
  errors: [
    'InvalidVpcId.NotFound',
    'IncorrectVpcStatus',
    'DependencyViolation.VSwitch',
    'DryRunOperation',
  ] satisfies VpcErrorCode[],
  idempotency: { parameter: 'ClientToken', mismatch: 'Duplicated.ClientToken' satisfies VpcErrorCode },
  handler: (state, { account, parameters }) => {
    const { vpcId } = settledVpc(state, account, parameters.VpcId);
    if (state.vSwitchesIn(vpcId).length > 0) throw new ApiError<VpcErrorCode>('DependencyViolation.VSwitch');
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    state.removeVpc(vpcId);
    return {};
  },
});

function settledVpc(state: VpcState, account: string, vpcId: string): Vpc {
  const vpc = state.vpcById(vpcId);
  if (vpc?.account !== account) throw new ApiError<VpcErrorCode>('InvalidVpcId.NotFound');
  if (vpc.status === 'Pending') throw new ApiError<VpcErrorCode>('IncorrectVpcStatus');
  return vpc;
}
