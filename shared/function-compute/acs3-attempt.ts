import { type Attempt, asyncHeaders } from './invocation-attempt.ts';

/** Signs a call as ACS3-HMAC-SHA256 says, with credentials and a stamp of its own. @returns all headers but `host` */
export type SignAcs3 = (call: {
  method: 'POST';
  path: string;
  query: Record<string, string>;
  body: string;
  host: string;
  action: string;
  version: string;
  contentType: string;
}) => Record<string, string>;

/**
 * Sends an invocation with the signature that is documented for version 3.0 (ACS3-HMAC-SHA256), as `@alicloud/fc20230330`
 * does, whose 122 ms nobody has to wait for.
 *
 * @param endpoint an origin
 */
export function acs3Attempt(options: {
  fetch: typeof globalThis.fetch;
  endpoint: string;
  apiVersion: string;
  sign: SignAcs3;
  attemptSignal?: () => AbortSignal;
}): Attempt {
  const { fetch, endpoint, apiVersion: version, sign, attemptSignal } = options;
  return async (call) => {
    const path = `/${version}/functions/${encodeURIComponent(call.functionName)}/invocations`;
    const body = call.payload;
    const { host } = new URL(endpoint);
    const contentType = 'application/octet-stream';
    const signed = sign({
      method: 'POST',
      path,
      query: {},
      body,
      host,
      action: 'InvokeFunction',
      version,
      contentType,
    });
    const headers = { ...signed, ...asyncHeaders(call) };
    let response: Response;
    let answer: unknown;
    try {
      // A redirect would carry the security token to another host.
      const limit = attemptSignal && { signal: attemptSignal() };
      response = await fetch(`${endpoint}${path}`, { method: 'POST', headers, body, redirect: 'manual', ...limit });
      answer = parse(await response.text());
    } catch {
      return { kind: 'lost', why: 'network error' };
    }
    const { status } = response;
    if (status === 409) return { kind: 'already-scheduled' };
    const failure = response.headers.get('x-fc-error-type');
    if (status >= 200 && status < 300 && failure === null) return { kind: 'scheduled' };
    const { Code, RequestId } = Object(answer) as { Code?: unknown; RequestId?: unknown };
    const code = failure ?? (typeof Code === 'string' && /^[\w.:-]{1,100}$/.test(Code) ? Code : `HttpStatus${status}`);
    const requestId =
      typeof RequestId === 'string' ? RequestId : (response.headers.get('x-fc-request-id') ?? undefined);
    return { kind: 'refused', status, code, requestId };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
