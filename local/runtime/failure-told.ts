import type { InvocationRecord } from './invocation.ts';

/** What a failure destination is told of an invocation (documented; inferred: the constant of an invocation that timed out). */
export function failureTold(
  event: Buffer,
  { requestId, attempt, outcome, error }: InvocationRecord,
  { functionArn, now }: { functionArn: string; now: number },
): Buffer {
  const condition = outcome === 'timed-out' ? 'FunctionTimeout' : 'UnhandledInvocationError';
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
