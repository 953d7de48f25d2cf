import { type NewCertificate, StoredCertificate } from './certificate.ts';
import type { Contact } from './contact.ts';
import { FlowControl } from './flow-control.ts';
import type { CasWorld, Neighbours } from './neighbours.ts';
import { Orders } from './orders.ts';
import { SigningRequests } from './signing-requests.ts';
import { CertificateUses } from './uses.ts';

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
  /** Assumption: whether an uploaded certificate that something uses can be deleted. */
  deletingInUse: 'allowed' | 'refused' = 'allowed';
  /** Uploaded certificates that an account may have, expired ones included (inferred; no number is published). */
  uploadQuota = Number.POSITIVE_INFINITY;
  /** Assumption: how a package without a certificate left refuses. Both codes are documented, when they come is not. */
  packageQuotaError: 'InsufficientQuota' | 'DeductQuotaFailed' = 'InsufficientQuota';
  /** Whether the account saved a contact, which orders without one fall back on. */
  savedContact: 'there' | 'missing' = 'there';
  readonly orders: Orders;
  readonly uses: CertificateUses;
  readonly requests = new SigningRequests();
  readonly flow = new FlowControl();
  readonly world: CasWorld;
  private readonly certificates = new Map<number, StoredCertificate>();
  private readonly certificateNames = new Set<string>();
  private contacts: readonly Contact[] = [];
  private lastId = 18_541_349;

  constructor(neighbours: Neighbours) {
    this.world = { ...neighbours, users: new Map() };
    this.orders = new Orders(this.world, this);
    this.uses = new CertificateUses(this.world.users);
  }

  /** Calls that an account may make of each action in a second of virtual time, 10 by the documents; no limit unless set. */
  get callsPerSecond(): number | undefined {
    return this.flow.callsPerSecond;
  }

  set callsPerSecond(limit: number | undefined) {
    this.flow.callsPerSecond = limit;
  }

  /** Stores without checking. Throws where the PEM is not a certificate. */
  add(certificate: NewCertificate): StoredCertificate {
    const instanceId = certificate.instanceId ?? this.world.newId('cas-upload-', 6);
    const stored = new StoredCertificate(this.lastId + 1, instanceId, certificate);
    this.lastId = stored.id;
    this.certificates.set(stored.id, stored);
    this.certificateNames.add(nameKey(stored));
    return stored;
  }

  of(account: string): readonly StoredCertificate[] {
    return [...this.certificates.values()].filter((certificate) => certificate.account === account);
  }

  /** @param id the number, or the `CertIdentifier` that listeners and gateways take (`18541350-cn-hangzhou`) */
  find(account: string, id: number | string): StoredCertificate | undefined {
    const number = typeof id === 'number' ? id : Number(id.replace(/-(cn-hangzhou|ap-southeast-1)$/, ''));
    const certificate = this.certificates.get(number);
    return certificate?.account === account ? certificate : undefined;
  }

  hasName(account: string, name: string): boolean {
    return this.certificateNames.has(nameKey({ account, name }));
  }

  remove(certificate: StoredCertificate): void {
    this.certificates.delete(certificate.id);
    this.certificateNames.delete(nameKey(certificate));
  }

  /** Its authority revokes it. Whoever serves it goes on. */
  revoke(id: number): void {
    const certificate = this.certificates.get(id);
    if (!certificate) throw new RangeError(`no certificate ${id}`);
    certificate.revoked = true;
  }

  /** From now on a product outside this cloud uses it: `CDN`, `SLB`, … */
  useElsewhere(id: number, product: string): void {
    this.uses.addElsewhere(id, product);
  }

  /** By hand, as an owner does in the console. */
  addContact(given: Pick<Contact, 'account' | 'name'> & Partial<Contact>): Contact {
    const id = 519_580 + this.contacts.length;
    const contact = { email: '', mobile: '', webhooks: [], ...given, id };
    this.contacts = [...this.contacts, contact];
    return contact;
  }

  contactsOf(account: string): readonly Contact[] {
    return this.contacts.filter((contact) => contact.account === account);
  }

  /** What the data plane serves a certificate with; undefined where the key is not here. */
  material(account: string, id: number | string): CertificateMaterial | undefined {
    const found = this.find(account, id);
    return found?.privateKey ? { certificate: found.certificate, privateKey: found.privateKey } : undefined;
  }
}

function nameKey({ account, name }: { readonly account: string; readonly name: string }): string {
  return `${account}/${name}`;
}
