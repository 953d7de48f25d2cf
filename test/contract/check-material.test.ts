import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CertificateMaterial, checkMaterial } from '../../shared/tls/check-material.ts';

const NOW = Date.UTC(2026, 2, 2, 8);
const DAY = 24 * 3600_000;
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const P384 = { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' };
const RSA = rsa(2048, 'SHA-256');

interface Authority {
  pem: string;
  subject: string;
  key: webcrypto.CryptoKey;
}

interface Leaf {
  pem: string;
  keyPem: string;
}

/** A root, an intermediate below it, and leaves of either; and a root that nobody trusts. */
let root: Authority;
let intermediate: Authority;
let foreign: Authority;
let good: Leaf;
let other: Leaf;
let wildcard: Leaf;

beforeAll(async () => {
  root = await authority('Test Root');
  intermediate = await authority('Test Intermediate', root);
  foreign = await authority('Foreign Root');
  good = await leaf(['chat.example.com', 'www.example.org'], intermediate);
  other = await leaf(['chat.example.com'], intermediate);
  wildcard = await leaf(['*.example.com', 'example.com'], root);
});

const check = (given: Partial<CertificateMaterial>) =>
  checkMaterial({
    certificatePem: good.pem + intermediate.pem,
    privateKeyPem: good.keyPem,
    names: ['chat.example.com'],
    roots: [root.pem],
    now: NOW,
    ...given,
  });

describe('certificate material that clients would accept', () => {
  it('is described, and its chain put in order', () => {
    const certificate = new X509Certificate(good.pem);
    expect(check({})).toEqual({
      ok: true,
      facts: {
        names: ['chat.example.com', 'www.example.org'],
        notBefore: NOW - DAY,
        notAfter: NOW + 89 * DAY,
        fingerprint: certificate.fingerprint256.replaceAll(':', ''),
        serialNumber: certificate.serialNumber.toLowerCase(),
        keyType: 'ecdsa-p256',
        issuer: 'Test Intermediate',
      },
      chainPem: good.pem + intermediate.pem,
    });
  });

  it('may be in any order, with repetitions, the root, and text in between', () => {
    const blocks = [good.pem, good.pem, intermediate.pem, root.pem];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(blocks, { minLength: 4 }),
        fc.constantFrom('', '\r\n\r\n', 'subject=x\n'),
        (pem, gap) => {
          const certificatePem = pem.map((block) => block.replaceAll('\n', '\r\n')).join(gap);
          for (const privateKeyPem of [good.keyPem, undefined]) {
            expect(check({ certificatePem, privateKeyPem })).toMatchObject({
              ok: true,
              chainPem: good.pem + intermediate.pem + root.pem,
            });
          }
        },
      ),
    );
  });

  it.each([
    ['a name in other letters', ['CHAT.example.com']],
    ['all of its names', ['chat.example.com', 'www.example.org']],
    ['no name in particular', []],
  ])('serves %s', (_, names) => {
    expect(check({ names })).toMatchObject({ ok: true });
  });

  it('serves as a wildcard itself, and what it stands for', () => {
    const material = { certificatePem: wildcard.pem, privateKeyPem: wildcard.keyPem };
    expect(check({ ...material, names: ['*.example.com', 'example.com', 'chat.example.com'] })).toMatchObject({
      ok: true,
    });
  });

  it('may have a key of RSA, or on another curve, and no common name', async () => {
    for (const [algorithm, keyType] of [
      [RSA, 'rsa-2048'],
      [P384, 'ecdsa-p384'],
    ] as const) {
      const one = await leaf(['chat.example.com'], root, { keys: algorithm, subject: '' });
      expect(check({ certificatePem: one.pem, privateKeyPem: one.keyPem })).toMatchObject({ facts: { keyType } });
    }
  });

  it('may end in a root that signed itself with SHA-1: nobody looks at that', async () => {
    const old = await authority('Old Root', undefined, rsa(2048, 'SHA-1'));
    // A key of WebCrypto is for one digest.
    const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', old.key);
    const key = await webcrypto.subtle.importKey('pkcs8', pkcs8, RSA, true, ['sign']);
    const one = await leaf(['chat.example.com'], { ...old, key }, { signature: RSA });
    const given = { certificatePem: one.pem + old.pem, privateKeyPem: one.keyPem, roots: [old.pem] };
    expect(check(given)).toMatchObject({ ok: true });
  });

  it('may come with its key in the older form', () => {
    const sec1 = createPrivateKey(good.keyPem).export({ type: 'sec1', format: 'pem' }).toString();
    expect(check({ privateKeyPem: sec1 })).toMatchObject({ ok: true });
  });
});

describe('certificate material that clients would refuse', () => {
  it.each<[string, string, () => Partial<CertificateMaterial> | Promise<Partial<CertificateMaterial>>]>([
    ['nothing', 'NotACertificate', () => ({ certificatePem: '' })],
    ['a key in place of the certificate', 'NotACertificate', () => ({ certificatePem: good.keyPem })],
    [
      'a certificate that was cut',
      'NotACertificate',
      () => ({ certificatePem: `${good.pem}${cut(intermediate.pem)}` }),
    ],
    ['no key', 'KeyUnreadable', () => ({ privateKeyPem: '' })],
    ['a certificate in place of the key', 'KeyUnreadable', () => ({ privateKeyPem: good.pem })],
    ['a key that was cut', 'KeyUnreadable', () => ({ privateKeyPem: cut(good.keyPem) })],
    ['a key with a passphrase', 'KeyUnreadable', () => ({ privateKeyPem: encrypted(good.keyPem) })],
    ['another key', 'KeyMismatch', () => ({ privateKeyPem: other.keyPem })],
    ['a short RSA key', 'KeyTooWeak', () => only(['chat.example.com'], { keys: rsa(1024, 'SHA-256') })],
    ['a key of no common kind', 'KeyTooWeak', () => only(['chat.example.com'], { keys: { name: 'Ed25519' } })],
    [
      'a signature with SHA-1 and RSA',
      'KeyTooWeak',
      async () => {
        const old = await authority('Old Root', undefined, rsa(2048, 'SHA-1'));
        const one = await leaf(['chat.example.com'], old, { signature: rsa(2048, 'SHA-1') });
        return { certificatePem: one.pem, privateKeyPem: one.keyPem, roots: [old.pem] };
      },
    ],
    [
      'a signature with SHA-1 and ECDSA',
      'KeyTooWeak',
      () => only(['chat.example.com'], { signature: { ...EC, hash: 'SHA-1' } }),
    ],
    ['another name', 'NamesDiffer', () => ({ names: ['chat.example.com', 'shop.example.com'] })],
    ['a name in place of its wildcard', 'NamesDiffer', () => ({ names: ['*.example.com'] })],
    [
      'a wildcard for a name two labels below',
      'NamesDiffer',
      () => ({ ...wildcardMaterial(), names: ['a.b.example.com'] }),
    ],
    ['a name in the common name only', 'NamesDiffer', () => only([], { subject: 'CN=chat.example.com' })],
    ['no intermediate', 'ChainBroken', () => ({ certificatePem: good.pem })],
    [
      'a certificate that does not belong',
      'ChainBroken',
      () => ({ certificatePem: good.pem + intermediate.pem + foreign.pem }),
    ],
    ['another intermediate', 'ChainBroken', () => ({ certificatePem: good.pem + foreign.pem })],
    [
      'an issuer that is no authority',
      'ChainBroken',
      async () => {
        const below = await leaf(['shop.example.com'], root);
        const issuer = { pem: below.pem, subject: 'CN=Leaf', key: await importEc(below.keyPem) };
        const one = await leaf(['chat.example.com'], issuer);
        return { certificatePem: one.pem + below.pem, privateKeyPem: one.keyPem };
      },
    ],
    ['a root that is not trusted', 'NotTrusted', () => ({ roots: [foreign.pem] })],
    [
      'a signature of its own',
      'NotTrusted',
      async () => ({ certificatePem: (await selfSigned('chat.example.com')).pem, privateKeyPem: undefined }),
    ],
    ['another purpose', 'NotTrusted', () => only(['chat.example.com'], { purpose: x509.ExtendedKeyUsage.clientAuth })],
    ['a time before it', 'NotYetValid', () => ({ now: NOW - 2 * DAY })],
    ['a time after it', 'Expired', () => ({ now: NOW + 90 * DAY })],
  ])('for %s is refused (%s), with the way out and without the key', async (_, reason, given) => {
    const material = await given();
    const verdict = check(material);
    expect(verdict).toMatchObject({ ok: false, reason });
    if (verdict.ok) throw new Error('it was expected to be refused');
    expect(verdict.message).toMatch(/^[A-Z].{15,}\.$/s);
    expect(verdict.wayOut).toMatch(/^[A-Z].{15,}\.$/s);
    const keyLines = [material.privateKeyPem ?? '', good.keyPem].flatMap((pem) => pem.split('\n'));
    for (const line of keyLines.filter((text) => text.length > 20 && !text.startsWith('-----'))) {
      expect(inspect(verdict)).not.toContain(line);
    }
  });

  it('names what is missing, so that it can be found', () => {
    expect(check({ certificatePem: good.pem })).toMatchObject({
      wayOut: expect.stringContaining('"Test Intermediate"'),
    });
    expect(check({ names: ['shop.example.com'] })).toMatchObject({
      message: 'The certificate is for chat.example.com, www.example.org, not for shop.example.com.',
    });
  });

  it('is reported for its first problem only, in the order of the checks', () => {
    expect(check({ privateKeyPem: other.keyPem, names: ['x.example'], now: NOW + 90 * DAY })).toMatchObject({
      reason: 'KeyMismatch',
    });
    expect(check({ names: ['x.example'], roots: [], now: NOW + 90 * DAY })).toMatchObject({ reason: 'NamesDiffer' });
  });
});

type Algorithm = {
  name: string;
  namedCurve?: string;
  hash?: string;
  modulusLength?: number;
  publicExponent?: Uint8Array;
};

function rsa(modulusLength: number, hash: string): Algorithm {
  return { name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent: new Uint8Array([1, 0, 1]), hash };
}

const selfSigned = (name: string) => authority('Self', undefined, EC, [name]);

async function authority(
  name: string,
  issuer?: Authority,
  algorithm: Algorithm = EC,
  names: string[] = [],
): Promise<Authority> {
  const keys = await keyPair(algorithm);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject: `CN=${name}`,
      issuer: issuer?.subject ?? `CN=${name}`,
      publicKey: keys.publicKey,
      signingKey: issuer?.key ?? keys.privateKey,
      signingAlgorithm: algorithm as webcrypto.EcdsaParams,
      notBefore: new Date(NOW - 400 * DAY),
      notAfter: new Date(NOW + 4000 * DAY),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true), ...alternativeNames(names)],
    },
    webcrypto,
  );
  return { pem: pemOf(certificate), subject: certificate.subject, key: keys.privateKey };
}

async function leaf(
  names: string[],
  issuer: Authority,
  {
    keys: algorithm = EC,
    signature = EC,
    subject = 'CN=Leaf',
    purpose = x509.ExtendedKeyUsage.serverAuth,
  }: { keys?: Algorithm; signature?: Algorithm; subject?: string; purpose?: x509.ExtendedKeyUsage } = {},
): Promise<Leaf> {
  const keys = await keyPair(algorithm);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject,
      issuer: issuer.subject,
      publicKey: keys.publicKey,
      signingKey: issuer.key,
      signingAlgorithm: signature as webcrypto.EcdsaParams,
      notBefore: new Date(NOW - DAY),
      notAfter: new Date(NOW + 89 * DAY),
      extensions: [new x509.ExtendedKeyUsageExtension([purpose]), ...alternativeNames(names)],
    },
    webcrypto,
  );
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { pem: pemOf(certificate), keyPem: `${x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')}\n` };
}

function alternativeNames(names: string[]): x509.Extension[] {
  const items = names.map((value) => ({ type: 'dns' as const, value }));
  return items.length > 0 ? [new x509.SubjectAlternativeNameExtension(items)] : [];
}

/** One leaf right below the root. */
async function only(names: string[], options: Parameters<typeof leaf>[2]): Promise<Partial<CertificateMaterial>> {
  const one = await leaf(names, root, options);
  return { certificatePem: one.pem, privateKeyPem: one.keyPem };
}

function wildcardMaterial(): Partial<CertificateMaterial> {
  return { certificatePem: wildcard.pem, privateKeyPem: wildcard.keyPem };
}

async function keyPair(algorithm: Algorithm): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm as webcrypto.EcKeyGenParams, true, ['sign', 'verify']);
}

function importEc(pem: string): Promise<webcrypto.CryptoKey> {
  const pkcs8 = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, EC, true, ['sign']);
}

function encrypted(pem: string): string {
  const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' } as const;
  return createPrivateKey(pem).export(cipher).toString();
}

/** The middle is gone. */
function cut(pem: string): string {
  return pem.replace(/\n.{40}/, '\n');
}

/** As Node writes it, so that texts can be compared. */
function pemOf(certificate: x509.X509Certificate): string {
  return new X509Certificate(certificate.toString('pem')).toString();
}
