import type { ErrorTable } from '../product.ts';

/** help.aliyun.com/document_detail/2355841.html; messages as users of the API quote them, where they do. */
export const alidnsErrors = {
  'InvalidDomainName.NoExist': { status: 400, message: 'The specified domain name does not exist.' },
  'InvalidDomainName.Format': { status: 400, message: 'Invalid domain name.' },
  'InvalidDomainName.Suffix': { status: 400, message: 'The suffix of the domain name is not supported.' },
  'InvalidDomainName.Duplicate': { status: 400, message: 'The domain name is already added.' },
  DomainAddedByOthers: { status: 400, message: 'The domain name is already added by another account.' },
  IncorrectDomainUser: { status: 400, message: 'The domain name belongs to other users.' },
  DomainRecordDuplicate: { status: 400, message: 'The DNS record already exists.' },
  DomainRecordConflict: { status: 400, message: 'The DNS record conflicts with other records.' },
  DomainRecordNotBelongToUser: { status: 400, message: 'The DNS record does not belong to the user.' },
  DomainRecordLocked: { status: 400, message: 'The DNS record is locked.' },
  'QuotaExceeded.Record': { status: 400, message: 'The number of values of the record exceeds the quota.' },
  'QuotaExceeded.ARecord': { status: 400, message: 'The number of A and AAAA values exceeds the quota.' },
  'QuotaExceeded.TTL': {
    status: 400,
    message: 'The specified TTL is invalid. A valid TTL must be in the range of {min} to 86400.',
  },
  'SubDomainInvalid.Value': { status: 400, message: 'The DNS record is invalid or in the wrong format.' },
  'URLForwardError.PanRecord': { status: 400, message: 'URL forwarding does not support wildcard records.' },
  'URLForwardError.NotDefaultLine': { status: 400, message: 'URL forwarding supports the default line only.' },
  InvalidParameter: { status: 400, message: 'The parameter value {name} is invalid.' },
  MissingPriority: { status: 400, message: 'Priority is mandatory for this action.', source: 'inferred' },
  InvalidPriority: { status: 400, message: 'Specified parameter Priority is not valid.', source: 'inferred' },
} as const satisfies ErrorTable;

export type AlidnsErrorCode = keyof typeof alidnsErrors;
