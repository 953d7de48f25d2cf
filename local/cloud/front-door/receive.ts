import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { refusal } from './refusal.ts';

/** A whole request, its body read to the end (chunked or not), nothing decoded yet. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as they came over the wire. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Larger than any service JSON or certificate chain; the real gateway's limit is not documented. */
const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Reads past the limit without keeping it, so that the client is still there to read the refusal. */
export async function receive(message: IncomingMessage, limitBytes = BODY_LIMIT_BYTES): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limitBytes) chunks.push(bytes);
  }
  if (size > limitBytes) throw refusal('RequestTooLarge', `${limitBytes} bytes`);
  return {
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: message.headers,
    body: Buffer.concat(chunks),
  };
}
