import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Refusal, refusal } from './refusal.ts';

/** What leaves: a status and JSON text. */
export interface Outcome {
  readonly status: number;
  readonly text: string;
  /** Error code; absent on success. */
  readonly code?: string;
  /** Our own mistake behind a 500. */
  readonly failure?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The error body of every RPC and ROA product. */
export function refused({ status, code, message, headers }: Refusal, requestId: string, host: string): Outcome {
  const text = JSON.stringify({
    RequestId: requestId,
    HostId: host,
    Code: code,
    Message: message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(code)}&requestId=${requestId}`,
  });
  return { status, code, text, headers };
}

export function answer(response: ServerResponse, requestId: string, { status, text, headers }: Outcome): void {
  response.writeHead(status, {
    ...headers,
    // A 204 has no content, so nothing describes it (RFC 9110, section 15.3.5).
    ...(status !== 204 && {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    }),
    'x-acs-request-id': requestId,
  });
  response.end(text);
}

/** A request that is not even HTTP gets the envelope too, where the socket still listens. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { text } = refused(refusal('InvalidParameter', 'HTTP'), requestId, '');
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  socket.end(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n${text}`);
}
