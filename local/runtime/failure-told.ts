import type { InvocationRecord } from './invocation.ts';

/** What a failure destination is told of an invocation (documented, but for the constant of each way to fail). */
export function failureTold(
  event: Buffer,
  { requestId, attempt, outcome, error }: InvocationRecord,
  { functionArn, now }: { functionArn: string; now: number },
): Buffer {
  const condition = outcome === 'timed-out' ? 'FunctionInvocationTimeout' : 'UnhandledInvocationError';
  const thrown = error
    ? { errorMessage: error.message, errorType: error.name }
    : { errorMessage: `the invocation was ${outcome}` };
  const told = {
    timestamp: now,
    requestContext: { requestId, functionArn, condition, approximateInvokeCount: attempt },
    requestPayload: event.toString('utf8'),
    responseContext: { statusCode: 200, functionError: condition },
    responsePayload: JSON.stringify(thrown),
  };
  return Buffer.from(JSON.stringify(told), 'utf8');
}
