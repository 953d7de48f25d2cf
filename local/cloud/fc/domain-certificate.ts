import { createPrivateKey, X509Certificate } from 'node:crypto';
import { invalid } from './function-config.ts';

/** The first certificate of the chain, and its key. @throws InvalidArgument, without a word of the key */
export function checkCertificate({ certificate, privateKey }: { certificate: string; privateKey: string }): void {
  const leaf = readCertificate(certificate);
  if (!leaf.checkPrivateKey(readKey(privateKey))) throw invalid('certificate and private key do not belong together');
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw invalid('certificate is not a certificate in PEM');
  }
}

function readKey(pem: string): ReturnType<typeof createPrivateKey> {
  try {
    return createPrivateKey(pem);
  } catch {
    throw invalid('privateKey is not a private key in PEM');
  }
}
