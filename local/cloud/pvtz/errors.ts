import type { ErrorTable } from '../product.ts';

/**
 * No page lists the error codes of PrivateZone. Those without a source are the ones that terraform-provider-alicloud
 * waits for or takes for "not found"; what they say is in the API's manner.
 */
export const pvtzErrors = {
  'Zone.NotExists': { status: 400, message: 'The specified zone does not exist.' },
  'Zone.VpcExists': { status: 400, message: 'The zone is still bound to a VPC.' },
  'Zone.Invalid.Name': { status: 400, message: 'The zone name {name} is invalid.', source: 'inferred' },
  'ZoneVpc.NotExists.VpcId': { status: 400, message: 'The VPC {vpc} does not exist.' },
  'ZoneVpc.Auth.NotExists': {
    status: 400,
    message: 'The VPC {vpc} belongs to an account that did not authorize this.',
  },
  'UserVpcAuthorization.Invalid.AuthCode': {
    status: 400,
    message: 'The verification code is wrong.',
    source: 'inferred',
  },
  'UserVpcAuthorization.NotExists': {
    status: 400,
    message: 'The specified authorization does not exist.',
    source: 'inferred',
  },
  MissingRegion: { status: 400, message: 'RegionId of a VPC is mandatory for this action.' },
  'Record.Invalid.Conflict': { status: 400, message: 'The record conflicts with another record of the same name.' },
  'Record.Invalid.Rr': { status: 400, message: 'The host record {rr} is invalid.', source: 'inferred' },
  'Record.Invalid.Value': { status: 400, message: 'The record value is invalid.', source: 'inferred' },
  'Record.Invalid.Ttl': { status: 400, message: 'Ttl must be 5, 30, 60, 3600, 43200 or 86400.', source: 'inferred' },
  'Record.NotExists': { status: 400, message: 'The specified record does not exist.', source: 'inferred' },
  'ClientToken.Mismatch': {
    status: 400,
    message: 'The client token was used with other parameters.',
    source: 'inferred',
  },
} as const satisfies ErrorTable;

export type PvtzErrorCode = keyof typeof pvtzErrors;
