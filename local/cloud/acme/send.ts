import type { ServerResponse } from 'node:http';
import type { AcmeAnswer } from './answer.ts';

/** What left, for whoever watches. */
export interface Sent {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * Writes an answer with what each has: where the directory is, that nobody may keep it, and the date, which is virtual
 * (ms since the epoch) like all dates of the authority.
 *
 * @param nonce for the client's next request; RFC 8555, section 6.5, has it on the answers to signed requests
 */
export function send(
  response: ServerResponse,
  { status, headers, links, body, document }: AcmeAnswer,
  { index, nonce, now }: { readonly index: string; readonly nonce: string | undefined; readonly now: number },
): Sent {
  const text = body ? JSON.stringify(body) : (document?.text ?? '');
  const type = body ? 'application/json' : document?.type;
  const sent = {
    ...headers,
    date: new Date(now).toUTCString(),
    link: Object.entries({ index, ...links }).map(([relation, url]) => `<${url}>;rel="${relation}"`),
    'cache-control': 'public, max-age=0, no-cache, no-store',
    ...(nonce !== undefined && { 'replay-nonce': nonce }),
    ...(type !== undefined && { 'content-type': type }),
    ...(status !== 204 && { 'content-length': Buffer.byteLength(text) }),
  };
  response.writeHead(status, sent).end(text);
  return { headers: sent, text };
}
