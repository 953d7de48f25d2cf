import type { X509Certificate } from 'node:crypto';
import type { NewId } from '../random.ts';
import { type CertificateFacts, factsOf } from './facts.ts';
import { parseChain } from './pem.ts';

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
  /** PEM. */
  readonly privateKey: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  /** False for one that was bought here, which CAS does not let go while it is valid. */
  readonly uploaded: boolean;
}

/** PEM texts that a server needs to serve a certificate. */
export interface CertificateMaterial {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The certificates of all accounts. */
export class CasState {
  /**
   * Assumption: characters of a certificate's name. One edition of the documents says letters, digits and `_`, up to 63;
   * another says any, with `cert-1` as its example.
   */
  names: 'narrow' | 'any' = 'narrow';
  readonly #certificates = new Map<number, StoredCertificate>();
  readonly #names = new Set<string>();
  #lastId = 18_541_349;
  readonly #newId: NewId;

  constructor(newId: NewId) {
    this.#newId = newId;
  }

  /** Stores without checking. Throws where the PEM is not a certificate. */
  add(certificate: {
    account: string;
    name: string;
    certificate: string;
    privateKey: string;
    tags?: StoredCertificate['tags'];
    uploaded?: boolean;
  }): StoredCertificate {
    const chain = parseChain(certificate.certificate);
    this.#lastId += 1;
    const stored: StoredCertificate = {
      tags: [],
      uploaded: true,
      ...certificate,
      id: this.#lastId,
      instanceId: this.#newId('cas-upload-', 6),
      chain,
      facts: factsOf(chain[0]),
      certificate: chain.map(String).join(''),
    };
    this.#certificates.set(stored.id, stored);
    this.#names.add(nameKey(stored));
    return stored;
  }

  of(account: string): readonly StoredCertificate[] {
    return [...this.#certificates.values()].filter((certificate) => certificate.account === account);
  }

  /** @param id the number, or the `CertIdentifier` that listeners and gateways take (`18541350-cn-hangzhou`) */
  find(account: string, id: number | string): StoredCertificate | undefined {
    const number = typeof id === 'number' ? id : Number(id.replace(/-(cn-hangzhou|ap-southeast-1)$/, ''));
    const certificate = this.#certificates.get(number);
    return certificate?.account === account ? certificate : undefined;
  }

  hasName(account: string, name: string): boolean {
    return this.#names.has(nameKey({ account, name }));
  }

  remove(certificate: StoredCertificate): void {
    this.#certificates.delete(certificate.id);
    this.#names.delete(nameKey(certificate));
  }

  /** What the data plane serves a certificate with. */
  material(account: string, id: number | string): CertificateMaterial | undefined {
    const found = this.find(account, id);
    return found && { certificate: found.certificate, privateKey: found.privateKey };
  }
}

/** The identifier of the China site; it names the site, not the region of whoever uses the certificate. */
export function certIdentifier({ id }: StoredCertificate): string {
  return `${id}-cn-hangzhou`;
}

function nameKey({ account, name }: { readonly account: string; readonly name: string }): string {
  return `${account}/${name}`;
}
