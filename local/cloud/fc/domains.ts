import { ApiError } from '../product.ts';
import type { FcErrorCode } from './errors.ts';

/** A name of an account's own that leads to functions. */
export interface KeptDomain {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** As it was put, without a private key. */
  config: Readonly<Record<string, unknown>>;
  /** Virtual time, ms. */
  readonly createdAt: number;
  changedAt: number;
}

/** The custom domains of all accounts. A name is taken once in a region. */
export class Domains {
  /** By `region/name`. */
  private readonly domains = new Map<string, KeptDomain>();

  /** @throws DomainNameAlreadyExists */
  add(domain: KeptDomain): void {
    const key = `${domain.region}/${domain.name}`;
    if (this.domains.has(key)) throw new ApiError<FcErrorCode>('DomainNameAlreadyExists', { domain: domain.name });
    this.domains.set(key, domain);
  }

  /** @throws DomainNameNotFound, also where it is another account's */
  get(account: string, region: string, name: string): KeptDomain {
    const found = this.domains.get(`${region}/${name}`);
    if (found?.account !== account) throw new ApiError<FcErrorCode>('DomainNameNotFound', { domain: name });
    return found;
  }

  /** By name. */
  of(account: string, region: string): readonly KeptDomain[] {
    return [...this.domains.values()]
      .filter((domain) => domain.account === account && domain.region === region)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  remove({ region, name }: KeptDomain): void {
    this.domains.delete(`${region}/${name}`);
  }
}
