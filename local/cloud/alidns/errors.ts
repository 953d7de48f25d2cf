import type { ErrorTable } from '../product.ts';

/**
 * help.aliyun.com/document_detail/2355841.html, and the pages of the operations; messages as users of the API quote them,
 * where they do. The misspellings (`Fobidden`, `Weigth`) are the API's.
 */
export const alidnsErrors = {
  'InvalidDomainName.NoExist': { status: 400, message: 'The specified domain name does not exist.' },
  'InvalidDomainName.Format': { status: 400, message: 'Invalid domain name.' },
  'InvalidDomainName.Suffix': { status: 400, message: 'The suffix of the domain name is not supported.' },
  'InvalidDomainName.Unregistered': { status: 400, message: 'The domain name is not registered.' },
  'InvalidDomainName.Duplicate': { status: 400, message: 'The domain name is already added.' },
  DomainAddedByOthers: { status: 400, message: 'The domain name is already added by another account.' },
  IncorrectDomainUser: { status: 400, message: 'The domain name belongs to other users.' },
  DomainForbidden: {
    status: 400,
    message: 'The action could not be completed because the domain has been forbidden.',
  },
  'Forbidden.DomainExpired': { status: 400, message: 'The domain name has expired.' },
  'Forbidden.DomainLocked': { status: 400, message: 'The domain name is locked.' },
  'RecordForbidden.BlackHole': {
    status: 400,
    message: 'The action could not be completed because there are some records have been into black hole.',
  },
  'RecordForbidden.DNSChange': {
    status: 400,
    message: 'The action could not be completed because DNS is changing.',
  },
  LastOperationNotFinished: { status: 400, message: 'The last operation has not been finished.' },
  'InvalidDomainGroup.NotExist': { status: 400, message: 'The domain group name is not exist.' },
  'InvalidDomainGroup.Duplicate': {
    status: 400,
    message: 'The domain group name already exists.',
    source: 'inferred',
  },
  'Fobidden.DefaultGroup': { status: 400, message: "The default domain group can't be deleted." },
  'Fobidden.NotEmptyGroup': {
    status: 400,
    message: "The domain group can't be deleted because it is not empty.",
  },
  'Fobidden.TooOfen': { status: 400, message: 'The operation is too often in 90 seconds.' },
  'Forbidden.TxtNotVerified': {
    status: 400,
    message: 'The TXT record that proves the ownership of the domain was not found.',
    source: 'inferred',
  },
  DomainRecordDuplicate: { status: 400, message: 'The DNS record already exists.' },
  DomainRecordConflict: { status: 400, message: 'The DNS record conflicts with other records.' },
  DomainRecordNotBelongToUser: { status: 400, message: 'The DNS record does not belong to the user.' },
  DomainRecordLocked: { status: 400, message: 'The DNS record is locked.' },
  DomainRecordDisable: { status: 400, message: 'The domain record is disable.' },
  PanDomainRecord: { status: 400, message: 'The domain record is Pan domain record.' },
  DisableDNSSLB: { status: 400, message: "The subdomain's DNS SLB status is closed." },
  InvalidWeigth: { status: 400, message: 'The weigth value is invalid.' },
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
  MissingParameter: { status: 400, message: 'The parameter {name} is mandatory for this action.' },
  MissingPriority: { status: 400, message: 'Priority is mandatory for this action.', source: 'inferred' },
  InvalidPriority: { status: 400, message: 'Specified parameter Priority is not valid.', source: 'inferred' },
} as const satisfies ErrorTable;

export type AlidnsErrorCode = keyof typeof alidnsErrors;
