import { execFile } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createLocalCa, type KeyType } from '../../local/cloud/ca/local-ca.ts';

const DAY_MS = 86_400_000;
const start = Date.parse('2031-06-01T00:00:00Z');
const ninetyDays = { notBefore: new Date(start), notAfter: new Date(start + 90 * DAY_MS) };

function split(chain: string): X509Certificate[] {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((pem) => new X509Certificate(pem));
}

describe('the local certificate authority', () => {
  it.each<KeyType>(['ecdsa-p256', 'rsa-2048'])('issues a chain that leads to its root (%s)', async (keyType) => {
    const ca = await createLocalCa({ now: () => start });
    const issued = await ca.issue({ names: ['chat.example.com', '*.chat.example.com'], ...ninetyDays, keyType });
    const root = new X509Certificate(ca.rootPem);
    const [leaf, intermediate] = split(issued.certificate);

    expect(leaf?.verify(intermediate?.publicKey ?? root.publicKey)).toBe(true);
    expect(intermediate?.verify(root.publicKey)).toBe(true);
    expect(intermediate?.ca).toBe(true);
    expect(leaf?.ca).toBe(false);
    expect(leaf?.checkHost('chat.example.com')).toBe('chat.example.com');
    expect(leaf?.checkHost('a.chat.example.com')).toBe('*.chat.example.com');
    expect(leaf?.checkHost('example.com')).toBeUndefined();
    expect(leaf?.checkPrivateKey(createPrivateKey(issued.privateKey))).toBe(true);
    expect(leaf?.serialNumber.toLowerCase()).toBe(issued.serialNumber);
    expect(createPrivateKey(issued.privateKey).asymmetricKeyType).toBe(keyType === 'rsa-2048' ? 'rsa' : 'ec');
  });

  it('dates a certificate by the order, and itself from an hour before virtual now', async () => {
    const ca = await createLocalCa({ now: () => start });
    const issued = await ca.issue({ names: ['a.example.com'], ...ninetyDays });
    const [leaf] = split(issued.certificate);
    expect(Date.parse(leaf?.validFrom ?? '')).toBe(start);
    expect(Date.parse(leaf?.validTo ?? '')).toBe(start + 90 * DAY_MS);
    expect(Date.parse(new X509Certificate(ca.rootPem).validFrom)).toBe(start - 3_600_000);
  });

  it('names IP addresses as such and copes with a name too long for a common name', async () => {
    const ca = await createLocalCa({ now: () => start });
    const long = `${'a'.repeat(60)}.example.com`;
    const [leaf] = split((await ca.issue({ names: [long, '127.0.0.9'], ...ninetyDays })).certificate);
    expect(leaf?.checkIP('127.0.0.9')).toBe('127.0.0.9');
    expect(leaf?.checkHost(long)).toBe(long);
  });

  it('refuses to issue a certificate for nothing', async () => {
    const ca = await createLocalCa({ now: () => start });
    await expect(ca.issue({ names: [], ...ninetyDays })).rejects.toThrow('at least one name');
  });

  it.each([
    ['rsa', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
    ['ec', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ] as const)('signs for a key that somebody else keeps (%s)', async (type, generate) => {
    const ca = await createLocalCa({ now: () => start });
    const keys = generate();
    const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' });
    const signed = await ca.sign({ names: ['a.example.com'], publicKey, ...ninetyDays });
    const [leaf, intermediate] = split(signed.certificate);
    expect(leaf?.checkPrivateKey(keys.privateKey)).toBe(true);
    expect(leaf?.publicKey.asymmetricKeyType).toBe(type);
    expect(leaf?.serialNumber.toLowerCase()).toBe(signed.serialNumber);
    expect(leaf && intermediate && leaf.verify(intermediate.publicKey)).toBe(true);
  });

  it('convinces OpenSSL at virtual time, and only then', async () => {
    const ca = await createLocalCa({ now: () => start });
    const issued = await ca.issue({ names: ['chat.example.com'], ...ninetyDays });
    const folder = await mkdtemp(join(tmpdir(), 'local-ca-'));
    const [root, chain] = [join(folder, 'root.pem'), join(folder, 'chain.pem')];
    await Promise.all([writeFile(root, ca.rootPem), writeFile(chain, issued.certificate)]);
    const verifyAt = (ms: number) =>
      promisify(execFile)('openssl', [
        ...['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'chat.example.com'],
        ...['-attime', String(ms / 1000), '-CAfile', root, '-untrusted', chain, chain],
      ]);
    await expect(verifyAt(start + 10 * DAY_MS)).resolves.toMatchObject({ stdout: expect.stringContaining('OK') });
    await expect(verifyAt(start + 91 * DAY_MS)).rejects.toThrow('certificate has expired');
    await rm(folder, { recursive: true });
  });
});
