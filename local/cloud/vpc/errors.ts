import type { ErrorTable } from '../product.ts';

/** Codes and statuses from the official metadata (2024); the wording of most messages is inferred. */
export const vpcErrors = {
  'InvalidRegionId.NotFound': { status: 404, message: 'The specified RegionId does not exist.' },
  'InvalidVpcId.NotFound': { status: 404, message: 'Specified VPC does not exist.' },
  'InvalidVpcIdNumber.NotSupported': { status: 400, message: 'The number of VPC id exceeds the limit.' },
  'InvalidVSwitchId.NotFound': { status: 400, message: 'The specified vSwitch does not exist.' },
  'InvalidZoneId.NotFound': { status: 404, message: 'Specified value of "ZoneId" is not exists.' },
  'InvalidCidrBlock.Malformed': { status: 400, message: 'Specified CIDR block is not valid.' },
  'InvalidCidrBlock.Overlapped': {
    status: 400,
    message: 'Specified CIDR block is overlapped with other subnet.',
  },
  'InvalidCirdrBlock.MaskLength': { status: 400, message: 'The mask of a vSwitch must be from 16 to 29.' },
  'IllegalParam.CidrBlock': { status: 400, message: 'The CIDR block {cidrBlock} is not allowed in this VPC.' },
  'QuotaExceeded.VSwitch': { status: 400, message: 'The quota of vSwitches in the VPC is exceeded.' },
  'OperationDenied.OtherSubnetCreating': {
    status: 400,
    message: 'The operation is denied because another vSwitch is being created in the VPC.',
  },
  'OperationDenied.OtherSubnetProcessing': {
    status: 400,
    message: 'The operation is denied because the vSwitch is being processed.',
  },
  'InvalidVSwitchName.Malformed': { status: 400, message: 'Specified vSwitch name is not valid.' },
  'InvalidDescription.Malformed': { status: 400, message: 'Specified description is not valid.' },
  'Duplicated.ClientToken': { status: 400, message: 'The ClientToken was used with other parameters.' },
  MissingParameter: { status: 400, message: 'Either RegionId or VpcId must be specified.' },
  DryRunOperation: { status: 400, message: 'Request validation has been passed with DryRun flag set.' },
} as const satisfies ErrorTable;

export type VpcErrorCode = keyof typeof vpcErrors;
