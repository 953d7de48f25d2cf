import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { createLocalCa } from '../../local/cloud/ca/local-ca.ts';
import { fetchTrusting } from '../../shared/function-compute/fetch-trusting.ts';

export interface PebbleOptions {
  /** `address:port` of the DNS server that validation asks: over UDP only, without EDNS. */
  dns: string;
  /** Accounts have to be bound with one of these: the key is base64url. */
  eab?: { kid: string; hmacKey: string };
  /** The life of a certificate; five years unless given. It begins at the machine's time. */
  validitySeconds?: number;
}

export interface Pebble {
  directoryUrl: string;
  /** The CA of the address itself, for `fetchTrusting`. */
  rootPem: string;
  /** The root of the certificates it issues: another one at each start. */
  issuerRoots(): Promise<string>;
  /** `Valid` or `Revoked`. @param serialNumber hexadecimal */
  statusOf(serialNumber: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * Starts Let's Encrypt's Pebble on free ports of loopback. It is as hostile as it is by default: it refuses one good nonce
 * in twenty and uses every second valid authorization again; only its sleeps are off. Ends with the test.
 *
 * @throws Error where Pebble is not installed: these tests do not pass by being skipped
 */
export async function startPebble({ dns, eab, validitySeconds }: PebbleOptions): Promise<Pebble> {
  const folder = mkdtempSync(join(tmpdir(), 'torii-pebble-'));
  const [port, managementPort] = [await freePort(), await freePort()];
  const ca = await createLocalCa({ now: Date.now });
  const tls = await ca.issue({
    names: ['127.0.0.1', 'localhost'],
    notBefore: new Date(Date.now() - HOUR_MS),
    notAfter: new Date(Date.now() + 24 * HOUR_MS),
  });
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const config = file(
    'config.json',
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${managementPort}`,
        certificate: file('certificate.pem', tls.certificate),
        privateKey: file('key.pem', tls.privateKey),
        // Where http-01 and tls-alpn-01 would be validated: nothing uses them.
        httpPort: 5002,
        tlsPort: 5001,
        ocspResponderURL: '',
        externalAccountBindingRequired: eab !== undefined,
        ...(eab ? { externalAccountMACKeys: { [eab.kid]: eab.hmacKey } } : {}),
        ...(validitySeconds === undefined ? {} : { certificateValidityPeriod: validitySeconds }),
      },
    }),
  );

  const child = spawn('pebble', ['-config', config, '-dnsserver', dns, '-strict'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '5', PEBBLE_AUTHZREUSE: '50' },
  });
  const ended = endOf(child);
  const trusting = fetchTrusting(ca.rootPem);
  const close = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  onTestFinished(close);

  const directoryUrl = `https://127.0.0.1:${port}/dir`;
  const management = `https://127.0.0.1:${managementPort}`;
  await Promise.race([
    Promise.all([directoryUrl, `${management}/roots/0`].map((url) => answering(trusting, url))),
    ended.then((how) => Promise.reject(new Error(how))),
  ]);
  return {
    directoryUrl,
    rootPem: ca.rootPem,
    issuerRoots: async () => (await trusting(`${management}/roots/0`)).text(),
    async statusOf(serialNumber) {
      const response = await trusting(`${management}/cert-status-by-serial/${serialNumber}`);
      const { Status } = (await response.json()) as { Status: string };
      return Status;
    },
    close,
  };
}

/** Why the process is no more; its last words with it. */
function endOf(child: ChildProcess): Promise<string> {
  let words = '';
  const listen = (chunk: Buffer) => {
    words = (words + chunk.toString('utf8')).slice(-2_000);
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? NOT_INSTALLED : `pebble did not start: ${error.message}`),
    );
    child.once('exit', (code) => resolve(`pebble ended with ${code}: ${words}`));
  });
}

/** Waits until the server takes connections; whoever waits as well for its end needs no limit. */
async function answering(trusting: typeof fetch, url: string): Promise<void> {
  for (;;) {
    const response = await trusting(url).catch(() => undefined);
    if (response?.ok) return;
    await after(20);
  }
}

/** A port that nobody had a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const HOUR_MS = 3_600_000;
const NOT_INSTALLED =
  'pebble is not installed, and the tests against real servers need it: "apt-get install -y --no-install-recommends pebble" (Debian)';
