import { Resolver } from 'node:dns/promises';
import { createConnection, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { Vantage } from '../domain-rules/verification/vantage.ts';

/** Opens a connection as a client at that vantage point would. The caller destroys it. */
export type Dial = (to: { address: string; port: number }, from: Vantage) => Promise<Socket>;

/** Asks the name servers that a client at that vantage point asks. No address: there is no such name. */
export type Resolve = (name: string, from: Vantage) => Promise<{ cname: string | undefined; addresses: string[] }>;

/** The machine's own way out: whichever vantage point is meant, a deployed function is at all that were declared. */
export const machineDial: Dial = ({ address, port }) => openConnection({ host: address, port });

/** @param servers `address:port` of the name servers to ask; the machine's own unless given */
export function nameResolver(servers?: string[]): (name: string) => ReturnType<Resolve> {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers) resolver.setServers(servers);
  return async (name) => {
    const [cnames, addresses] = await Promise.all([
      resolver.resolveCname(name).catch(noSuchName),
      resolver.resolve4(name).catch(noSuchName),
    ]);
    return { cname: cnames[0], addresses };
  };
}

/** Gives up after five seconds of the machine's time. */
export function openConnection(options: TcpNetConnectOpts): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // A handshake is several small writes: none of them waits for the one before it to be acknowledged.
    const socket = createConnection({ ...options, noDelay: true });
    const giveUp = setTimeout(() => socket.destroy(new Error('no connection within 5 seconds')), CONNECT_TIMEOUT_MS);
    socket.on('error', reject);
    socket.once('close', () => clearTimeout(giveUp));
    socket.once('connect', () => {
      clearTimeout(giveUp);
      resolve(socket);
    });
  });
}

/** A name server's "no" is an answer; its silence is not. */
export function noSuchName(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOTFOUND' || error.code === 'ENODATA') return [];
  throw error;
}

const CONNECT_TIMEOUT_MS = 5_000;
