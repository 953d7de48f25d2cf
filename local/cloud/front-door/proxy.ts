import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { LocalCa } from '../ca/local-ca.ts';

/** Whose clients may come in as through an HTTP proxy: the endpoints of every product end in one of these. */
const ENDPOINTS = ['.aliyuncs.com', '.aliyun.com'];

/**
 * Lets clients whose endpoint cannot be changed come in: with the cloud as their HTTP proxy, requests to the real
 * endpoints are answered here, `http:` in absolute form (RFC 9112, section 3.2.2), `https:` through a tunnel (RFC 9110,
 * section 9.3.6) that ends here, with a certificate of the cloud's own authority. Nothing is ever sent on.
 */
export function actAsProxy(server: Server, { ca, machineNow }: { ca: LocalCa; machineNow: () => number }): void {
  const contexts = new Map<string, Promise<SecureContext>>();
  const contextFor = (host: string): Promise<SecureContext> => {
    // The authority may have become another one, in a cloud that was restored.
    const key = `${host} ${ca.rootPem}`;
    const known = contexts.get(key);
    if (known) return known;
    const now = machineNow();
    const order = { names: [host], notBefore: new Date(now - DAY_MS), notAfter: new Date(now + YEAR_MS) };
    const made = ca
      .issue(order)
      .then(({ certificate, privateKey }) => createSecureContext({ cert: certificate, key: privateKey }));
    contexts.set(key, made);
    made.catch(() => contexts.delete(key));
    return made;
  };
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that hangs up in the middle of its handshake is nobody's failure.
    socket.on('error', () => socket.destroy());
    const host = hostOf(`http://${request.url ?? ''}`);
    if (host === undefined || !isEndpoint(host)) {
      socket.end(
        `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\n\r\nThe local cloud stands in for ${ENDPOINTS.join(' and ')} only.\n`,
      );
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    contextFor(host).then(
      (secureContext) => {
        const secured = new TLSSocket(socket as never, { isServer: true, secureContext });
        secured.on('error', () => secured.destroy());
        server.emit('connection', secured);
      },
      () => socket.destroy(),
    );
  });
}

/**
 * The target of a request in origin form, whatever form it came in. Undefined where it is meant for somebody else.
 *
 * @param target `/?Action=…`, or `http://alidns.aliyuncs.com/?Action=…`
 */
export function originForm(target: string): string | undefined {
  if (!/^https?:\/\//i.test(target)) return target;
  const host = hostOf(target);
  if (host === undefined || !(isEndpoint(host) || isLoopback(host))) return undefined;
  return target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/');
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase() : undefined;
}

function isEndpoint(host: string): boolean {
  return ENDPOINTS.some((suffix) => host.endsWith(suffix));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
