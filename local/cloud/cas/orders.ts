import type { KeyType } from '../ca/local-ca.ts';
import { task } from '../tasks.ts';
import type { NewCertificate, StoredCertificate } from './certificate.ts';
import type { SigningRequest } from './csr.ts';
import type { Neighbours } from './neighbours.ts';
import type { CertificateOrder } from './order.ts';
import { FREE_PACKAGE, PACKAGES, type ProductCode } from './product-codes.ts';
import { isPublished, validationOf } from './validation.ts';

export interface OrderWish {
  readonly account: string;
  readonly productCode: ProductCode;
  readonly names: readonly string[];
  readonly validateType: 'DNS' | 'FILE';
  readonly signingRequest: SigningRequest | undefined;
  readonly tags: StoredCertificate['tags'];
}

/** Where issued certificates go. */
interface Shelf {
  add(certificate: NewCertificate): StoredCertificate;
}

/** Package orders of all accounts, and the certificate authority that works on them. */
export class Orders {
  /** Assumption: what proves control of a name. Both are documented; which one an account is told is not. */
  validationType: 'TXT' | 'CNAME' = 'TXT';
  /** Assumption: where that record stands for an order of one name, which is not the registrable domain itself. */
  validationAt: 'name' | 'zone' = 'name';
  /**
   * Assumption: what a renewal makes. The operation "submits a renewal application", and its remarks say that the new
   * order is pending application; no operation of this interface submits an order that is there already.
   */
  renewal: 'submits' | 'waits' = 'submits';
  /** What the service makes where the applicant brings no request: RSA as documented, which takes the machine longer. */
  keyType: KeyType = 'rsa-2048';
  private readonly world: Neighbours;
  private readonly shelf: Shelf;
  private readonly orders = new Map<bigint, CertificateOrder>();
  private readonly bought = new Map<string, number>();
  private failures = 0;

  constructor(world: Neighbours, shelf: Shelf) {
    this.world = world;
    this.shelf = shelf;
  }

  /** Fills an account's package up to so many certificates in all. */
  buyPackage(account: string, productCode: ProductCode, certificates: number): void {
    this.bought.set(`${account}/${productCode}`, certificates);
  }

  /** The next review ends as failed. */
  failNextReview(): void {
    this.failures += 1;
  }

  /** The free package holds twenty for each account, the others nothing until they are bought. */
  packageState(account: string, productCode: ProductCode) {
    const orders = this.of(account).filter((order) => order.productCode === productCode && !order.isRefunded);
    return {
      total: this.bought.get(`${account}/${productCode}`) ?? (productCode === FREE_PACKAGE ? FREE_CERTIFICATES : 0),
      used: orders.length,
      issued: orders.filter(({ certificate }) => certificate).length,
    };
  }

  /** Newest last. */
  of(account: string): readonly CertificateOrder[] {
    return [...this.orders.values()].filter((order) => order.account === account);
  }

  /** @param id digits */
  find(account: string, id: string): CertificateOrder | undefined {
    const order = this.orders.get(BigInt(id));
    return order?.account === account ? order : undefined;
  }

  /** @param phase `payed` for an order that nobody works on */
  place(wish: OrderWish, phase: 'domain_verify' | 'payed' = 'domain_verify'): CertificateOrder {
    const { newId, clock } = this.world;
    const order: CertificateOrder = {
      ...wish,
      id: BigInt(newId('9', 17, 'digits')),
      instanceId: newId('cas-ivauto-', 6),
      validation: validationOf(wish.names, { type: this.validationType, at: this.validationAt }, newId),
      createdAt: clock.now(),
      phase,
      isRefunded: false,
      certificate: undefined,
      pending: undefined,
    };
    this.orders.set(order.id, order);
    if (phase === 'domain_verify') this.watch(order);
    return order;
  }

  /** Back to pending application. */
  cancel(order: CertificateOrder): void {
    order.pending?.cancel();
    order.phase = 'payed';
  }

  remove(order: CertificateOrder): void {
    order.pending?.cancel();
    this.orders.delete(order.id);
  }

  /** The authority looks for the record again and again, ever more seldom, until it gives up (intervals are inferred). */
  private watch(order: CertificateOrder): void {
    const { clock } = this.world;
    const age = clock.now() - order.createdAt;
    const interval = age < HOUR_MS ? MINUTE_MS : 10 * MINUTE_MS;
    order.pending = clock.schedule(clock.now() + interval, lookedFor(this, order));
  }

  /** Looked for the record of an order. */
  look(order: CertificateOrder): void {
    const { clock, progress, publicNames } = this.world;
    if (order.validateType === 'DNS' && isPublished(order.validation, publicNames())) {
      order.phase = 'process';
      order.pending = progress.after('cas-order-review', reviewed(this, order));
    } else if (clock.now() - order.createdAt > PATIENCE_MS) {
      order.phase = 'verify_fail';
    } else {
      this.watch(order);
    }
  }

  async review(order: CertificateOrder): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      order.phase = 'verify_fail';
      return;
    }
    const { clock, ca } = this.world;
    const release = clock.hold();
    try {
      const { names, productCode, signingRequest } = order;
      const notBefore = new Date(clock.now() - HOUR_MS);
      const notAfter = new Date(clock.now() + PACKAGES[productCode].lifeDays * 24 * HOUR_MS);
      const issued = signingRequest
        ? { ...(await ca.sign({ names, notBefore, notAfter, publicKey: signingRequest.publicKey })), privateKey: '' }
        : await ca.issue({ names, notBefore, notAfter, keyType: this.keyType });
      // It may have been cancelled in the meantime.
      if (order.phase !== 'process') return;
      const { account, instanceId, tags } = order;
      const name = `cert_${order.id}`;
      order.certificate = this.shelf.add({ ...issued, account, instanceId, tags, name, uploaded: false });
      order.phase = 'certificate';
    } finally {
      release();
    }
  }
}

const lookedFor = task('cas/record-looked-for', (orders: Orders, order: CertificateOrder) => orders.look(order));
const reviewed = task('cas/order-reviewed', (orders: Orders, order: CertificateOrder) => orders.review(order));

const FREE_CERTIFICATES = 20;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PATIENCE_MS = 3 * 24 * HOUR_MS;
