/** A certificate signing request that an account keeps here. */
export interface StoredRequest {
  readonly account: string;
  readonly id: number;
  readonly name: string;
  /** PEM. */
  readonly csr: string;
  /** PEM; empty where it stayed with whoever made it. */
  privateKey: string;
  readonly facts: RequestFacts;
}

/** What is read from the request itself. */
export interface RequestFacts {
  readonly algorithm: 'RSA' | 'ECC';
  readonly keySize: number;
  /** Of the public key (SubjectPublicKeyInfo), lower-case hex. */
  readonly keySha2: string;
  readonly commonName: string;
  readonly corpName: string;
  readonly department: string;
  readonly locality: string;
  readonly province: string;
  readonly countryCode: string;
  /** Comma-separated. */
  readonly sans: string;
}

/** The signing requests of all accounts. */
export class SigningRequests {
  private readonly byId = new Map<number, StoredRequest>();
  private lastId = 5208;

  add(given: Omit<StoredRequest, 'id'>): StoredRequest {
    this.lastId += 1;
    const stored = { ...given, id: this.lastId };
    this.byId.set(stored.id, stored);
    return stored;
  }

  /** Oldest first. */
  of(account: string): readonly StoredRequest[] {
    return [...this.byId.values()].filter((one) => one.account === account);
  }

  find(account: string, id: number): StoredRequest | undefined {
    const found = this.byId.get(id);
    return found?.account === account ? found : undefined;
  }

  remove({ id }: StoredRequest): void {
    this.byId.delete(id);
  }
}
