import type { LocalCa } from '../ca/local-ca.ts';
import type { VirtualClock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { Progress } from '../progress.ts';
import { type NewId, type Random, seededIds, seededRandom } from '../random.ts';
import type { AcmeAccount } from './account.ts';
import type { Authorization, Challenge } from './authorization.ts';
import type { IssuedByAcme } from './certificate.ts';
import { EabKeys } from './eab-keys.ts';
import type { AcmeOrder } from './order.ts';
import type { Problem } from './problem.ts';
import { type RateLimit, type RateLimitScope, RateLimits } from './rate-limits.ts';
import type { RenewalWindow } from './renewal-window.ts';
import { ReplayNonces } from './replay-nonces.ts';
import type { TxtLookup } from './txt-lookup.ts';

export interface AcmeWorld {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly faults: Faults;
  readonly seed: number;
  readonly ca: LocalCa;
  readonly txt: TxtLookup;
}

/**
 * The certificate authority as its operator sees it: what it knows, and how it behaves. All that is set here holds from
 * the next request on.
 */
export class AcmeState {
  /** From notBefore to notAfter of what is issued, in ms. */
  lifetimeMs = 90 * DAY_MS;
  /** How long a proved name needs no new proof, in ms. */
  authorizationLifeMs = 30 * DAY_MS;
  /** The share of new orders, 0 to 1 for each name, in which a valid authorization is used again. */
  authorizationReuse = 0;
  /** A new order for the names of one that is not finished is that one, as at Let's Encrypt; else always a new one. */
  orderReuse = false;
  /** Only accounts that are bound to one of `eabKeys`. */
  requireEab = false;
  readonly eabKeys = new EabKeys();
  /** Names that are refused by policy, and all below them: lower case. */
  readonly forbiddenNames = new Set<string>();
  /** What goes wrong while a certificate is issued, so that its order ends invalid: a CAA record, say. */
  issuanceProblem: Problem | undefined;
  /** Every request is refused with 503. */
  down = false;
  /** The directory names no `renewalInfo`, and there is none. */
  ariUnsupported = false;
  /** Renewal information is refused with 503. */
  ariFailing = false;
  /** Orders that say what they replace count against no limit, as at Let's Encrypt. */
  renewalsAreExempt = true;

  readonly nonces: ReplayNonces;
  readonly newId: NewId;
  readonly progress: Progress;
  readonly ca: LocalCa;
  readonly txt: TxtLookup;
  readonly #clock: VirtualClock;
  readonly #faults: Faults;
  readonly #reuse: Random;
  readonly #limits = new RateLimits();
  readonly #windows = new Map<string, RenewalWindow>();
  readonly #accounts = new Map<string, AcmeAccount>();
  readonly #orders = new Map<string, AcmeOrder>();
  readonly #authorizations = new Map<string, Authorization>();
  readonly #challenges = new Map<string, { readonly authorization: Authorization; readonly challenge: Challenge }>();
  readonly #certificates = new Map<string, IssuedByAcme>();
  #badNonces: { readonly share: number; remove(): void } = { share: 0, remove: () => undefined };
  #endpoint = '';

  constructor({ clock, progress, faults, seed, ca, txt }: AcmeWorld) {
    this.#clock = clock;
    this.#faults = faults;
    this.progress = progress;
    this.ca = ca;
    this.txt = txt;
    // Streams of its own: what other products are asked does not change the ids that clients see here.
    this.newId = seededIds(seededRandom(seed, 'acme-ids'));
    this.nonces = new ReplayNonces(seededIds(seededRandom(seed, 'acme-nonces')));
    this.#reuse = seededRandom(seed, 'acme-authorization-reuse');
  }

  /** `http://127.0.0.1:PORT/acme/directory`: all that a client has to be told. */
  get directoryUrl(): string {
    return `${this.#endpoint}/acme/directory`;
  }

  /** @param endpoint of the local cloud */
  listensAt(endpoint: string): void {
    this.#endpoint = endpoint;
  }

  /** Virtual now, ms since the epoch. */
  now(): number {
    return this.#clock.now();
  }

  /** The share of signed requests, 0 to 1, whose good nonce is refused all the same. */
  get badNonces(): number {
    return this.#badNonces.share;
  }

  set badNonces(share: number) {
    this.#badNonces.remove();
    const fault = share > 0 ? this.#faults.add({ product: 'acme', kind: 'bad-nonce', probability: share }) : undefined;
    this.#badNonces = { share, remove: () => fault?.remove() };
  }

  /**
   * Limits new orders for each account and for each exact set of names, or only one of these; without a limit, no more.
   */
  rateLimit(limit: RateLimit | undefined, per: RateLimitScope | 'both' = 'both'): void {
    for (const scope of ['account', 'names'] as const) {
      if (per === 'both' || per === scope) this.#limits.set(scope, limit);
    }
  }

  /**
   * Suggests another window for a certificate (by serial number, hex), or for all that were issued so far for one exact
   * set of names.
   */
  setWindow(of: string | readonly string[], window: RenewalWindow): void {
    const meant = this.certificates.filter(({ serial, names }) =>
      typeof of === 'string' ? serial === of.toLowerCase() : setOf(names) === setOf(of),
    );
    if (meant.length === 0) throw new RangeError(`no certificate was issued for ${of}`);
    for (const { serial } of meant) this.#windows.set(serial, window);
  }

  /** Revokes a certificate. @param serial lower-case hex · @param reason of RFC 5280, section 5.3.1 */
  revoke(serial: string, reason = 0): void {
    const certificate = this.certificates.find((each) => each.serial === serial);
    if (!certificate) throw new RangeError(`no certificate has the serial number ${serial}`);
    certificate.revoked = { at: this.now(), reason };
  }

  get accounts(): readonly AcmeAccount[] {
    return [...this.#accounts.values()];
  }

  /** Oldest first. */
  get orders(): readonly AcmeOrder[] {
    return [...this.#orders.values()];
  }

  /** Oldest first. */
  get certificates(): readonly IssuedByAcme[] {
    return [...this.#certificates.values()];
  }

  /** @param certId its identifier (RFC 9773, section 4.1) */
  certificate(certId: string): IssuedByAcme | undefined {
    return this.#certificates.get(certId);
  }

  account(id: string): AcmeAccount | undefined {
    return this.#accounts.get(id);
  }

  accountOfKey(thumbprint: string): AcmeAccount | undefined {
    return this.accounts.find((account) => account.thumbprint === thumbprint);
  }

  order(id: string): AcmeOrder | undefined {
    return this.#orders.get(id);
  }

  authorization(id: string): Authorization | undefined {
    return this.#authorizations.get(id);
  }

  challenge(id: string): { readonly authorization: Authorization; readonly challenge: Challenge } | undefined {
    return this.#challenges.get(id);
  }

  /** The youngest that still counts. */
  validAuthorization(account: AcmeAccount, name: string, wildcard: boolean): Authorization | undefined {
    return [...this.#authorizations.values()]
      .filter((each) => each.account === account && each.name === name && each.wildcard === wildcard)
      .findLast((each) => this.expire(each).status === 'valid');
  }

  reusesAuthorization(): boolean {
    return this.#reuse() < this.authorizationReuse;
  }

  /** As it was set, or undefined. */
  windowOf({ serial }: IssuedByAcme): RenewalWindow | undefined {
    return this.#windows.get(serial);
  }

  addAccount(account: AcmeAccount): void {
    this.#accounts.set(account.id, account);
  }

  addOrder(order: AcmeOrder): void {
    this.#orders.set(order.id, order);
  }

  addAuthorization(authorization: Authorization): void {
    this.#authorizations.set(authorization.id, authorization);
    for (const challenge of authorization.challenges) this.#challenges.set(challenge.id, { authorization, challenge });
  }

  addCertificate(certificate: IssuedByAcme): void {
    this.#certificates.set(certificate.certId, certificate);
  }

  /** Counts a new order, or throws rateLimited. */
  countOrder(account: AcmeAccount, names: readonly string[]): void {
    this.#limits.take({ account: account.id, names: setOf(names) }, this.now());
  }

  /** What nobody proved in time, or proved too long ago. */
  expire(authorization: Authorization): Authorization {
    if (this.now() < authorization.expires) return authorization;
    if (authorization.status === 'pending') authorization.status = 'invalid';
    if (authorization.status === 'valid') authorization.status = 'expired';
    return authorization;
  }

  /** Brings an order up to date with its authorizations and with time (RFC 8555, section 7.1.6). */
  settle(order: AcmeOrder): AcmeOrder {
    if (order.status !== 'pending' && order.status !== 'ready') return order;
    const statuses = order.authorizations.map((each) => this.expire(each).status);
    if (statuses.some((status) => status !== 'pending' && status !== 'valid')) order.status = 'invalid';
    else if (this.now() >= order.expires) order.status = 'invalid';
    else order.status = statuses.every((status) => status === 'valid') ? 'ready' : 'pending';
    return order;
  }

  /** Of an account that is no more. */
  giveUpOrdersOf(account: AcmeAccount): void {
    for (const order of this.orders) {
      if (order.account === account && order.status !== 'valid') order.status = 'invalid';
    }
  }
}

/** The same for the same names in any order. */
function setOf(names: readonly string[]): string {
  return [...names]
    .map((name) => name.toLowerCase())
    .sort()
    .join(',');
}

const DAY_MS = 24 * 3_600_000;
