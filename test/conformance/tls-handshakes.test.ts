import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { flaw, shakeHands, visit } from '../contract/gateway-client.ts';
import { DAY_MS, NAME, openTlsHouse, PLAIN, type TlsHouse, UNKNOWN } from './tls-house.ts';

/** A handshake as it is asked for; without `servername` no name is sent. */
function connected({ address, plane, from }: TlsHouse, options: ConnectionOptions): Promise<TLSSocket> {
  const place = { host: address, port: plane.httpsPort, localAddress: from, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const socket = connect({ ...place, ...options }, () => {
      resolve(socket);
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

const at = ({ address, plane, from }: TlsHouse, host: string, encrypted = true) => ({
  ...{ address, from, host, encrypted },
  port: encrypted ? plane.httpsPort : plane.httpPort,
  path: '/api/predict/chat',
  authorization: 'token',
});

test('a certificate proves its name, and no other, until it expires', async () => {
  const house = await openTlsHouse();
  const { ca, clock } = house;
  const chain = await shakeHands(at(house, NAME));
  expect(flaw(chain, ca.rootPem, NAME, clock.now())).toBeUndefined();
  expect(flaw(chain, ca.rootPem, 'other.example.com', clock.now())).toBe('not for other.example.com');
  await clock.advanceBy(91 * DAY_MS);
  expect(flaw(await shakeHands(at(house, NAME)), ca.rootPem, NAME, clock.now())).toBe('not valid now');
});

test('a certificate of an authority that nobody knows proves nothing', async () => {
  const house = await openTlsHouse();
  const chain = await shakeHands(at(house, UNKNOWN));
  expect(flaw(chain, house.ca.rootPem, UNKNOWN, house.clock.now())).toBe('not signed by the root');
});

test('who sends no name, or one that is not served, meets an alert rather than the certificate of another', async () => {
  const house = await openTlsHouse();
  for (const servername of ['', 'other.example.com', PLAIN]) {
    await expect(connected(house, { servername }), servername).rejects.toThrow();
  }
});

test('of the protocols that a client offers, HTTP/1.1 is spoken, and one that offers none of it is refused', async () => {
  const house = await openTlsHouse();
  const offer = async (...ALPNProtocols: string[]) =>
    (await connected(house, { servername: NAME, ALPNProtocols })).alpnProtocol;
  expect(await offer('h2', 'http/1.1')).toBe('http/1.1');
  expect((await connected(house, { servername: NAME })).alpnProtocol).toBe(false);
  await expect(offer('h2')).rejects.toThrow();
});

test('plain HTTP is sent on to where there is a certificate, and answered where there is none', async () => {
  const house = await openTlsHouse();
  const { status, headers } = await visit(at(house, NAME, false));
  expect(status).toBe(301);
  expect(headers.location).toBe(`https://${NAME}:${house.plane.httpsPort}/api/predict/chat`);
  expect(await visit(at(house, NAME))).toMatchObject({ status: 200, body: 'True' });
  expect((await visit(at(house, PLAIN, false))).status).toBe(200);
});
