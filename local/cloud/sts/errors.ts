import type { ErrorTable } from '../product.ts';

/** Codes and messages as the vendor's troubleshooting page and the API reference of AssumeRole have them. */
export const stsErrors = {
  NoPermission: { status: 403, message: '{reason}' },
  'EntityNotExist.Role': { status: 404, message: 'The role not exists: {role}.' },
  'InvalidParameter.RoleArn': { status: 400, message: 'The parameter RoleArn is wrongly formed.' },
  'InvalidParameter.RoleSessionName': { status: 400, message: 'The parameter RoleSessionName is wrongly formed.' },
  'InvalidParameter.DurationSeconds': {
    status: 400,
    message: 'The Min/Max value of DurationSeconds is 15min/1hr.',
  },
  'InvalidParameter.PolicyTooLarge': {
    status: 400,
    message: 'The parameter Policy is too large.',
    source: 'inferred',
  },
  'InvalidParameter.ExternalId': {
    status: 400,
    message: 'The parameter ExternalId is wrongly formed.',
    source: 'inferred',
  },
  'InvalidParameter.PolicyGrammar': { status: 400, message: 'The parameter Policy has not passed grammar check.' },
} as const satisfies ErrorTable;

export type StsErrorCode = keyof typeof stsErrors;
