import type { X509Certificate } from 'node:crypto';
import { type CertificateFacts, factsOf } from './facts.ts';
import { parseChain } from './pem.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface NewCertificate {
  readonly account: string;
  readonly name: string;
  /** PEM, leaf first. */
  readonly certificate: string;
  /** PEM; empty where whoever ordered it kept the key. */
  readonly privateKey: string;
  readonly tags?: readonly Tag[];
  readonly uploaded?: boolean;
  readonly instanceId?: string;
  readonly resourceGroupId?: string;
}

export class StoredCertificate {
  readonly account: string;
  readonly id: number;
  /** `cas-upload-xki1d0` */
  readonly instanceId: string;
  readonly name: string;
  /** Of the leaf. */
  readonly facts: CertificateFacts;
  /** PEM, leaf first, without blank lines. */
  readonly certificate: string;
  /** PEM; empty where whoever ordered it kept the key. */
  readonly privateKey: string;
  readonly tags: readonly Tag[];
  /** False for one that was bought here, which CAS does not let go while it is valid. */
  readonly uploaded: boolean;
  resourceGroupId: string;
  /** By its authority. */
  revoked = false;

  /** Throws where the PEM is no certificate. */
  constructor(id: number, instanceId: string, { resourceGroupId = '', ...given }: NewCertificate) {
    const chain = parseChain(given.certificate);
    this.id = id;
    this.instanceId = instanceId;
    this.account = given.account;
    this.name = given.name;
    this.facts = factsOf(chain[0]);
    this.certificate = chain.map(String).join('');
    this.privateKey = given.privateKey;
    this.tags = given.tags ?? [];
    this.uploaded = given.uploaded ?? true;
    this.resourceGroupId = resourceGroupId;
    CHAINS.set(this, chain);
  }

  /** Leaf first. */
  get chain(): readonly X509Certificate[] {
    const chain = CHAINS.get(this) ?? parseChain(this.certificate);
    CHAINS.set(this, chain);
    return chain;
  }
}

/** Parsing is slow, and what it makes cannot be saved. */
const CHAINS = new WeakMap<StoredCertificate, readonly X509Certificate[]>();

/** The identifier of the China site; it names the site, not the region of whoever uses the certificate. */
export function certIdentifier({ id }: Pick<StoredCertificate, 'id'>): string {
  return `${id}-cn-hangzhou`;
}
