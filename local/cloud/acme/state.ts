import type { LocalCa } from '../ca/local-ca.ts';
import type { VirtualClock } from '../clock.ts';
import type { Progress } from '../progress.ts';
import { type NewId, type RandomStreams, seededIds } from '../random.ts';
import type { AcmeAccount } from './account.ts';
import type { Authorization, Challenge } from './authorization.ts';
import type { IssuedByAcme } from './certificate.ts';
import { EabKeys } from './eab-keys.ts';
import type { AcmeOrder } from './order.ts';
import type { Problem, ProblemDocument } from './problem.ts';
import { type RateLimit, type RateLimitScope, RateLimits } from './rate-limits.ts';
import type { RenewalWindow } from './renewal-window.ts';
import { ReplayNonces } from './replay-nonces.ts';
import type { TxtLookup } from './txt-lookup.ts';

export interface AcmeNeighbours {
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly streams: RandomStreams;
  readonly ca: LocalCa;
  readonly txt: TxtLookup;
}

/** Who is around, and what is of this process only: no part of what is saved. */
export interface AcmeWorld extends AcmeNeighbours {
  readonly newId: NewId;
  readonly newNonce: NewId;
  /** Uniform in [0, 1): whether a name needs no new proof, and whether a good nonce is refused. */
  readonly drawReuse: () => number;
  readonly drawNonce: () => number;
  /** What an order or a challenge is being made of, where that is done at once. */
  readonly underWay: WeakMap<object, Promise<void>>;
  /** Of the local cloud. */
  endpoint: string;
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
  /** Every request is refused with 503. */
  down = false;
  /** The directory names no `renewalInfo`, and there is none. */
  ariUnsupported = false;
  /** Renewal information is refused with 503. */
  ariFailing = false;
  /** Orders that say what they replace count against no limit, as at Let's Encrypt. */
  renewalsAreExempt = true;

  /** The share of signed requests, 0 to 1, whose good nonce is refused all the same. */
  badNonces = 0;

  readonly nonces: ReplayNonces;
  readonly world: AcmeWorld;
  private readonly limits = new RateLimits();
  private readonly windows = new Map<string, RenewalWindow>();
  private readonly accountsById = new Map<string, AcmeAccount>();
  private readonly ordersById = new Map<string, AcmeOrder>();
  private readonly authorizationsById = new Map<string, Authorization>();
  private readonly challengesById = new Map<
    string,
    { readonly authorization: Authorization; readonly challenge: Challenge }
  >();
  private readonly certificatesById = new Map<string, IssuedByAcme>();
  private problem: ProblemDocument | undefined;

  constructor(neighbours: AcmeNeighbours) {
    const { streams } = neighbours;
    this.world = {
      ...neighbours,
      // Streams of its own: what other products are asked does not change the ids that clients see here.
      newId: seededIds(streams.of('acme-ids')),
      newNonce: seededIds(streams.of('acme-nonces')),
      drawReuse: streams.of('acme-authorization-reuse'),
      drawNonce: streams.of('acme-bad-nonces'),
      underWay: new WeakMap(),
      endpoint: '',
    };
    this.nonces = new ReplayNonces(this.world.newNonce);
  }

  get newId(): NewId {
    return this.world.newId;
  }

  get progress(): Progress {
    return this.world.progress;
  }

  /** What goes wrong while a certificate is issued, so that its order ends invalid: a CAA record, say. */
  get issuanceProblem(): ProblemDocument | undefined {
    return this.problem;
  }

  set issuanceProblem(problem: Problem | undefined) {
    this.problem = problem?.document();
  }

  /** `http://127.0.0.1:PORT/acme/directory`: all that a client has to be told. */
  get directoryUrl(): string {
    return `${this.world.endpoint}/acme/directory`;
  }

  /** @param endpoint of the local cloud */
  listensAt(endpoint: string): void {
    this.world.endpoint = endpoint;
  }

  /** Virtual now, ms since the epoch. */
  now(): number {
    return this.world.clock.now();
  }

  /** Whether the next good nonce is refused. */
  refusesGoodNonce(): boolean {
    return this.badNonces > 0 && this.world.drawNonce() < this.badNonces;
  }

  /**
   * Limits new orders for each account and for each exact set of names, or only one of these; without a limit, no more.
   */
  rateLimit(limit: RateLimit | undefined, per: RateLimitScope | 'both' = 'both'): void {
    for (const scope of ['account', 'names'] as const) {
      if (per === 'both' || per === scope) this.limits.set(scope, limit);
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
    for (const { serial } of meant) this.windows.set(serial, window);
  }

  /** Revokes a certificate. @param serial lower-case hex · @param reason of RFC 5280, section 5.3.1 */
  revoke(serial: string, reason = 0): void {
    const certificate = this.certificates.find((each) => each.serial === serial);
    if (!certificate) throw new RangeError(`no certificate has the serial number ${serial}`);
    certificate.revoked = { at: this.now(), reason };
  }

  get accounts(): readonly AcmeAccount[] {
    return [...this.accountsById.values()];
  }

  /** Oldest first. */
  get orders(): readonly AcmeOrder[] {
    return [...this.ordersById.values()];
  }

  /** Oldest first. */
  get certificates(): readonly IssuedByAcme[] {
    return [...this.certificatesById.values()];
  }

  /** @param certId its identifier (RFC 9773, section 4.1) */
  certificate(certId: string): IssuedByAcme | undefined {
    return this.certificatesById.get(certId);
  }

  account(id: string): AcmeAccount | undefined {
    return this.accountsById.get(id);
  }

  accountOfKey(thumbprint: string): AcmeAccount | undefined {
    return this.accounts.find((account) => account.thumbprint === thumbprint);
  }

  order(id: string): AcmeOrder | undefined {
    return this.ordersById.get(id);
  }

  authorization(id: string): Authorization | undefined {
    return this.authorizationsById.get(id);
  }

  challenge(id: string): { readonly authorization: Authorization; readonly challenge: Challenge } | undefined {
    return this.challengesById.get(id);
  }

  /** The youngest that still counts. */
  validAuthorization(account: AcmeAccount, name: string, wildcard: boolean): Authorization | undefined {
    return [...this.authorizationsById.values()]
      .filter((each) => each.account === account && each.name === name && each.wildcard === wildcard)
      .findLast((each) => this.expire(each).status === 'valid');
  }

  reusesAuthorization(): boolean {
    return this.world.drawReuse() < this.authorizationReuse;
  }

  /** As it was set, or undefined. */
  windowOf({ serial }: IssuedByAcme): RenewalWindow | undefined {
    return this.windows.get(serial);
  }

  addAccount(account: AcmeAccount): void {
    this.accountsById.set(account.id, account);
  }

  addOrder(order: AcmeOrder): void {
    this.ordersById.set(order.id, order);
  }

  addAuthorization(authorization: Authorization): void {
    this.authorizationsById.set(authorization.id, authorization);
    for (const challenge of authorization.challenges)
      this.challengesById.set(challenge.id, { authorization, challenge });
  }

  addCertificate(certificate: IssuedByAcme): void {
    this.certificatesById.set(certificate.certId, certificate);
  }

  /** Counts a new order, or throws rateLimited. */
  countOrder(account: AcmeAccount, names: readonly string[]): void {
    this.limits.take({ account: account.id, names: setOf(names) }, this.now());
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
