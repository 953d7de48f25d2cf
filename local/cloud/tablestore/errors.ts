/**
 * What Tablestore refuses with: HTTP status and usual message by code, of its error code reference
 * (help.aliyun.com/document_detail/27300). Codes that have many messages are given one where they are thrown.
 */
const ERRORS = {
  OTSAuthFailed: [403, 'Signature mismatch.'],
  OTSNoPermissionAccess: [
    403,
    'You have no permission to access the requested resource, please contact the resource owner.',
  ],
  OTSRequestBodyTooLarge: [413, 'The size of POST data is too large.'],
  OTSMethodNotAllowed: [405, 'Only POST method for requests is supported.'],
  OTSMissingHeader: [400, 'Missing header.'],
  OTSUnsupportOperation: [400, 'Unsupported operation.'],
  OTSParameterInvalid: [400, 'Cannot deserialize the request data.'],
  OTSInvalidPK: [400, 'Primary key schema mismatch.'],
  OTSOutOfColumnCountLimit: [400, 'The number of columns in one row exceeded the limit.'],
  OTSOutOfRowSizeLimit: [400, 'The total data size of columns in one row exceeded the limit.'],
  OTSObjectNotExist: [404, 'Requested table does not exist.'],
  OTSTableNotReady: [404, 'The table is not ready.'],
  OTSObjectAlreadyExist: [409, 'Requested table already exists.'],
  OTSRowOperationConflict: [409, 'Data is being modified by the other request.'],
  OTSSessionNotExist: [404, 'Session not exist or may be timeout.'],
  OTSDataOutOfRange: [400, 'Data out of the range of the transaction.'],
  OTSConditionCheckFail: [403, 'Condition check failed.'],
  OTSQuotaExhausted: [403, 'Number of tables exceeded the quota.'],
  OTSNotEnoughCapacityUnit: [403, 'Remaining capacity unit is not enough.'],
  OTSCapacityUnitExhausted: [403, 'Capacity unit is not enough.'],
  OTSFlowControl: [429, 'The requests have been throttled.'],
  OTSServerBusy: [503, 'Server is busy.'],
  OTSPartitionUnavailable: [503, 'The partition is not available.'],
  OTSTimeout: [503, 'Operation timeout.'],
  OTSServerUnavailable: [503, 'Server is not available.'],
  OTSInternalServerError: [500, 'Internal server error.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type OtsCode = keyof typeof ERRORS;

/** An answer other than 200, or the error of one row of a batch. */
export class OtsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(code: OtsCode, message?: string) {
    const [status, usual] = ERRORS[code];
    super(message ?? usual);
    this.name = 'OtsError';
    this.status = status;
    this.code = code;
  }
}

export function isOtsCode(text: string): text is OtsCode {
  return text in ERRORS;
}

/** The many ways in which a request makes no sense share one code. */
export function invalid(message: string): OtsError {
  return new OtsError('OTSParameterInvalid', message);
}
