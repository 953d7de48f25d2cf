import type { ServerResponse } from 'node:http';
import type { Refusal } from '../../front-door/refusal.ts';

/** What leaves a door of Function Compute. */
export interface FcAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The error envelope of version 2023-03-30. */
export function refusedAnswer({ status, code, message, headers }: Refusal, requestId: string): FcAnswer {
  return {
    status,
    headers: { ...headers, 'x-fc-error-code': code, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ Code: code, Message: message, RequestId: requestId }), 'utf8'),
  };
}

export function jsonAnswer(value: unknown, status = 200): FcAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value), 'utf8'),
  };
}

export function send(response: ServerResponse, { status, headers, body }: FcAnswer, requestId: string): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader('x-fc-request-id', requestId);
  response.setHeader('content-length', body.length);
  response.writeHead(status).end(body);
}
