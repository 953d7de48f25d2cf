import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';

/** `fetch` for servers behind a private CA; fetch itself takes no roots. */
export type FetchTrusting = (rootsPem: string) => typeof globalThis.fetch;

/**
 * A fetch that trusts these roots and no others. It speaks https only, follows no redirect, and
 * answers when the whole body has arrived. It rejects as fetch does: with a TypeError whose cause has the network's code,
 * or with the signal's reason.
 *
 * @param rootsPem certificates in PEM, one after another
 */
export const fetchTrusting: FetchTrusting = (rootsPem) => {
  // Connections are not kept: they would outlive the invocation.
  const agent = new Agent({ ca: rootsPem, keepAlive: false });
  return async (input, init) => {
    const asked = new Request(input, init);
    if (new URL(asked.url).protocol !== 'https:') throw new TypeError('roots are of use for https only');
    const body = Buffer.from(await asked.arrayBuffer());
    return send(agent, asked, body);
  };
};

function send(agent: Agent, { url, method, headers, signal }: Request, body: Buffer): Promise<Response> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(signal.aborted ? signal.reason : new TypeError('fetch failed', { cause }));
    const asking = request(url, { agent, method, headers: Object.fromEntries(headers), signal }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', fail);
      answer.once('end', () => {
        try {
          resolve(responseOf(url, method, answer, Buffer.concat(chunks)));
        } catch (error) {
          fail(error);
        }
      });
    });
    asking.once('error', fail);
    asking.end(body);
  });
}

function responseOf(
  url: string,
  method: string,
  { statusCode: status = 0, headersDistinct }: IncomingMessage,
  body: Buffer,
): Response {
  const whole = NULL_BODY.has(status) || method === 'HEAD' ? null : body;
  const response = new Response(whole, { status, headers: headersOf(headersDistinct) });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

function headersOf(distinct: NodeJS.Dict<string[]>): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(distinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}

/** These may have no body (Fetch standard, "null body status"). */
const NULL_BODY = new Set([204, 205, 304]);
