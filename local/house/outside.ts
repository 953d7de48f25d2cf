import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { nameResolver, openConnection } from '../../shared/function-compute/network.ts';
import { get, type HttpAnswer, shakeHands } from '../../shared/tls/https-exchange.ts';
import type { ChainVerdict } from '../../shared/tls/verify-chain-at.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';

/** What DNS says of a name: the CNAME chain and where it ends. */
export interface Resolution {
  cname: string | undefined;
  address: string | undefined;
}

export interface HttpsAnswer {
  verdict: ChainVerdict;
  /** Undefined where the certificate was not trusted: not a byte of the request was sent then. */
  response: HttpAnswer | undefined;
}

/** A client outside the house, at an address of its own. It knows the public DNS and trusts the local CA, unless told whom. */
export interface Outside {
  resolve(name: string): Promise<Resolution>;
  /** Looks the name up, shakes hands with SNI, judges the chain, and only then sends the request. */
  get(url: string, headers?: Record<string, string>): Promise<HttpsAnswer>;
  /** A handshake only. */
  handshake(name: string): Promise<ChainVerdict>;
}

/**
 * @param address the client's address on the internet, or inside `vpcId`
 * @param roots PEM of each root that the client trusts
 */
export function outsideAt(
  cloud: Pick<LocalCloud, 'clock' | 'dns' | 'dataPlane' | 'network' | 'ca'>,
  address: string,
  vpcId?: string,
  roots: string[] = [cloud.ca.rootPem],
): Outside {
  const localAddress = cloud.network.standIn(address, vpcId);
  const lookUp = nameResolver([`${cloud.dns.address}:${cloud.dns.port}`]);

  const resolve = async (name: string): Promise<Resolution> => {
    const { cname, addresses } = await lookUp(name);
    return { cname, address: addresses[0] };
  };
  const dial = async (name: string): Promise<{ socket: TLSSocket; verdict: ChainVerdict }> => {
    const host = isIP(name) ? name : (await resolve(name)).address;
    if (!host) throw new NameUnresolved(name);
    const connection = await openConnection({ host, port: cloud.dataPlane.httpsPort, localAddress });
    return shakeHands(connection, name, { roots, now: cloud.clock.now() });
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
        return { verdict, response: await get(socket, { host: hostname, path: `${pathname}${search}`, headers }) };
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
