import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createLocalCa } from '../../local/cloud/ca/local-ca.ts';
import { nameResolver, openConnection } from '../../shared/function-compute/network.ts';
import { get, shakeHands } from '../../shared/tls/https-exchange.ts';
import { trustedRoots } from '../../shared/tls/trusted-roots.ts';

const NAME = 'chat.example.com';
const NOW = Date.UTC(2026, 2, 2, 8);
const HOUR_MS = 3_600_000;
const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

/** A TLS server for NAME, and a connection to it. */
async function serving(onConnection: (socket: TLSSocket) => void) {
  const ca = await createLocalCa({ now: () => NOW });
  const { certificate, privateKey } = await ca.issue({
    names: [NAME],
    notBefore: new Date(NOW - HOUR_MS),
    notAfter: new Date(NOW + HOUR_MS),
  });
  const server = createServer({ cert: certificate, key: privateKey }, (socket) => {
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  opened.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const trust = { roots: [ca.rootPem], now: NOW };
  return { trust, connect: () => openConnection({ host: '127.0.0.1', port }) };
}

const ASKED = { host: NAME, path: '/api/predict/chat', headers: { authorization: 'secret' } };

describe('a handshake', () => {
  it('is judged as of the given time and name, before a byte of a request is sent', async () => {
    const received: string[] = [];
    const { trust, connect } = await serving((socket) => socket.on('data', (chunk) => received.push(String(chunk))));
    const { socket, verdict } = await shakeHands(await connect(), NAME, trust);
    expect(verdict).toMatchObject({ trusted: true, leaf: { subjectAltName: `DNS:${NAME}` } });
    const later = await shakeHands(await connect(), NAME, { ...trust, now: NOW + 2 * HOUR_MS });
    expect(later.verdict).toMatchObject({ trusted: false, reason: 'Expired' });
    const other = await shakeHands(await connect(), 'other.example.com', trust);
    expect(other.verdict).toMatchObject({ trusted: false, reason: 'NameMismatch' });
    for (const each of [socket, later.socket, other.socket]) each.destroy();
    expect(received).toEqual([]);
  });

  it('over which nothing is asked any more, because it was closed meanwhile, is said and not waited for', async () => {
    const { trust, connect } = await serving(() => undefined);
    const { socket } = await shakeHands(await connect(), NAME, trust);
    socket.destroy();
    await once(socket, 'close');
    await expect(get(socket, ASKED)).rejects.toThrow(`${NAME} closed the connection`);
  });

  it('fails where nobody shakes hands', async () => {
    const { trust, connect } = await serving(() => undefined);
    const connection = await connect();
    const failing = expect(shakeHands(connection, NAME, trust)).rejects.toThrow();
    connection.destroy();
    await failing;
  });
});

describe('a request', () => {
  it('is a GET for that host, with the headers it was given', async () => {
    let received = '';
    const { trust, connect } = await serving((socket) =>
      socket.on('data', (chunk) => {
        received += chunk;
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nTrue');
      }),
    );
    const { socket } = await shakeHands(await connect(), NAME, trust);
    expect(await get(socket, ASKED)).toEqual({ status: 200, body: 'True' });
    expect(received).toMatch(/^GET \/api\/predict\/chat HTTP\/1\.1\r\n/);
    expect(received).toContain(`host: ${NAME}`);
    expect(received).toContain('authorization: secret');
  });

  it('reads no more than 64 KiB of an answer without end', async () => {
    const { trust, connect } = await serving((socket) =>
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.write('x'.repeat(100_000));
      }),
    );
    const { socket } = await shakeHands(await connect(), NAME, trust);
    const { body } = await get(socket, ASKED);
    socket.destroy();
    expect(body).toBe('x'.repeat(64 * 1024));
  });

  it('fails where the connection ends before the answer', async () => {
    const { trust, connect } = await serving((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\nTr')),
    );
    const { socket } = await shakeHands(await connect(), NAME, trust);
    await expect(get(socket, ASKED)).rejects.toThrow();
  });
});

describe('a connection', () => {
  it('that nobody takes fails', async () => {
    const { connect } = await serving(() => undefined);
    opened.splice(0).map((server) => server.close());
    await expect(connect()).rejects.toThrow('ECONNREFUSED');
  });

  it('a name server that does not answer is an error, not a missing name', async () => {
    // Port 9 of this machine: nobody is there, and the kernel says so at once.
    await expect(nameResolver(['127.0.0.1:9'])(NAME)).rejects.toThrow('ECONNREFUSED');
  });
});

describe('the roots that a proof trusts', () => {
  it('are those of Node.js, unless others are named', async () => {
    const { rootPem } = await createLocalCa({ now: () => NOW });
    expect(trustedRoots('').length).toBeGreaterThan(100);
    expect(trustedRoots(`${rootPem}\n${rootPem}`)).toEqual([rootPem.trim(), rootPem.trim()]);
    expect(() => trustedRoots('no certificate')).toThrow('TORII_TRUSTED_ROOTS');
  });
});
