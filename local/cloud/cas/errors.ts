import type { ErrorTable } from '../product.ts';

/**
 * Codes from help.aliyun.com/document_detail/605000.html, all with status 400. Which code stands for a key that does not
 * belong to its certificate is inferred (the published list has none of that name), and so is which one stands for a full
 * account or package and for a certificate that something uses.
 */
export const casErrors = {
  NameRepeat: { status: 400, message: 'The certificate name already exists.' },
  NotFound: { status: 400, message: 'The certificate does not exist.' },
  MissingParameter: { status: 400, message: 'A mandatory parameter is missing.' },
  InvalidParameter: { status: 400, message: 'The parameter {name} is invalid.' },
  CertificateFormatException: { status: 400, message: 'The certificate format is abnormal, check what you entered.' },
  CertificateChainNotMatch: { status: 400, message: 'The certificates of the chain do not follow from each other.' },
  CertificateExpired: { status: 400, message: 'The certificate has expired.' },
  InsufficientQuota: { status: 400, message: 'The quota is insufficient.' },
  DeductQuotaFailed: { status: 400, message: 'The quota could not be deducted.' },
  ResourceAlreadyAssociated: { status: 400, message: 'The certificate is associated with {products}.' },
  FlowControlError: { status: 400, message: 'The request is denied due to flow control.' },
  'OperationDenied.StatusNotSupport': { status: 400, message: 'The status of the certificate does not allow this.' },
} as const satisfies ErrorTable;

export type CasErrorCode = keyof typeof casErrors;
