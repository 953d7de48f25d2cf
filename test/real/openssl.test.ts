import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DAY_MS, NAME, openTlsHouse, type TlsHouse, UNKNOWN } from '../conformance/tls-house.ts';

interface Shaken {
  /** 0 where the handshake was done and, where it is to be, the chain trusted. */
  readonly code: number | null;
  readonly text: string;
}

/** `openssl s_client`, which judges the chain at virtual time. @throws Error where it is not installed */
function sClient(house: TlsHouse, ...more: readonly string[]): Promise<Shaken> {
  const { address, plane, from, clock } = house;
  const place = ['-connect', `${address}:${plane.httpsPort}`, '-bind', `${from}:0`];
  const trust = ['-CAfile', rootFile(house), '-verify_return_error', '-attime', String(Math.floor(clock.now() / 1000))];
  const client = spawn('openssl', ['s_client', ...place, ...trust, ...more], { stdio: ['pipe', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [client.stdout, client.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  client.stdin.end('Q\n');
  return new Promise((resolve, reject) => {
    client.on('error', () => reject(new Error('openssl is not installed: apt-get install openssl')));
    client.on('close', (code) => resolve({ code, text }));
  });
}

function rootFile({ ca }: TlsHouse): string {
  const folder = mkdtempSync(join(tmpdir(), 'torii-openssl-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'root.pem');
  writeFileSync(file, ca.rootPem);
  return file;
}

const named = (name: string) => ['-servername', name, '-verify_hostname', name];

test('openssl trusts the certificate of a name, and speaks HTTP/1.1', async () => {
  const house = await openTlsHouse();
  const { code, text } = await sClient(house, ...named(NAME), '-alpn', 'h2,http/1.1');
  expect(text).toContain('Verify return code: 0 (ok)');
  expect(text).toContain('ALPN protocol: http/1.1');
  expect(code).toBe(0);
});

test('openssl refuses another name, an expired certificate and an unknown authority', async () => {
  const house = await openTlsHouse();
  const other = await sClient(house, '-servername', NAME, '-verify_hostname', 'other.example.com');
  expect(other.text).toMatch(/hostname mismatch/i);
  expect(other.code).not.toBe(0);
  const unknown = await sClient(house, ...named(UNKNOWN));
  expect(unknown.text).toMatch(/self-signed certificate|unable to get local issuer/i);
  expect(unknown.code).not.toBe(0);
  await house.clock.advanceBy(91 * DAY_MS);
  const expired = await sClient(house, ...named(NAME));
  expect(expired.text).toMatch(/certificate has expired/i);
  expect(expired.code).not.toBe(0);
});

test('openssl meets an alert where it sends no name, or one that is not served', async () => {
  const house = await openTlsHouse();
  for (const more of [['-noservername'], ['-servername', 'other.example.com']]) {
    const { code, text } = await sClient(house, ...more);
    expect(text).toMatch(/alert|no peer certificate/i);
    expect(code).not.toBe(0);
  }
});
