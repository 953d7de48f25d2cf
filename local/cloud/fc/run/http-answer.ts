import type { FcAnswer } from './answer.ts';
import type { Ended } from './runner.ts';

/**
 * What an HTTP client gets: the returned struct, or 200 with the returned value where it is not that struct (documented);
 * 502 or 504 with the error where there is no value (inferred).
 */
export function toHttpAnswer({ errorType, body }: Ended): FcAnswer {
  if (errorType !== undefined) {
    return {
      status: errorType === 'FunctionTimeout' ? 504 : 502,
      headers: { 'content-type': 'application/json', 'x-fc-error-type': errorType },
      body,
    };
  }
  const result = readHttpResult(body);
  if (!result) return { status: 200, headers: { 'content-type': 'application/json' }, body };
  const { statusCode, headers = {}, body: text = '', isBase64Encoded = false } = result;
  const kept = Object.entries(headers).filter(([name]) => !NOT_ITS_OWN.test(name));
  return {
    status: statusCode,
    headers: Object.fromEntries(kept.map(([name, one]) => [name.toLowerCase(), String(one)])),
    body: Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/** Headers that a function cannot set (documented, but for the length). */
const NOT_ITS_OWN = /^(x-fc-.*|connection|keep-alive|content-length|transfer-encoding)$/i;

/** What a function with an HTTP trigger returns (documented). */
export interface HttpResult {
  statusCode: number;
  headers?: Record<string, unknown>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** @returns undefined where the returned bytes are not that struct */
export function readHttpResult(bytes: Buffer): HttpResult | undefined {
  const value = parseJson(bytes);
  return isHttpResult(value) ? value : undefined;
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
