import { readHttpResult } from '../cloud/fc/run/http-answer.ts';
import type { InvocationRecord } from './invocation.ts';

/** What goes back to an HTTP client. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

/**
 * What the platform makes of an invocation's end: the returned struct, or 200 with the returned value where it is not that
 * struct (documented); 502 or 504 with the error where there is no value (inferred).
 */
export function readHttpAnswer(record: InvocationRecord, result: Buffer): HttpAnswer {
  if (record.outcome !== 'succeeded') return errorAnswer(record);
  const returned = readHttpResult(result);
  if (!returned) return { status: 200, headers: { 'content-type': 'application/json' }, body: result };
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = returned;
  const kept = Object.entries(headers).filter(
    ([name]) => !/^(x-fc-.*|connection|keep-alive|content-length)$/i.test(name),
  );
  return {
    status: statusCode,
    headers: Object.fromEntries(kept.map(([name, text]) => [name, String(text)])),
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function errorAnswer({ outcome, error }: InvocationRecord): HttpAnswer {
  const type = outcome === 'timed-out' ? 'FunctionTimeout' : 'UnhandledInvocationError';
  return {
    status: outcome === 'timed-out' ? 504 : 502,
    headers: { 'content-type': 'application/json', 'x-fc-error-type': type },
    body: Buffer.from(
      JSON.stringify({ errorType: error?.name ?? type, errorMessage: error?.message ?? outcome }),
      'utf8',
    ),
  };
}
