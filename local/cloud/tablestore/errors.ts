import type { ErrorTable } from '../product.ts';

/**
 * What Tablestore refuses with: HTTP status and usual message by code, of its error code reference
 * (help.aliyun.com/document_detail/27300). Codes that have many messages are given one where they are thrown.
 */
export const otsErrors = {
  OTSAuthFailed: { status: 403, message: 'Signature mismatch.' },
  OTSNoPermissionAccess: {
    status: 403,
    message: 'You have no permission to access the requested resource, please contact the resource owner.',
  },
  OTSRequestBodyTooLarge: { status: 413, message: 'The size of POST data is too large.' },
  OTSMethodNotAllowed: { status: 405, message: 'Only POST method for requests is supported.' },
  OTSMissingHeader: { status: 400, message: 'Missing header.' },
  OTSUnsupportOperation: { status: 400, message: 'Unsupported operation.' },
  OTSParameterInvalid: { status: 400, message: 'Cannot deserialize the request data.' },
  OTSInvalidPK: { status: 400, message: 'Primary key schema mismatch.' },
  OTSOutOfColumnCountLimit: { status: 400, message: 'The number of columns in one row exceeded the limit.' },
  OTSOutOfRowSizeLimit: { status: 400, message: 'The total data size of columns in one row exceeded the limit.' },
  OTSObjectNotExist: { status: 404, message: 'Requested table does not exist.' },
  OTSTableNotReady: { status: 404, message: 'The table is not ready.' },
  OTSObjectAlreadyExist: { status: 409, message: 'Requested table already exists.' },
  OTSRowOperationConflict: { status: 409, message: 'Data is being modified by the other request.' },
  OTSSessionNotExist: { status: 404, message: 'Session not exist or may be timeout.' },
  OTSDataOutOfRange: { status: 400, message: 'Data out of the range of the transaction.' },
  OTSConditionCheckFail: { status: 403, message: 'Condition check failed.' },
  OTSQuotaExhausted: { status: 403, message: 'Number of tables exceeded the quota.' },
  OTSNotEnoughCapacityUnit: { status: 403, message: 'Remaining capacity unit is not enough.' },
  OTSCapacityUnitExhausted: { status: 403, message: 'Capacity unit is not enough.' },
  OTSFlowControl: { status: 429, message: 'The requests have been throttled.' },
  OTSServerBusy: { status: 503, message: 'Server is busy.' },
  OTSPartitionUnavailable: { status: 503, message: 'The partition is not available.' },
  OTSTimeout: { status: 503, message: 'Operation timeout.' },
  OTSServerUnavailable: { status: 503, message: 'Server is not available.' },
  OTSInternalServerError: { status: 500, message: 'Internal server error.' },
} as const satisfies ErrorTable;

export type OtsCode = keyof typeof otsErrors;

/** An answer other than 200, or the error of one row of a batch. */
export class OtsError extends Error {
  readonly status: number;
  readonly code: OtsCode;

  constructor(code: OtsCode, message?: string) {
    const { status, message: usual } = otsErrors[code];
    super(message ?? usual);
    this.name = 'OtsError';
    this.status = status;
    this.code = code;
  }
}

export function isOtsCode(text: string): text is OtsCode {
  return text in otsErrors;
}

/** What a row may be refused with: for its table, its key, its transaction. */
export const OF_A_ROW: readonly OtsCode[] = [
  ...(['OTSObjectNotExist', 'OTSTableNotReady', 'OTSInvalidPK', 'OTSSessionNotExist', 'OTSDataOutOfRange'] as const),
];
export const OF_A_WRITTEN_ROW: readonly OtsCode[] = [...OF_A_ROW, 'OTSConditionCheckFail', 'OTSRowOperationConflict'];

/** The many ways in which a request makes no sense share one code. */
export function invalid(message: string): OtsError {
  return new OtsError('OTSParameterInvalid', message);
}
