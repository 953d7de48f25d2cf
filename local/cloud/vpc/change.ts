import { ApiError, actionsOf } from '../product.ts';
import { task } from '../tasks.ts';
import { vSwitchChange } from './audit.ts';
import { contains, isForbidden, overlaps, parseBlock } from './cidr.ts';
import type { VpcErrorCode } from './errors.ts';
import type { Vpc, VpcState, VSwitch } from './state.ts';
import { zonesOf } from './zones.ts';

const row = actionsOf<VpcState>();

const VSWITCHES_PER_VPC = 150;

const vSwitchMade = task('vpc/vswitch-made', (vSwitch: VSwitch) => {
  vSwitch.status = 'Available';
});

const vSwitchGone = task('vpc/vswitch-gone', (state: VpcState, vSwitchId: string) => {
  state.removeVSwitch(vSwitchId);
});

export const createVSwitch = row({
  name: 'CreateVSwitch',
  style: 'RPC',
  parameters: {
    VpcId: { type: 'string', required: true },
    ZoneId: { type: 'string', required: true },
    CidrBlock: { type: 'string', required: true },
    RegionId: { type: 'string' },
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
    Tag: {
      type: 'objects',
      max: 20,
      fields: {
        Key: { type: 'string', required: true, maxLength: 128 },
        Value: { type: 'string', default: '', maxLength: 128 },
      },
    },
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
    'DryRunOperation',
  ] satisfies VpcErrorCode[],
  idempotency: { parameter: 'ClientToken', mismatch: 'Duplicated.ClientToken' satisfies VpcErrorCode },
  handler: (state, { account, parameters, progress, requestId, now }) => {
    const vpc = state.vpcById(parameters.VpcId);
    if (vpc?.account !== account) throw new ApiError<VpcErrorCode>('InvalidVpcId.NotFound');
    if (!zonesOf(vpc.region)?.includes(parameters.ZoneId)) throw new ApiError<VpcErrorCode>('InvalidZoneId.NotFound');
    checkBlock(state, vpc, parameters.CidrBlock);
    if (parameters.DryRun) throw new ApiError<VpcErrorCode>('DryRunOperation');
    const vSwitch = state.addVSwitch({
      vpcId: vpc.vpcId,
      zoneId: parameters.ZoneId,
      cidrBlock: parameters.CidrBlock,
      name: parameters.VSwitchName ?? '',
      description: parameters.Description ?? '',
      tags: parameters.Tag ?? [],
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
  parameters: { VSwitchId: { type: 'string', required: true }, RegionId: { type: 'string' } },
  response: {},
  errors: ['InvalidVSwitchId.NotFound', 'OperationDenied.OtherSubnetProcessing'] satisfies VpcErrorCode[],
  handler: (state, { account, parameters, progress, requestId, now }) => {
    const vSwitch = state.vSwitch(parameters.VSwitchId);
    if (vSwitch?.account !== account) throw new ApiError<VpcErrorCode>('InvalidVSwitchId.NotFound');
    if (vSwitch.status === 'Pending') throw new ApiError<VpcErrorCode>('OperationDenied.OtherSubnetProcessing');
    vSwitch.status = 'Pending';
    const { vSwitchId, region } = vSwitch;
    progress.after('vswitch-delete', vSwitchGone(state, vSwitchId));
    const call = { eventName: 'DeleteVSwitch', account, region, vSwitchId, requestId, now } as const;
    state.trail.record(account, vSwitchChange({ ...call, requestParameters: { VSwitchId: vSwitchId } }));
    return {};
  },
});

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
