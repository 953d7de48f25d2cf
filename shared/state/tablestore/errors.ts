export interface TablestoreErrorDetails {
  /** PutRow, GetRow, … */
  operation: string;
  /** The service's own (`OTS…`), or one of ours: `HttpStatus<n>` (no code in the answer), `NoAnswer`, `UnreadableAnswer`. */
  code: string;
  /** HTTP status; 0 when there was no answer. */
  status: number;
  /** What the service said. */
  message: string;
  requestId?: string | undefined;
}

/** Tablestore refused a call, or gave no answer that can be used. */
export class TablestoreError extends Error {
  readonly operation: string;
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  /** The same call may succeed later. It may also have happened already, where it was a write. */
  readonly retryable: boolean;

  constructor({ operation, code, status, message, requestId }: TablestoreErrorDetails) {
    const wayOut = WAY_OUT[code];
    const request = requestId ? ` (request ${requestId})` : '';
    super(`Tablestore ${operation}: ${code}: ${message}${request}${wayOut ? `. ${wayOut}` : ''}`);
    this.name = 'TablestoreError';
    this.operation = operation;
    this.code = code;
    this.status = status;
    this.requestId = requestId;
    this.retryable = isRetryable(code, status, message);
  }
}

export function isTablestoreError(error: unknown, ...codes: string[]): error is TablestoreError {
  return error instanceof TablestoreError && (codes.length === 0 || codes.includes(error.code));
}

/** Its text does not fit into one row. Nothing was written. */
export class DocumentTooLarge extends Error {
  readonly code = 'DocumentTooLarge';
  readonly retryable = false;

  /** @param bytes what is left of it after compression */
  constructor(what: string, bytes: number, limit: number) {
    super(
      `${what} takes ${bytes} bytes even when it is compressed, and Tablestore takes ${limit} in one write: ` +
        'declare less in one document, for example fewer addresses in one access list',
    );
    this.name = 'DocumentTooLarge';
  }
}

/** Codes after which the documentation says to try again ("Error codes"); any 5xx counts as one of them. */
const RETRYABLE: ReadonlySet<string> = new Set([
  'OTSServerBusy',
  'OTSNotEnoughCapacityUnit',
  'OTSPartitionUnavailable',
  'OTSTableNotReady',
  'OTSRowOperationConflict',
  'OTSOperationThrottled',
  'OTSServerUnavailable',
  'OTSTimeout',
  'OTSRequestTimeout',
  'OTSInternalServerError',
  'NoAnswer',
  'UnreadableAnswer',
]);

function isRetryable(code: string, status: number, message: string): boolean {
  if (code === 'OTSQuotaExhausted') return message.startsWith('Too frequent table operations');
  return RETRYABLE.has(code) || status >= 500;
}

const WAY_OUT: Readonly<Record<string, string>> = {
  OTSAuthFailed:
    'Check that the instance named by TORII_TABLESTORE_INSTANCE exists in this region and runs, that its network rules let ' +
    "functions in, and that the function's role is allowed to use it (torii doctor)",
  OTSNoPermissionAccess: "Allow the function's role this operation on the instance (torii doctor names the policy)",
};
