import { type ClientRequest, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { HttpAnswer } from './http-answer.ts';

/**
 * A fetch for the calls of one invocation, on `node:http`. The global one costs a new instance several times what all of our
 * code does, because Node.js compiles its client at the first touch.
 *
 * It takes what our clients send: an address, headers as an object, text or bytes. It follows no redirect, whatever is asked:
 * a signature is good for one address, so it answers with what came, or rejects with `redirect: 'error'`. It rejects as fetch
 * does: with a TypeError whose cause has the network's code, or with the signal's reason. It answers when the whole body is
 * there.
 *
 * Connections are kept while the invocation makes calls, and are no other's: one that was open when an instance froze is
 * found broken when it thaws.
 */
export function machineFetch(): typeof globalThis.fetch {
  const secure = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const plain = new PlainAgent({ keepAlive: true, timeout: IDLE_MS });
  return async (input, init = {}) => {
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
    const { method = 'GET', headers = {}, body, signal, redirect } = init;
    signal?.throwIfAborted();
    const options = { method, headers: Object.fromEntries(entriesOf(headers)), ...(signal && { signal }) };
    const bytes = bytesOf(body);
    const asking =
      url.protocol === 'https:'
        ? request(url, { ...options, agent: secure })
        : plainRequest(url, { ...options, agent: plain });
    asking.end(bytes);
    try {
      const answer = await answerTo(asking, url.href);
      if (redirect === 'error' && REDIRECTS.has(answer.status)) throw new Error('it answered with a redirect');
      return answer;
    } catch (cause) {
      if (signal?.aborted) throw signal.reason;
      throw new TypeError('fetch failed', { cause });
    }
  };
}

function answerTo(asking: ClientRequest, url: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    asking.once('error', reject);
    asking.once('response', (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      // Also where the connection breaks before the body has ended.
      answer.once('error', reject);
      answer.once('end', () => resolve(new HttpAnswer(url, answer, Buffer.concat(chunks))));
    });
  });
}

function entriesOf(headers: NonNullable<RequestInit['headers']>): Iterable<[string, string]> {
  const given: Iterable<unknown> | object = headers;
  return Symbol.iterator in given ? (given as Iterable<[string, string]>) : Object.entries(given);
}

function bytesOf(body: RequestInit['body']): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  throw new TypeError('it sends text or bytes');
}

/** Free connections are closed after as long as the global fetch keeps them. */
const IDLE_MS = 4_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
