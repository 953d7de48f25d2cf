import { Resolver } from 'node:dns/promises';
import { request } from 'node:http';
import { createConnection, isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { type ChainVerdict, verifyChainAt } from '../../shared/tls/verify-chain-at.ts';
import type { LocalCloud } from '../cloud/start.ts';

/** What DNS says of a name: the CNAME chain and where it ends. */
export interface Resolution {
  cname: string | undefined;
  address: string | undefined;
}

export interface HttpsAnswer {
  verdict: ChainVerdict;
  /** Undefined where the certificate was not trusted: not a byte of the request was sent then. */
  response: { status: number; body: string } | undefined;
}

/** A client outside the house, at an address of its own. It knows the public DNS and trusts the local CA, nothing else. */
export interface Outside {
  resolve(name: string): Promise<Resolution>;
  /** Looks the name up, shakes hands with SNI, judges the chain, and only then sends the request. */
  get(url: string, headers?: Record<string, string>): Promise<HttpsAnswer>;
  /** A handshake only. */
  handshake(name: string): Promise<ChainVerdict>;
}

/**
 * @param address the client's address on the internet, or inside `vpcId`
 */
export function outsideAt(
  cloud: Pick<LocalCloud, 'clock' | 'dns' | 'dataPlane' | 'network' | 'ca'>,
  address: string,
  vpcId?: string,
): Outside {
  const localAddress = cloud.network.standIn(address, vpcId);
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  resolver.setServers([`${cloud.dns.address}:${cloud.dns.port}`]);

  const resolve = async (name: string): Promise<Resolution> => {
    const [cname] = await resolver.resolveCname(name).catch(noSuchName);
    const [found] = await resolver.resolve4(name).catch(noSuchName);
    return { cname, address: found };
  };
  const dial = async (name: string): Promise<{ socket: TLSSocket; verdict: ChainVerdict }> => {
    const host = isIP(name) ? name : (await resolve(name)).address;
    if (!host) throw new NameUnresolved(name);
    const socket = await shakeHands(host, cloud.dataPlane.httpsPort, name, localAddress);
    return { socket, verdict: verifyChainAt(presentedChain(socket), [cloud.ca.rootPem], name, cloud.clock.now()) };
  };

  return {
    resolve,
    async handshake(name) {
      const { socket, verdict } = await dial(name);
      socket.destroy();
      return verdict;
    },
    async get(url, headers = {}) {
      const { hostname, pathname, search } = new URL(url);
      const { socket, verdict } = await dial(hostname);
      try {
        if (!verdict.trusted) return { verdict, response: undefined };
        return { verdict, response: await send(socket, hostname, `${pathname}${search}`, headers) };
      } finally {
        socket.destroy();
      }
    },
  };
}

/** DNS does not know the name, so nobody can be asked. */
export class NameUnresolved extends Error {
  readonly code = 'NameUnresolved';

  constructor(name: string) {
    super(`${name} has no address in DNS`);
    this.name = 'NameUnresolved';
  }
}

function noSuchName(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return [];
  throw error;
}

/** No session is resumed: a resumed one would hide a rotation. Trust is judged afterwards, at virtual time. */
function shakeHands(host: string, port: number, servername: string, localAddress: string): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const carrier = createConnection({ host, port, localAddress });
    carrier.once('error', reject);
    const socket = connect({ socket: carrier, servername, rejectUnauthorized: false });
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no handshake with ${servername} within 5 seconds`)));
    socket.once('secureConnect', () => resolve(socket));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`${servername} closed the connection`)));
  });
}

function presentedChain(socket: TLSSocket): Uint8Array[] {
  const chain: Uint8Array[] = [];
  let certificate: ReturnType<TLSSocket['getPeerCertificate']> | undefined = socket.getPeerCertificate(true);
  const seen = new Set<string>();
  while (certificate?.raw && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    chain.push(certificate.raw);
    certificate = (certificate as { issuerCertificate?: typeof certificate }).issuerCertificate;
  }
  return chain;
}

function send(
  socket: TLSSocket,
  host: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request({ createConnection: () => socket, path, headers: { host, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    asking.once('error', reject);
    asking.end();
  });
}
