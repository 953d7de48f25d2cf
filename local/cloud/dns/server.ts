import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { respond, type View } from './respond.ts';

/** A name server that is up. */
export interface DnsServer {
  readonly address: string;
  /** The same for UDP and TCP. */
  readonly port: number;
  close(): Promise<void>;
}

/** The names as a client at this loopback address sees them. Asked on every query. */
export type ViewFrom = (client: string) => View;

/** Starts the name server on one loopback port, for UDP and TCP alike, a free one unless given. It keeps no process alive. */
export async function startDnsServer(
  viewFrom: ViewFrom,
  { address = '127.0.0.1', port: wanted = 0 }: { address?: string; port?: number } = {},
): Promise<DnsServer> {
  const { udp, tcp, port } = await bindBoth(address, wanted);
  const connections = new Set<Socket>();

  udp.on('message', (message, client) => {
    const response = respond(message, 'udp', viewFrom(client.address));
    // Whether the asker is still there to hear it is not our concern.
    if (response) udp.send(response, client.port, client.address, () => {});
  });
  udp.on('error', () => {});
  tcp.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    serveConnection(socket, viewFrom);
  });

  return {
    address,
    port,
    async close() {
      for (const socket of connections) socket.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(resolve)),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** Each message follows its length in two bytes; one connection may carry many (RFC 7766). */
function serveConnection(socket: Socket, viewFrom: ViewFrom): void {
  const client = socket.remoteAddress ?? '';
  let pending = Buffer.alloc(0);
  socket.unref();
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const response = respond(pending.subarray(2, end), 'tcp', viewFrom(client));
      pending = pending.subarray(end);
      if (!response) return void socket.destroy();
      const length = Buffer.alloc(2);
      length.writeUInt16BE(response.length);
      socket.write(Buffer.concat([length, response]));
    }
  });
}

/** The kernel finds a port that is free for UDP; TCP may be taken there, so try again. */
async function bindBoth(address: string, wanted: number): Promise<{ udp: UdpSocket; tcp: Server; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const udp = createSocket('udp4');
    udp.bind(wanted, address);
    await once(udp, 'listening');
    const { port } = udp.address();
    const tcp = createServer();
    tcp.listen(port, address);
    try {
      await once(tcp, 'listening');
      udp.unref();
      tcp.unref();
      return { udp, tcp, port };
    } catch (error) {
      udp.close();
      if (wanted !== 0 || attempt === BIND_ATTEMPTS) throw error;
    }
  }
}

const IDLE_MS = 10_000;
const BIND_ATTEMPTS = 20;
