import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VirtualClock } from '../cloud/clock.ts';
import type { FunctionHost } from './function-host.ts';
import { readHttpAnswer } from './http-answer.ts';
import { withoutMilliseconds } from './instant.ts';
import type { Ended, Start } from './run-invocation.ts';

/** A request to a trigger with `authType: function`, as it came. */
export interface SignedRequest {
  method: string;
  /** Path and query, as sent. */
  target: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** Checks the ACS3-HMAC-SHA256 signature of a request. */
export type Authorize = (
  request: SignedRequest,
) => Promise<{ ok: true } | { ok: false; status: number; code: string; message: string }>;

export interface HttpTriggerServer {
  /** `http://127.0.0.1:PORT` */
  url: string;
  close(): Promise<void>;
}

interface HttpTriggerOptions {
  host: FunctionHost;
  trigger: { authType: 'anonymous' | 'function'; methods: string[] };
  clock: VirtualClock;
  accountId: string;
  newId: () => string;
  authorize: Authorize | undefined;
  /** 0: any free one. */
  port: number;
  run: (host: FunctionHost, event: Buffer, start: Start) => Promise<Ended>;
}

/** Serves a function with an HTTP trigger on 127.0.0.1. Time stands still while a request is read and answered. */
export async function serveHttpTrigger(options: HttpTriggerOptions): Promise<HttpTriggerServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const release = options.clock.hold();
    response.once('close', release);
    answer(request, response, release, options).catch(() => {
      // The client hung up, or the function returned headers that HTTP does not allow.
      if (response.headersSent) response.destroy();
      else response.writeHead(502, { 'x-fc-error-type': 'UnhandledInvocationError' }).end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${portOf(server.address())}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  releaseRequest: () => void,
  options: HttpTriggerOptions,
): Promise<void> {
  const { host, trigger, clock } = options;
  const requestId = options.newId();
  const refuse = (status: number, code: string, message: string) => {
    response.writeHead(status, { 'content-type': 'application/json', 'x-fc-request-id': requestId });
    response.end(JSON.stringify({ Code: code, Message: message, RequestId: requestId }));
  };

  const method = request.method ?? 'GET';
  if (!trigger.methods.includes(method)) {
    response.setHeader('allow', trigger.methods.join(', '));
    return refuse(405, 'MethodNotAllowed', `${method} is not among this trigger's methods`);
  }
  const body = await readBody(request);
  if (!body) {
    response.setHeader('connection', 'close');
    return refuse(413, 'RequestEntityTooLarge', `a request has at most ${MAX_BODY_BYTES} bytes`);
  }
  const headers = joinHeaders(request);
  if (trigger.authType === 'function') {
    const verdict = await (options.authorize ?? refuseAll)({ method, target: request.url ?? '/', headers, body });
    if (!verdict.ok) return refuse(verdict.status, verdict.code, verdict.message);
  }

  const event = toHttpEvent(request, headers, body, { requestId, accountId: options.accountId, now: clock.now() });
  const running = options.run(host, Buffer.from(JSON.stringify(event), 'utf8'), {
    trigger: 'http',
    requestId,
    attempt: 1,
  });
  // From here on the invocation itself holds the clock: it may sleep, and a held request would then wait for ever.
  releaseRequest();
  const { record, result } = await running;
  const release = clock.hold();
  response.once('close', release);
  if (response.closed) release();

  const { status, headers: answered, body: content } = readHttpAnswer(record, result);
  for (const [name, value] of Object.entries(answered)) response.setHeader(name, value);
  response.setHeader('x-fc-request-id', requestId);
  // RFC 9110, 8.6: no length with 204; 304 has none to tell here.
  if (status !== 204 && status !== 304) response.setHeader('content-length', content.length);
  response.writeHead(status).end(method === 'HEAD' ? undefined : content);
}

/** Clients reuse idle sockets; Node's five seconds would reset some of them on a busy machine. */
const KEEP_ALIVE_MS = 10 * 60 * 1000;

/** Synchronous requests and responses (documented). */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop must not destroy the socket: the refusal still has to go out.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const refuseAll: Authorize = async () => ({
  ok: false,
  status: 403,
  code: 'AccessDenied',
  message: 'this runtime was started without a way to verify signatures',
});

/** One value a name, in lower case. */
function joinHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]),
  );
}

/** The event of an HTTP trigger, version `v1` (documented). */
function toHttpEvent(
  request: IncomingMessage,
  headers: Record<string, string>,
  body: Buffer,
  { requestId, accountId, now }: { requestId: string; accountId: string; now: number },
) {
  const [rawPath = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  const isText = body.equals(Buffer.from(body.toString('utf8'), 'utf8'));
  const domainName = headers.host ?? 'localhost';
  return {
    version: 'v1',
    rawPath,
    // Samples of the real platform carry canonical names, whatever the client wrote.
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [canonicalName(name), value])),
    queryParameters: joinQuery(query),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
    requestContext: {
      accountId,
      domainName,
      domainPrefix: domainName.split('.')[0],
      requestId,
      time: withoutMilliseconds(now),
      timeEpoch: String(now),
      http: {
        method: request.method,
        path: decodePath(rawPath),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
    },
  };
}

function joinQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function canonicalName(name: string): string {
  return name.replace(/(^|-)([a-z])/g, (start) => start.toUpperCase());
}

function decodePath(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath);
  } catch {
    return rawPath;
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address !== 'object' || !address) throw new TypeError('the server has no port');
  return address.port;
}
