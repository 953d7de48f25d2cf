import type { ErrorTable, Source } from '../product.ts';

const inferred: Source = 'inferred';

/** Codes that the SDK's documents and the official component know; statuses and messages are in their manner. */
export const fcErrors = {
  InvalidArgument: { status: 400, message: '{reason}' },
  FunctionNotFound: { status: 404, message: "function '{function}' does not exist" },
  FunctionAlreadyExists: { status: 409, message: "function '{function}' already exists" },
  TriggerNotFound: { status: 404, message: "trigger '{trigger}' does not exist in function '{function}'" },
  TriggerAlreadyExists: { status: 409, message: "trigger '{trigger}' already exists in function '{function}'" },
  TriggerQuotaExceeded: { status: 403, message: 'a function has {limit} triggers at most', source: inferred },
  AsyncConfigNotExists: {
    status: 404,
    message: "function '{function}' has no asynchronous invocation configuration",
    source: inferred,
  },
  ConcurrencyConfigNotFound: {
    status: 404,
    message: "function '{function}' has no concurrency configuration",
    source: inferred,
  },
  ScalingConfigNotFound: {
    status: 404,
    message: "function '{function}' has no scaling configuration",
    source: inferred,
  },
  ProvisionConfigNotFound: {
    status: 404,
    message: "function '{function}' has no provision configuration",
    source: inferred,
  },
} as const satisfies ErrorTable;

export type FcErrorCode = keyof typeof fcErrors;
