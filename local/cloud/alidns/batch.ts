export const BATCH_TYPES = ['DOMAIN_ADD', 'DOMAIN_DEL', 'RR_ADD', 'RR_DEL'] as const;
export type BatchType = (typeof BATCH_TYPES)[number];

/** One line of a batch, as it was asked for. */
export interface BatchRequest {
  readonly Domain: string;
  readonly Rr: string | undefined;
  readonly Type: string | undefined;
  readonly Value: string | undefined;
  readonly Line: string | undefined;
  readonly Ttl: number | undefined;
  readonly Priority: number | undefined;
  readonly NewRr: string | undefined;
  readonly NewType: string | undefined;
  readonly NewValue: string | undefined;
}

export interface BatchResult {
  readonly succeeded: boolean;
  /** Why it failed: an error code. */
  readonly reason: string;
  readonly recordId: string;
  readonly at: number;
}

/** Many changes in one request, made one after the other some time after it was answered. */
export interface Batch {
  readonly account: string;
  readonly taskId: number;
  readonly type: BatchType;
  readonly requests: readonly BatchRequest[];
  /** One for each request; empty until all is done. */
  results: readonly BatchResult[];
}
