import type { SealedText } from '../../../shared/domain-rules/issuing/issuance.ts';
import type { ObservedUpload } from '../../../shared/domain-rules/issuing/observation.ts';
import type { Documents } from '../documents.ts';

/** What the owner gave to the API (document kind `uploaded-certificate`). */
export interface UploadedCertificate {
  /** ms since the epoch. */
  givenAt: number;
  /** PEM, leaf first. */
  chainPem: string;
  sealedKey: SealedText;
  facts: Pick<ObservedUpload, 'names' | 'notBefore' | 'notAfter' | 'fingerprint' | 'serialNumber'>;
}

/** Without its key. */
export async function readUpload(documents: Documents, name: string): Promise<ObservedUpload | 'missing'> {
  const document = await documents.get<UploadedCertificate>('uploaded-certificate', name);
  if (!document) return 'missing';
  const { givenAt, chainPem, facts } = document.body;
  const { names, notBefore, notAfter, fingerprint, serialNumber } = facts;
  return { givenAt, chainPem, names, notBefore, notAfter, fingerprint, serialNumber };
}
