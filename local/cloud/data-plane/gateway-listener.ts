import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Socket, type Server as TcpServer } from 'node:net';
import { explainListenError, type Network, type Origin } from '../network.ts';
import { decideAccess, sideOf } from './access.ts';
import type { Certificates } from './certificates.ts';
import type { GatewayView, Side } from './gateway-view.ts';
import type { Requests } from './requests.ts';
import { answer, FORBIDDEN } from './routing.ts';

export interface Ports {
  readonly http: number;
  readonly https: number;
}

/** What every listener of one data plane shares. */
export interface Surroundings {
  readonly network: Network;
  readonly certificates: Certificates;
  readonly ports: Ports;
  readonly requests: Requests;
  /** Virtual time in ms since the epoch. */
  readonly now: () => number;
  /** Keeps virtual time still until the returned function is called. */
  readonly hold: () => () => void;
}

/** A gateway's listeners, open. */
export interface GatewayListener {
  /** Cuts connections whose network is no longer on. */
  dropUnreachable(): void;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/**
 * Listens for HTTP and HTTPS on the gateway's own addresses; no way leads from the internet to the private one. Neither
 * listener nor connection keeps the process alive.
 */
export async function listenFor(gateway: GatewayView, surroundings: Surroundings): Promise<GatewayListener> {
  const { network, ports } = surroundings;
  const addresses: Record<Side, string> = {
    internet: network.addressOf(gateway.id),
    intranet: network.privateAddressOf(gateway.id),
  };
  const connections = new Map<Socket, Origin>();
  const http = serve(gateway, surroundings, createHttpServer());
  // A handshake has to know its side before there is a request, so each side has a TLS server of its own.
  const https: Record<Side, Server> = {
    internet: serve(gateway, surroundings, createTlsServer(gateway, 'internet', surroundings)),
    intranet: serve(gateway, surroundings, createTlsServer(gateway, 'intranet', surroundings)),
  };

  function admit(socket: Socket, at: Side, encrypted: boolean): void {
    const origin = network.origin(socket.remoteAddress ?? '');
    socket.on('error', () => socket.destroy());
    const routed = at === 'internet' || sideOf(origin) === 'intranet';
    if (!routed || decideAccess(gateway, origin) === 'closed') return void socket.resetAndDestroy();
    connections.set(socket, origin);
    socket.on('close', () => connections.delete(socket));
    socket.unref();
    (encrypted ? https[sideOf(origin)] : http).emit('connection', socket);
  }

  const servers: TcpServer[] = [];
  for (const at of ['internet', 'intranet'] as const) {
    servers.push(await listen(addresses[at], ports.http, (socket) => admit(socket, at, false)));
    servers.push(await listen(addresses[at], ports.https, (socket) => admit(socket, at, true)));
  }
  return {
    dropUnreachable() {
      for (const [socket, origin] of connections) {
        if (decideAccess(gateway, origin) === 'closed') socket.resetAndDestroy();
      }
    },
    async close() {
      for (const socket of connections.keys()) socket.resetAndDestroy();
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
    },
  };
}

/** Lists are read at every request: a connection that is kept open does not outlive a change of them. */
function serve(gateway: GatewayView, surroundings: Surroundings, server: Server): Server {
  const { network, ports, requests, now } = surroundings;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('request', (message: IncomingMessage, response: ServerResponse) => {
    const origin = network.origin(message.socket.remoteAddress ?? '');
    const encrypted = 'encrypted' in message.socket;
    const access = decideAccess(gateway, origin, encrypted);
    message.resume();
    if (access === 'closed') return void message.socket.destroy();
    const request = {
      method: message.method ?? '',
      target: message.url ?? '',
      host: message.headers.host,
      authorization: message.headers.authorization,
      encrypted,
    };
    const { status, headers, body } =
      access === 'forbidden' ? FORBIDDEN : answer(request, gateway, sideOf(origin), ports.https);
    requests.record({
      at: now(),
      gatewayId: gateway.id,
      origin,
      encrypted,
      method: request.method,
      host: request.host ?? '',
      path: request.target.replace(/\?.*$/, ''),
      carriedAuthorization: request.authorization !== undefined,
      status,
    });
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
  });
  return server;
}

/** Without a default certificate, a name that is not served ends in a TLS alert rather than in somebody else's name. */
function createTlsServer(gateway: GatewayView, side: Side, { certificates, hold }: Surroundings): Server {
  const server = createHttpsServer({
    SNICallback(serverName, done) {
      const release = hold();
      certificates
        .contextFor(gateway, side, serverName)
        .then(
          (context) => done(null, context),
          (error) => done(error),
        )
        .finally(release);
    },
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}

async function listen(address: string, port: number, onConnection: (socket: Socket) => void): Promise<TcpServer> {
  // A handshake is several small writes: each of them would wait for the one before it to be acknowledged.
  const server = createServer({ noDelay: true }, onConnection);
  server.listen(port, address);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw explainListenError(error, address);
  }
  server.unref();
  return server;
}

/** Machine time: longer than any test leaves a kept connection idle, so that reuse is never a race. */
const KEEP_ALIVE_MS = 60_000;
