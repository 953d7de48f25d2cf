import type FC2 from '@alicloud/fc2';
import { type Attempt, type AttemptResult, asyncHeaders } from './invocation-attempt.ts';

export interface Credentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string | undefined;
}

/**
 * Sends an invocation with `@alicloud/fc2` and its `FC` signature. That client was made for version 2.0 of Function Compute;
 * what it does not know of 3.0 is made up for here:
 *
 * | it                                                        | so                                               |
 * |-----------------------------------------------------------|--------------------------------------------------|
 * | speaks plain http unless told, and version 2016-08-15     | origin and version are always given              |
 * | passes on a token only with keys that begin with `STS`    | the token is a header, which is signed, too      |
 * | reads an empty JSON answer as a SyntaxError               | so ends a 202: it was taken                      |
 * | knows errors as `ErrorCode`, while 3.0 says `Code`        | the status is read from its sentence             |
 * | takes an answer with `x-fc-error-type` for a good one     | it is refused                                    |
 * | waits for a minute                                        | ten seconds                                      |
 *
 * @param endpoint an origin
 */
export function fc2Attempt(options: {
  accountId: string;
  region: string;
  endpoint: string;
  apiVersion: string;
  credentials: () => Credentials;
}): Attempt {
  return async (call) => {
    const client = await clientFor(options);
    try {
      const { headers } = await client.post(
        `/functions/${encodeURIComponent(call.functionName)}/invocations`,
        Buffer.from(call.payload),
        asyncHeaders(call),
      );
      const failure = headers['x-fc-error-type'];
      if (failure === undefined) return { kind: 'scheduled' };
      return { kind: 'refused', status: 200, code: failure, requestId: headers['x-fc-request-id'] };
    } catch (error) {
      return read(error);
    }
  };
}

/** One a call: credentials are those of this invocation, and a warm instance has had others. */
async function clientFor({ accountId, region, endpoint, apiVersion, credentials }: Parameters<typeof fc2Attempt>[0]) {
  // Loaded when first needed: it costs 13 ms, and most invocations invoke nobody.
  const { default: Client } = (await import('@alicloud/fc2')) as unknown as { default: typeof FC2 };
  const { accessKeyId, accessKeySecret, securityToken } = credentials();
  const client = new Client(accountId, {
    accessKeyID: accessKeyId,
    accessKeySecret,
    ...(securityToken && { securityToken, headers: { 'x-fc-security-token': securityToken } }),
    region,
    endpoint,
    secure: true,
    timeout: TIMEOUT_MS,
  });
  client.version = apiVersion;
  return client;
}

function read(error: unknown): AttemptResult {
  if (!(error instanceof Error)) return { kind: 'lost', why: 'network error' };
  // Its own reading of the answer. Whether a 202 calls its nothing JSON is not documented; an error says what it is.
  if (error instanceof SyntaxError) {
    return /end of JSON input/.test(error.message) ? { kind: 'scheduled' } : { kind: 'lost', why: 'unreadable answer' };
  }
  const [, status, requestId] = /failed with (\d{3})\. requestid: ([^,]*),/.exec(error.message) ?? [];
  if (status === undefined) return { kind: 'lost', why: codeOf(error) };
  if (status === '409') return { kind: 'already-scheduled' };
  const known = /^[\w.-]{1,60}$/.test(requestId ?? '') && requestId !== 'undefined';
  return {
    kind: 'refused',
    status: Number(status),
    code: `HttpStatus${status}`,
    requestId: known ? requestId : undefined,
  };
}

/** Only the code: a message may hold the whole address. */
function codeOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? code : error.name;
}

const TIMEOUT_MS = 10_000;
