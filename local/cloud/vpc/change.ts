import { ApiError, actionsOf } from '../product.ts';
import { task } from '../tasks.ts';
import { vSwitchChange } from './audit.ts';
import { contains, isForbidden, overlaps, parseBlock } from './cidr.ts';
import type { VpcErrorCode } from './errors.ts';
import { ipv6BlockOf } from './ipv6.ts';
import type { Vpc, VpcState, VSwitch } from './state.ts';
import { newTags, tagErrors } from './tags.ts';
import { zonesOf } from './zones.ts';

const row = actionsOf<VpcState>();

const VSWITCHES_PER_VPC = 150;

const vSwitchMade = task('vpc/vswitch-made', (vSwitch: VSwitch) => {
  vSwitch.status = 'Available';
});

const vSwitchGone = task('vpc/vswitch-gone', (state: VpcState, vSwitchId: string) => {
  state.removeVSwitch(vSwitchId);
});

const names = {
  VSwitchName: {
    type: 'string',
    maxLength: 128,
    pattern: /^(?!https?:\/\/)/,
    invalidCode: 'InvalidVSwitchName.Malformed',
  },
  Description: {
    type: 'string',
    maxLength: 256,
    pattern: /^(?!https?:\/\/)/,
    invalidCode: 'InvalidDescription.Malformed',
  },
} as const;

/** The number of the vSwitch's /64 in its VPC's /56. */
const ipv6 = {
  Ipv6CidrBlock: { type: 'integer', min: 0, max: 255, invalidCode: 'IllegalParam.Ipv6CidrBlock' },
  Ipv6CidrMask: { type: 'integer' },
  VpcIpv6CidrBlock: { type: 'string' },
} as const;

export const createVSwitch = row({
  name: 'CreateVSwitch',
  style: 'RPC',
  parameters: {
    VpcId: { type: 'string', required: true },
    ZoneId: { type: 'string', required: true },
    CidrBlock: { type: 'string', required: true },
    RegionId: { type: 'string' },
    ...names,
    ...ipv6,
    /** Blocks out of a secondary one or a pool are not played: the block is `CidrBlock`. */
    CidrMask: { type: 'integer' },
    Tag: newTags,
    ClientToken: { type: 'string', maxLength: 64 },
    DryRun: { type: 'boolean', default: false, source: 'inferred' },
  },
  response: { VSwitchId: 'string' },
  errors: [
    'InvalidVpcId.NotFound',
    'InvalidZoneId.NotFound',
    'InvalidCidrBlock.Malformed',
    'InvalidCidrBlock.Overlapped',
    'InvalidCirdrBlock.MaskLength',
    'IllegalParam.CidrBlock',
    'QuotaExceeded.VSwitch',
    'OperationDenied.OtherSubnetCreating',
    'InvalidVSwitchName.Malformed',
    'InvalidDescription.Malformed',
    'IncorrectVpcStatus',
    'IllegalParam.Ipv6CidrBlock',
    'OperationFailed.VpcIpv6Disabled',
    'OperationFailed.Ipv6CidrBlockExisted',
    ...tagErrors,
    'DryRunOperation',
  ] satisfies VpcErrorCode[],
  idempotency: { parameter: 'ClientToken', mismatch: 'Duplicated.ClientToken' satisfies VpcErrorCode },
  handler: (state, { account, parameters, progress, requestId, now }) => {
    const vpc = state.vpcById(parameters.VpcId);
    if (vpc?.account !== account) throw new ApiError<VpcErrorCode>('InvalidVpcId.NotFound');
    if (!zonesOf(vpc.region)?.includes(parameters.ZoneId)) throw new ApiError<VpcErrorCode>('InvalidZoneId.NotFound');
    if (vpc.status === 'Pending') throw new ApiError<VpcErrorCode>('IncorrectVpcStatus');
    checkBlock(state, vpc, parameters.CidrBlock);
    const ipv6CidrBlock = ipv6For(state, vpc, parameters.Ipv6CidrBlock);
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const vSwitch = state.addVSwitch({
      vpcId: vpc.vpcId,
      zoneId: parameters.ZoneId,
      cidrBlock: parameters.CidrBlock,
      name: parameters.VSwitchName ?? '',
      description: parameters.Description ?? '',
      tags: parameters.Tag ?? [],
      ipv6CidrBlock,
      status: 'Pending',
    });
    progress.after('vswitch-create', vSwitchMade(vSwitch));
    const { vSwitchId, region } = vSwitch;
    const { VpcId, ZoneId, CidrBlock } = parameters;
    const requestParameters = { VpcId, ZoneId, CidrBlock };
    const call = { eventName: 'CreateVSwitch', account, region, vSwitchId, requestId, now } as const;
    state.trail.record(account, vSwitchChange({ ...call, requestParameters }));
    return { VSwitchId: vSwitchId };
  },
});

export const deleteVSwitch = row({
  name: 'DeleteVSwitch',
  style: 'RPC',
  parameters: {
    VSwitchId: { type: 'string', required: true },
    RegionId: { type: 'string' },
    DryRun: { type: 'boolean', default: false },
  },
  response: {},
  errors: [
    'InvalidVSwitchId.NotFound',
    'OperationDenied.OtherSubnetProcessing',
    'DependencyViolation',
    'DryRunOperation',
  ] satisfies VpcErrorCode[],
  handler: (state, { account, parameters, progress, requestId, now }) => {
    const vSwitch = state.vSwitch(parameters.VSwitchId);
    if (vSwitch?.account !== account) throw new ApiError<VpcErrorCode>('InvalidVSwitchId.NotFound');
    if (vSwitch.status === 'Pending') throw new ApiError<VpcErrorCode>('OperationDenied.OtherSubnetProcessing');
    // Load balancers have addresses of it.
    if (vSwitch.availableIpAddressCount < vSwitch.firstIpAddressCount) {
      throw new ApiError<VpcErrorCode>('DependencyViolation');
    }
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    vSwitch.status = 'Pending';
    const { vSwitchId, region } = vSwitch;
    progress.after('vswitch-delete', vSwitchGone(state, vSwitchId));
    const call = { eventName: 'DeleteVSwitch', account, region, vSwitchId, requestId, now } as const;
    state.trail.record(account, vSwitchChange({ ...call, requestParameters: { VSwitchId: vSwitchId } }));
    return {};
  },
});

export const modifyVSwitchAttribute = row({
  name: 'ModifyVSwitchAttribute',
  style: 'RPC',
  parameters: {
    VSwitchId: { type: 'string', required: true },
    RegionId: { type: 'string' },
    ...names,
    EnableIPv6: { type: 'boolean' },
    ...ipv6,
  },
  response: {},
  errors: [
    'InvalidVSwitchId.NotFound',
    'IncorrectStatus.VSwitch',
    'InvalidVSwitchName.Malformed',
    'InvalidDescription.Malformed',
    'IllegalParam.Ipv6CidrBlock',
    'OperationFailed.VpcIpv6Disabled',
    'OperationFailed.Ipv6CidrBlockExisted',
  ] satisfies VpcErrorCode[],
  handler: (state, { account, parameters }) => {
    const vSwitch = state.vSwitch(parameters.VSwitchId);
    const vpc = vSwitch && state.vpcById(vSwitch.vpcId);
    if (vSwitch?.account !== account || !vpc) throw new ApiError<VpcErrorCode>('InvalidVSwitchId.NotFound');
    if (vSwitch.status === 'Pending') throw new ApiError<VpcErrorCode>('IncorrectStatus.VSwitch');
    const ipv6CidrBlock = ipv6For(state, vpc, parameters.Ipv6CidrBlock) ?? vSwitch.ipv6CidrBlock;
    vSwitch.name = parameters.VSwitchName ?? vSwitch.name;
    vSwitch.description = parameters.Description ?? vSwitch.description;
    vSwitch.ipv6CidrBlock = parameters.EnableIPv6 === false ? undefined : ipv6CidrBlock;
    return {};
  },
});

/** The block of that number, where one is asked for. */
function ipv6For(state: VpcState, vpc: Vpc, number: number | undefined): string | undefined {
  if (number === undefined) return undefined;
  if (!vpc.ipv6CidrBlock) throw new ApiError<VpcErrorCode>('OperationFailed.VpcIpv6Disabled');
  const block = ipv6BlockOf(vpc.ipv6CidrBlock, number);
  if (state.vSwitchesIn(vpc.vpcId).some(({ ipv6CidrBlock }) => ipv6CidrBlock === block)) {
    throw new ApiError<VpcErrorCode>('OperationFailed.Ipv6CidrBlockExisted');
  }
  return block;
}

/** Inferred is only which code stands for which rule; the rules are the documented remarks of CreateVSwitch. */
function checkBlock(state: VpcState, vpc: Vpc, text: string): void {
  const block = parseBlock(text);
  if (!block) throw new ApiError<VpcErrorCode>('InvalidCidrBlock.Malformed');
  if (block.prefix < 16 || block.prefix > 29) throw new ApiError<VpcErrorCode>('InvalidCirdrBlock.MaskLength');
  const vpcBlock = parseBlock(vpc.cidrBlock);
  if (!vpcBlock || !contains(vpcBlock, block) || isForbidden(block)) {
    throw new ApiError<VpcErrorCode>('IllegalParam.CidrBlock', { cidrBlock: text });
  }
  const others = state.vSwitchesIn(vpc.vpcId);
  for (const other of others) {
    const otherBlock = parseBlock(other.cidrBlock);
    if (otherBlock && overlaps(otherBlock, block)) throw new ApiError<VpcErrorCode>('InvalidCidrBlock.Overlapped');
  }
  if (others.length >= VSWITCHES_PER_VPC) throw new ApiError<VpcErrorCode>('QuotaExceeded.VSwitch');
  if (others.some(({ status }) => status === 'Pending')) {
    throw new ApiError<VpcErrorCode>('OperationDenied.OtherSubnetCreating');
  }
}
