import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLocalCa, type LocalCa } from '../../local/cloud/ca/local-ca.ts';
import { gateTo, readAllowedPlaces } from '../../shared/domain-rules/access/public-address.ts';
import { fetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';
import { guardedLookup } from '../../shared/function-compute/guarded-fetch.ts';
import { rejectionOf } from './transport-under-test.ts';

const HOUR_MS = 3_600_000;

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** An https server on loopback behind a CA of its own, for the name that is asked for. */
async function serving(handler: Handler, name = 'localhost'): Promise<{ url: string; ca: LocalCa }> {
  const ca = await createLocalCa({ now: Date.now });
  const { certificate, privateKey } = await ca.issue({
    names: [name],
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + HOUR_MS),
  });
  const server = createServer({ cert: certificate, key: privateKey }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    handler(request, response, Buffer.concat(chunks).toString('utf8'));
  });
  server.listen(0, 'localhost');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/dir?a=b`, ca };
}

const echo: Handler = ({ method, url, headers }, response, body) => {
  response.writeHead(201, { 'replay-nonce': 'n1', link: ['<a>;rel="index"', '<b>;rel="next"'] });
  response.end(JSON.stringify({ method, url, body, type: headers['content-type'], length: headers['content-length'] }));
};

describe('a fetch that trusts a private CA', () => {
  it('asks and answers as fetch does', async () => {
    const { url, ca } = await serving(echo);
    const response = await fetchTrusting(ca.rootPem)(url, {
      method: 'POST',
      headers: { 'content-type': 'application/jose+json' },
      body: '{"ö":1}',
    });
    expect(response).toMatchObject({ status: 201, ok: true, url });
    expect(response.headers.get('replay-nonce')).toBe('n1');
    expect(response.headers.get('link')).toBe('<a>;rel="index", <b>;rel="next"');
    expect(await response.json()).toEqual({
      method: 'POST',
      url: '/dir?a=b',
      body: '{"ö":1}',
      type: 'application/jose+json',
      length: '8',
    });
  });

  it('answers without a body where there is none', async () => {
    const { url, ca } = await serving((_, response) => response.writeHead(204, { 'replay-nonce': 'n1' }).end());
    const trusting = fetchTrusting(ca.rootPem);
    for (const method of ['HEAD', 'GET']) {
      const response = await trusting(new URL(url), { method });
      expect(response.status).toBe(204);
      expect(await response.text()).toBe('');
    }
  });

  it('follows no redirect', async () => {
    const { url, ca } = await serving((_, response) =>
      response.writeHead(302, { location: 'https://127.0.0.1:1/' }).end(),
    );
    expect((await fetchTrusting(ca.rootPem)(url)).status).toBe(302);
  });

  it('trusts no other CA, and no other name', async () => {
    const asked: string[] = [];
    const hear: Handler = ({ url }, response) => {
      asked.push(url ?? '');
      response.end();
    };
    const one = await serving(hear);
    const other = await serving(hear, 'ca.example');
    const wrongCa = await rejectionOf(fetchTrusting(other.ca.rootPem)(one.url));
    const wrongName = await rejectionOf(fetchTrusting(other.ca.rootPem)(other.url));
    expect(wrongCa).toMatchObject({
      name: 'TypeError',
      cause: { code: expect.stringMatching(/ISSUER|SELF_SIGNED|VERIFY/) },
    });
    expect(wrongName).toMatchObject({ name: 'TypeError', cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
    expect(asked).toEqual([]);
  });

  it('rejects with the network’s code where nobody answers, or an answer breaks off', async () => {
    const { url, ca } = await serving((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    });
    const trusting = fetchTrusting(ca.rootPem);
    expect(await rejectionOf(trusting(url))).toMatchObject({ name: 'TypeError', cause: { code: 'ECONNRESET' } });
    expect(await rejectionOf(trusting('https://127.0.0.1:1/'))).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  it('stops when it is told to, before and while it waits', async () => {
    const waiting = new AbortController();
    const { url, ca } = await serving(() => waiting.abort(new Error('out of time')));
    const trusting = fetchTrusting(ca.rootPem);
    await expect(trusting(url, { signal: waiting.signal })).rejects.toThrow('out of time');
    await expect(trusting(url, { signal: waiting.signal })).rejects.toThrow('out of time');
  });

  it('is of no use without TLS', async () => {
    await expect(fetchTrusting('')('http://127.0.0.1:1/')).rejects.toThrow('https only');
  });
});

describe('a fetch to where somebody else says', () => {
  const closed = gateTo(readAllowedPlaces());
  /** Every name looks public; what it leads to is judged all the same. */
  const byAddress = { ...closed, refuseHost: () => undefined };

  it('sends nothing to a name that leads inside, however it looks', async () => {
    const asked: string[] = [];
    const { url, ca } = await serving(({ url: heard = '' }, response) => {
      asked.push(heard);
      response.end();
    });
    const refused = await rejectionOf(fetchTrusting(ca.rootPem, byAddress)(url));
    expect(refused).toMatchObject({ name: 'TypeError', cause: { code: 'ADDRESS_REFUSED' } });
    expect(((refused as Error).cause as Error).message).toContain('TORII_ALLOW_PRIVATE');
    expect(asked).toEqual([]);
    const allowed = gateTo(readAllowedPlaces('localhost, 127.0.0.0/8, ::1'));
    expect((await fetchTrusting(ca.rootPem, allowed)(url)).status).toBe(200);
  });

  it.each(['https://127.0.0.1:1/', 'https://0x7f000001:1/', 'https://[::ffff:127.0.0.1]:1/', 'https://localhost.:1/'])(
    'is not made at all to %s',
    async (url) => {
      expect(await rejectionOf(fetchTrusting(undefined, closed)(url))).toMatchObject({
        cause: { code: 'ADDRESS_REFUSED' },
      });
    },
  );

  it('goes without TLS only to a host that is listed itself', async () => {
    const server = createPlainServer((_, response) => response.end('plain'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const listed = gateTo(readAllowedPlaces('127.0.0.0/8'));
    expect(await (await fetchTrusting(undefined, listed)(url)).text()).toBe('plain');
    for (const gate of [undefined, closed]) {
      await expect(fetchTrusting(undefined, gate)(url)).rejects.toThrow('https only');
    }
    await expect(fetchTrusting(undefined, listed)(url.replace('127.0.0.1', 'localhost'))).rejects.toThrow('https only');
    await expect(fetchTrusting('roots', listed)(url)).rejects.toThrow('https only');
  });

  it('takes no http, and follows nobody inside', async () => {
    await expect(fetchTrusting(undefined, closed)('http://example.com/')).rejects.toThrow('https only');
    const { url, ca } = await serving((_, response) =>
      response.writeHead(302, { location: 'https://169.254.169.254/latest/' }).end(),
    );
    const allowed = gateTo(readAllowedPlaces('localhost'));
    expect((await fetchTrusting(ca.rootPem, allowed)(url)).status).toBe(302);
  });

  it('reads no answer without end', async () => {
    const { url, ca } = await serving((_, response) => response.end(Buffer.alloc(5 * 1024 * 1024)));
    const refused = await rejectionOf(fetchTrusting(ca.rootPem)(url));
    expect(((refused as Error).cause as Error).message).toContain('longer than');
  });

  it.each<[string, string[], boolean]>([
    ['public addresses', ['8.8.8.8', '2400:3200::1'], true],
    ['a private one among them', ['8.8.8.8', '10.0.0.7'], false],
    ['the metadata of the instance', ['100.100.100.200'], false],
    ['a mapped one', ['::ffff:127.0.0.1'], false],
    ['none', [], false],
  ])('connects to what was judged, and nothing else: %s', async (_, addresses, goes) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const lookUp = ((_name: string, _options: object, done: (error: null, all: object[]) => void) =>
      done(null, found)) as never;
    const look = (options: object) =>
      new Promise((resolve) =>
        guardedLookup(closed, lookUp)('a.example.net', options, (error, address, family) =>
          resolve(error ? { code: error.code } : { address, family }),
        ),
      );
    const refused = { code: 'ADDRESS_REFUSED' };
    expect(await look({})).toEqual(goes ? { address: addresses[0], family: 4 } : refused);
    expect(await look({ all: true })).toEqual(goes ? { address: found, family: undefined } : refused);
  });
});
