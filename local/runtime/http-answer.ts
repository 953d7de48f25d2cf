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
  const value = parseJson(result);
  if (!isHttpResult(value)) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: result };
  }
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = value;
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

interface HttpResult {
  statusCode: number;
  headers?: Record<string, unknown>;
  body?: string;
  isBase64Encoded?: boolean;
}

function isHttpResult(value: unknown): value is HttpResult {
  if (typeof value !== 'object' || value === null || !('statusCode' in value)) return false;
  const { statusCode } = value;
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599)
    return false;
  if ('body' in value && typeof value.body !== 'string') return false;
  return !('headers' in value) || (typeof value.headers === 'object' && value.headers !== null);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
