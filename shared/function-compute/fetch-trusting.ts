import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request } from 'node:https';
import { admitHost, type Gate, guardedLookup } from './guarded-fetch.ts';

/**
 * `fetch` for servers that somebody named: behind a private CA, for which fetch itself takes no roots, or at an address that
 * must not lead inside.
 *
 * @param rootsPem certificates in PEM, one after another; absent: those that come with Node.js
 * @param gate where it may go; absent: anywhere
 */
export type FetchTrusting = (rootsPem: string | undefined, gate?: Gate) => typeof globalThis.fetch;

/**
 * A fetch that trusts these roots and no others, and goes where its gate lets it. It speaks https only
 * (without roots, also http to a host that the gate lists), follows no redirect, and answers when the whole body has arrived. It rejects as fetch does: with a TypeError whose cause has the network's code
 * or is {@link AddressRefused}, or with the signal's reason.
 */
export const fetchTrusting: FetchTrusting = (rootsPem, gate) => {
  // Connections are not kept: they would outlive the invocation.
  const options = { keepAlive: false, ...(gate && { lookup: guardedLookup(gate) }) };
  const agent = new Agent({ ...options, ...(rootsPem !== undefined && { ca: rootsPem }) });
  const plainAgent = new PlainAgent(options);
  return async (input, init) => {
    const asked = new Request(input, init);
    const { protocol, hostname } = new URL(asked.url);
    const isPlain = protocol === 'http:' && rootsPem === undefined && gate?.isListed(hostname) === true;
    if (protocol !== 'https:' && !isPlain) throw new TypeError('it speaks https only');
    try {
      // An address in place of a name is never looked up.
      if (gate) admitHost(gate, hostname);
    } catch (cause) {
      throw new TypeError('fetch failed', { cause });
    }
    const body = Buffer.from(await asked.arrayBuffer());
    return send(isPlain ? plainAgent : agent, asked, body);
  };
};

function send(agent: Agent | PlainAgent, { url, method, headers, signal }: Request, body: Buffer): Promise<Response> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) => reject(signal.aborted ? signal.reason : new TypeError('fetch failed', { cause }));
    const ask = agent instanceof Agent ? request : plainRequest;
    const asking = ask(url, { agent, method, headers: Object.fromEntries(headers), signal }, (answer) => {
      const chunks: Buffer[] = [];
      let length = 0;
      answer.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= LONGEST_ANSWER) chunks.push(chunk);
        else asking.destroy(new Error(`the answer is longer than ${LONGEST_ANSWER} bytes`));
      });
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

/** Directories, orders, chains of certificates and key sets are far smaller. */
const LONGEST_ANSWER = 4 * 1024 * 1024;
