/** What a function with an HTTP trigger returns (documented; version `v1`). */
export interface HttpResult {
  statusCode: number;
  headers: Record<string, string>;
  isBase64Encoded: boolean;
  body: string;
}

/** What came with a request beside the request itself. */
export interface HttpRequestContext {
  requestId: string;
  accountId: string;
  /** The host that the request came to, as the platform saw it; empty where it said none. */
  domainName: string;
  /** Of the caller, as the platform saw it. */
  sourceIp: string;
  /** ms since the epoch */
  receivedAt: number;
}

/**
 * Reads the event of an HTTP trigger (documented; version `v1`) as a web Request. Header names lose their case; a
 * repeated header or query parameter arrives joined by commas, which nobody can take apart again, so it stays one value.
 * @throws NotAnHttpEvent
 */
export function readHttpEvent(event: Buffer): { request: Request; context: HttpRequestContext } {
  const seen = parseRecord(event.toString('utf8'));
  const requestContext = asRecord(seen?.requestContext);
  const http = asRecord(requestContext?.http);
  const { rawPath } = seen ?? {};
  if (!seen || !requestContext || !http || typeof rawPath !== 'string' || typeof http.method !== 'string') {
    throw new NotAnHttpEvent(seen ? Object.keys(seen) : []);
  }
  const method = http.method.toUpperCase();
  // A Request may have no body with these (Fetch standard).
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: readBody(seen) };
  return {
    request: new Request(readUrl(text(requestContext.domainName), rawPath, seen.queryParameters), {
      method,
      headers: readHeaders(seen.headers),
      ...body,
    }),
    context: {
      requestId: text(requestContext.requestId),
      accountId: text(requestContext.accountId),
      domainName: text(requestContext.domainName),
      sourceIp: text(http.sourceIp),
      // A string in the documented event.
      receivedAt: Number(requestContext.timeEpoch ?? Number.NaN),
    },
  };
}

/**
 * Writes a web Response as the result of an HTTP trigger: text as it is, anything else as base64.
 * @throws SeveralCookies the result has one value a header name, and cookies cannot be joined (RFC 6265, 3)
 */
export async function toHttpResult(response: Response): Promise<HttpResult> {
  if (response.headers.getSetCookie().length > 1) throw new SeveralCookies();
  const body = Buffer.from(await response.arrayBuffer());
  const isText = isTextual(response.headers.get('content-type')) && isUtf8(body);
  return {
    statusCode: response.status,
    headers: Object.fromEntries(response.headers),
    isBase64Encoded: !isText,
    body: body.toString(isText ? 'utf8' : 'base64'),
  };
}

/** The function was started by something else than its HTTP trigger. The message names fields, never their values. */
export class NotAnHttpEvent extends Error {
  readonly code = 'NotAnHttpEvent';

  constructor(fields: string[]) {
    super(
      `expected the event of an HTTP trigger, and got ${fields.length ? `fields ${fields.join(', ')}` : 'no object'}`,
    );
    this.name = 'NotAnHttpEvent';
  }
}

export class SeveralCookies extends Error {
  readonly code = 'SeveralCookies';

  constructor() {
    super('an HTTP trigger cannot answer with more than one Set-Cookie header');
    this.name = 'SeveralCookies';
  }
}

function readUrl(domainName: string, rawPath: string, queryParameters: unknown): URL {
  const url = new URL(`https://${domainName || 'localhost'}`);
  url.pathname = rawPath;
  for (const [name, value] of Object.entries(asRecord(queryParameters) ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) url.searchParams.append(name, text(one));
  }
  return url;
}

function readHeaders(headers: unknown): Headers {
  const read = new Headers();
  for (const [name, value] of Object.entries(asRecord(headers) ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) read.append(name.toLowerCase(), text(one));
  }
  return read;
}

function readBody(seen: Record<string, unknown>): Buffer | null {
  const body = text(seen.body);
  if (body === '') return null;
  return Buffer.from(body, seen.isBase64Encoded === true ? 'base64' : 'utf8');
}

function isTextual(contentType: string | null): boolean {
  return contentType === null || /^text\/|[/+](json|xml|javascript|yaml)\b|charset=utf-8/i.test(contentType);
}

function isUtf8(body: Buffer): boolean {
  return body.equals(Buffer.from(body.toString('utf8'), 'utf8'));
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

function parseRecord(json: string): Record<string, unknown> | undefined {
  try {
    return asRecord(JSON.parse(json));
  } catch {
    return undefined;
  }
}
