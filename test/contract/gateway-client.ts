import { X509Certificate } from 'node:crypto';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';

/** A request to a gateway, from a client address of the test's choice. */
export interface Visit {
  address: string;
  port: number;
  /** Local address to connect from. */
  from: string;
  /** Host header, and server name where encrypted. */
  host: string;
  path?: string;
  method?: string;
  authorization?: string;
  encrypted?: boolean;
  /** To keep a connection between visits; by default each has its own. */
  agent?: HttpAgent;
}

export interface Reply {
  status: number;
  body: string;
  headers: IncomingMessage['headers'];
  /** Leaf first; empty without TLS. */
  chain: X509Certificate[];
}

/** Trust is for the caller to judge, at virtual time: Node would judge it by the machine's clock. */
export function visit({ address, port, from, host, path = '/', method = 'GET', ...rest }: Visit): Promise<Reply> {
  const headers = { host, ...(rest.authorization === undefined ? {} : { authorization: rest.authorization }) };
  const target = { host: address, port, localAddress: from, path, method, headers };
  return new Promise((resolve, reject) => {
    const receive = (response: IncomingMessage) => {
      const chain = rest.encrypted ? presentedChain(response.socket as TLSSocket) : [];
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers, chain }));
      response.on('error', reject);
    };
    const client = rest.encrypted
      ? httpsRequest(
          { ...target, servername: host, rejectUnauthorized: false, agent: new HttpsAgent({ maxCachedSessions: 0 }) },
          receive,
        )
      : httpRequest({ ...target, agent: rest.agent ?? new HttpAgent() }, receive);
    client.on('error', reject).end();
  });
}

/** A handshake and nothing more. */
export function shakeHands({ address, port, from, host }: Visit): Promise<X509Certificate[]> {
  return new Promise((resolve, reject) => {
    const options = { host: address, port, localAddress: from, servername: host, rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(presentedChain(socket));
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** Why the chain does not prove the name at `now` (ms since the epoch), or undefined where it does. */
export function flaw(chain: X509Certificate[], rootPem: string, name: string, now: number): string | undefined {
  const root = new X509Certificate(rootPem);
  const [leaf, intermediate] = chain;
  if (!leaf || !intermediate) return 'no chain';
  if (!leaf.verify(intermediate.publicKey) || !intermediate.verify(root.publicKey)) return 'not signed by the root';
  if (leaf.checkHost(name) === undefined) return `not for ${name}`;
  const valid = [leaf, intermediate, root].every(
    ({ validFrom, validTo }) => Date.parse(validFrom) <= now && now < Date.parse(validTo),
  );
  return valid ? undefined : 'not valid now';
}

/** Asked with its issuers: `getPeerX509Certificate()` would leave them out. */
function presentedChain(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  let at = socket.getPeerCertificate(true);
  while (at?.raw && !chain.some((seen) => seen.raw.equals(at.raw))) {
    chain.push(new X509Certificate(at.raw));
    at = at.issuerCertificate;
  }
  return chain;
}
