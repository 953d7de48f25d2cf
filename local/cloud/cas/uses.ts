import type { StoredCertificate } from './certificate.ts';

/** Whether one product of this cloud uses a certificate now. */
export type UsedBy = (certificate: StoredCertificate) => boolean;

/** Who uses a certificate: asked of the products themselves each time, so that the answer is never late. */
export class CertificateUses {
  /** Assumption: whether CAS knows that a gateway uses a certificate: EAS is in none of its published lists of products. */
  ofGateways: 'known' | 'unknown' = 'known';
  /** Products of this cloud, as `UsingProductList` spells them: `ALB`. */
  private readonly users: Map<string, UsedBy>;
  private readonly elsewhere = new Map<number, Set<string>>();

  constructor(users: Map<string, UsedBy>) {
    this.users = users;
  }

  /** @param product as `UsingProductList` spells it: `ALB` */
  register(product: string, uses: UsedBy): void {
    this.users.set(product, uses);
  }

  addElsewhere(certificateId: number, product: string): void {
    this.elsewhere.set(certificateId, (this.elsewhere.get(certificateId) ?? new Set()).add(product));
  }

  /** `UsingProductList` */
  of(certificate: StoredCertificate): readonly string[] {
    const here = [...this.users]
      .filter(([product, uses]) => (product !== 'EAS' || this.ofGateways === 'known') && uses(certificate))
      .map(([product]) => product);
    return [...new Set([...here, ...(this.elsewhere.get(certificate.id) ?? [])])];
  }
}
