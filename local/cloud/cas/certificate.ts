import type { X509Certificate } from 'node:crypto';
import type { CertificateFacts } from './facts.ts';

export interface StoredCertificate {
  readonly account: string;
  readonly id: number;
  /** `cas-upload-xki1d0` */
  readonly instanceId: string;
  readonly name: string;
  /** Leaf first. */
  readonly chain: readonly X509Certificate[];
  /** Of the leaf. */
  readonly facts: CertificateFacts;
  /** PEM, leaf first, without blank lines. */
  readonly certificate: string;
  /** PEM; empty where whoever ordered it kept the key. */
  readonly privateKey: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  /** False for one that was bought here, which CAS does not let go while it is valid. */
  readonly uploaded: boolean;
  /** By its authority. */
  revoked: boolean;
}

export type NewCertificate = Pick<StoredCertificate, 'account' | 'name' | 'certificate' | 'privateKey'> &
  Partial<Pick<StoredCertificate, 'tags' | 'uploaded' | 'instanceId'>>;

/** The identifier of the China site; it names the site, not the region of whoever uses the certificate. */
export function certIdentifier({ id }: Pick<StoredCertificate, 'id'>): string {
  return `${id}-cn-hangzhou`;
}
