import { externalAccountBinding } from './account-key.ts';
import { type AcmeAction, AcmeError, AcmeOutcomeUnknown } from './acme-error.ts';
import { fieldsOf, unusable } from './answer-fields.ts';
import { type Authorization, type Challenge, readAuthorization, readChallenge } from './authorization.ts';
import type { Directory } from './directory.ts';
import type { AcmeAnswer } from './exchange.ts';
import { type Order, readOrder } from './order.ts';
import { type RenewalInfo, readRenewalInfo } from './renewal-info.ts';
import { acmeSession, type SessionOptions } from './session.ts';

export interface NewAccount {
  /** `mailto:` addresses; may be empty. */
  contact: string[];
  /** The owner's yes to the terms that `directory()` names. */
  termsOfServiceAgreed: boolean;
  /** External account binding: what the CA gave its customer. The key is base64url. */
  eab?: { kid: string; hmacKey: string } | undefined;
}

export interface Account {
  /** What requests are signed as; to be kept beside the key. */
  url: string;
  status: 'valid' | 'deactivated' | 'revoked';
  /** Where the list of orders is, at servers that have one. */
  orders?: string;
}

export interface NewOrder {
  /** DNS names in their ASCII form; wildcards are fine. */
  names: readonly string[];
  /** `certIdOf` the certificate this one is to follow (RFC 9773, 5). */
  replaces?: string | undefined;
}

/**
 * RFC 8555 and RFC 9773, a request at a time: nothing polls and nothing waits, so that each step can be written down
 * before the next one. Beside its own request a method makes those for the directory and for a nonce, when it has none.
 *
 * All of them throw AcmeError, and the signal's reason when the deadline passes. Those that must not be repeated after a
 * lost answer (`newOrder`, `finalise`) throw AcmeOutcomeUnknown then.
 */
export interface AcmeClient {
  /** Asked once. */
  directory(): Promise<Directory>;
  /** Registers the key, or finds the account it has already: safe to repeat. Signs as this account from then on. */
  newAccount(request: NewAccount): Promise<Account>;
  /** `replaces` is left out at servers without renewal information. @throws AcmeError; see `isReplacesRefused` */
  newOrder(request: NewOrder): Promise<Order>;
  order(url: string): Promise<Order>;
  /**
   * The URLs of the account's orders, all pages: pending ones, and those that are not `invalid` where the server likes
   * (RFC 8555, 7.1.2.1). Undefined where the server keeps no list, whatever the account said.
   */
  openOrders(ordersUrl: string | undefined): Promise<string[] | undefined>;
  authorization(url: string): Promise<Authorization>;
  /** Tells the server that the proof is in place. It is refused once the authorization is no longer pending. */
  answer(challengeUrl: string): Promise<Challenge>;
  /** @param csrDer see `csrFor` */
  finalise(order: Pick<Order, 'url' | 'finalize'>, csrDer: Uint8Array): Promise<Order>;
  /** The chain in PEM, leaf first. */
  certificate(url: string): Promise<string>;
  /** @param certificateDer the leaf. Has no effect on one that is revoked already. */
  revoke(certificateDer: Uint8Array): Promise<void>;
  /** Unsigned. `unsupported` where the server has no renewal information, or none of this certificate. */
  renewalInfo(certId: string): Promise<RenewalInfo | 'unsupported'>;
  /** The value of the TXT record at `_acme-challenge.` of the name (RFC 8555, 8.4). */
  keyAuthorizationDigest(token: string): Promise<string>;
}

export function acmeClient(options: SessionOptions): AcmeClient {
  const session = acmeSession(options);

  async function read(action: AcmeAction, url: string, accept?: string): Promise<AcmeAnswer> {
    return session.post({ action, url, ...(accept === undefined ? {} : { accept }) });
  }

  return {
    directory: session.directory,

    async newAccount({ contact, termsOfServiceAgreed, eab }) {
      const { newAccount } = await session.directory();
      const binding = eab && (await externalAccountBinding(eab, session.key(), newAccount));
      const answer = await session.post({
        action: 'newAccount',
        url: newAccount,
        signedBy: 'key',
        payload: {
          termsOfServiceAgreed,
          ...(contact.length > 0 ? { contact } : {}),
          ...(binding ? { externalAccountBinding: binding } : {}),
        },
      });
      const url = locationOf('newAccount', answer);
      const account = fieldsOf('newAccount', answer.body);
      const orders = account.optionalText('orders');
      session.use(url);
      return { url, status: account.word('status', ACCOUNT_STATUSES), ...(orders === undefined ? {} : { orders }) };
    },

    async newOrder({ names, replaces }) {
      const { newOrder, renewalInfo } = await session.directory();
      const answer = await session.post({
        action: 'newOrder',
        url: newOrder,
        payload: {
          identifiers: names.map((value) => ({ type: 'dns', value })),
          ...(replaces !== undefined && renewalInfo !== undefined ? { replaces } : {}),
        },
        idempotent: false,
      });
      return orUnknown('newOrder', () => readOrder('newOrder', locationOf('newOrder', answer), answer));
    },

    async order(url) {
      return readOrder('order', url, await read('order', url));
    },

    async openOrders(ordersUrl) {
      const found: string[] = [];
      const pages = new Set<string>();
      let page = ordersUrl;
      while (page !== undefined && !pages.has(page)) {
        pages.add(page);
        const answer = await read('orders', page).catch(undefinedWhereMissing);
        if (answer === undefined) return undefined;
        found.push(...fieldsOf('orders', answer.body).texts('orders'));
        page = nextPageOf(answer);
      }
      return ordersUrl === undefined ? undefined : [...new Set(found)];
    },

    async authorization(url) {
      return readAuthorization(url, await read('authorization', url));
    },

    async answer(challengeUrl) {
      return readChallenge(await session.post({ action: 'challenge', url: challengeUrl, payload: {} }));
    },

    async finalise({ url, finalize }, csrDer) {
      const answer = await session.post({
        action: 'finalize',
        url: finalize,
        payload: { csr: Buffer.from(csrDer).toString('base64url') },
        idempotent: false,
      });
      return orUnknown('finalize', () => readOrder('finalize', url, answer));
    },

    async certificate(url) {
      const { body } = await read('certificate', url, 'application/pem-certificate-chain');
      if (!body.includes('-----BEGIN CERTIFICATE-----')) throw unusable('certificate', 'no certificate in PEM');
      return body;
    },

    async revoke(certificateDer) {
      const { revokeCert } = await session.directory();
      if (revokeCert === undefined) throw noSuchResource('revokeCert');
      const certificate = Buffer.from(certificateDer).toString('base64url');
      await session.post({ action: 'revokeCert', url: revokeCert, payload: { certificate } }).catch((error) => {
        if (!(error instanceof AcmeError) || error.code !== 'alreadyRevoked') throw error;
      });
    },

    async renewalInfo(certId) {
      const { renewalInfo } = await session.directory();
      if (renewalInfo === undefined) return 'unsupported';
      const url = `${renewalInfo.replace(/\/$/, '')}/${encodeURIComponent(certId)}`;
      const answer = await session.get('renewalInfo', url).catch(undefinedWhereMissing);
      return answer === undefined ? 'unsupported' : readRenewalInfo(answer);
    },

    keyAuthorizationDigest: (token) => session.key().authorizationDigest(token),
  };
}

/** After a success that cannot be read the thing is done, but nobody knows what. */
function orUnknown(action: AcmeAction, reading: () => Order): Order {
  try {
    return reading();
  } catch {
    throw new AcmeOutcomeUnknown(action, 'unusable answer');
  }
}

function locationOf(action: AcmeAction, { headers, url }: AcmeAnswer): string {
  const location = headers.get('location') ?? '';
  if (location === '' || !URL.canParse(location, url)) throw unusable(action, 'no Location');
  return new URL(location, url).href;
}

/** The next page of a list (RFC 8555, 7.1.2.1; RFC 8288). */
function nextPageOf({ headers, url }: AcmeAnswer): string | undefined {
  const [, next] = /<([^>]*)>\s*;[^<]*\brel="?next"?(?:[\s;,]|$)/i.exec(headers.get('link') ?? '') ?? [];
  return next !== undefined && URL.canParse(next, url) ? new URL(next, url).href : undefined;
}

function undefinedWhereMissing(error: unknown): undefined {
  if (error instanceof AcmeError && MISSING.has(error.status)) return undefined;
  throw error;
}

function noSuchResource(action: AcmeAction): AcmeError {
  return new AcmeError({
    action,
    code: 'NoSuchResource',
    status: 0,
    message: `the ACME directory names no ${action}`,
    retryable: false,
  });
}

const ACCOUNT_STATUSES = ['valid', 'deactivated', 'revoked'] as const;
const MISSING = new Set([404, 405, 410, 501]);
