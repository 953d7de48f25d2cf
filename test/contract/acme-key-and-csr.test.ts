import { createPrivateKey, webcrypto } from 'node:crypto';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { certIdOf } from '../../shared/acme/cert-id.ts';
import { csrFor, newCertificateKey } from '../../shared/acme/key-and-csr.ts';
import { makeCertificate } from './certificates.ts';

describe('a request for a certificate', () => {
  it.each([
    ['ecdsa-p256', { asymmetricKeyType: 'ec', asymmetricKeyDetails: { namedCurve: 'prime256v1' } }],
    ['rsa-2048', { asymmetricKeyType: 'rsa', asymmetricKeyDetails: { modulusLength: 2048 } }],
  ] as const)('with a key of type %s is for all names and signed by it', async (keyType, expected) => {
    const keyPem = await newCertificateKey(keyType);
    expect(createPrivateKey(keyPem)).toMatchObject(expected);
    const names = ['example.com', '*.example.com', 'www.example.org'];
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(await csrFor({ names, keyPem })));
    expect(await request.verify(webcrypto)).toBe(true);
    expect(request.subject).toBe('CN=example.com');
    const alternative = request.extensions.find((one) => one instanceof x509.SubjectAlternativeNameExtension);
    expect(alternative?.names.items.map(({ type, value }) => `${type} ${value}`)).toEqual([
      'dns example.com',
      'dns *.example.com',
      'dns www.example.org',
    ]);
  });

  it('has no common name where the first name is too long for one', async () => {
    const keyPem = await newCertificateKey('ecdsa-p256');
    const long = `${'a'.repeat(60)}.example.com`;
    const request = new x509.Pkcs10CertificateRequest(Buffer.from(await csrFor({ names: [long], keyPem })));
    expect(request.subject).toBe('');
    await expect(csrFor({ names: [], keyPem })).rejects.toThrow('at least one name');
  });

  it('needs a key of its own each time', async () => {
    expect(await newCertificateKey('ecdsa-p256')).not.toBe(await newCertificateKey('ecdsa-p256'));
  });
});

describe('the id of a certificate in renewal information', () => {
  it('is that of the example in RFC 9773, appendix A', () => {
    expect(certIdOf(RFC_9773_EXAMPLE)).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
  });

  it('is unknown where the certificate does not name its issuer’s key, or there is none', async () => {
    const { chain } = await makeCertificate({ names: ['example.com'] });
    expect(certIdOf(chain)).toBeUndefined();
    expect(certIdOf('no certificate')).toBeUndefined();
  });
});

const RFC_9773_EXAMPLE = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----
`;
