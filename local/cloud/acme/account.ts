import type { JWK } from 'jose';
import { timeText } from './answer.ts';
import type { Links } from './links.ts';
import { newAccountPayload } from './payloads.ts';
import { Problem } from './problem.ts';

/** An account (RFC 8555, section 7.1.2). */
export interface AcmeAccount {
  readonly id: string;
  /** Public. Changed by keyChange. */
  key: JWK;
  /** Of the key, RFC 7638. */
  thumbprint: string;
  status: 'valid' | 'deactivated' | 'revoked';
  contact: readonly string[];
  /** The key id of the external account it is bound to. */
  readonly externalAccount: string | undefined;
  /** Virtual, ms since the epoch. */
  readonly createdAt: number;
}

export function accountObject(account: AcmeAccount, links: Links): Record<string, unknown> {
  return {
    status: account.status,
    contact: account.contact,
    termsOfServiceAgreed: true,
    createdAt: timeText(account.createdAt),
    orders: links.orders(account.id),
  };
}

/** Only addresses that a certificate authority could write to (RFC 8555, section 7.3). */
export function readContact(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > MOST_CONTACTS) {
    throw new Problem('malformed', `"contact" is a list of up to ${MOST_CONTACTS} URLs`);
  }
  return value.map((entry) => {
    if (typeof entry !== 'string') throw new Problem('malformed', '"contact" is a list of URLs');
    if (!entry.startsWith('mailto:')) throw new Problem('unsupportedContact', 'Only "mailto:" URLs are written to');
    if (!/^mailto:[^\s@,?]+@[^\s@,?]+\.[^\s@,?.]+$/.test(entry)) {
      throw new Problem('invalidContact', 'A contact is one mail address, without header fields');
    }
    return entry;
  });
}

const { max: MOST_CONTACTS } = newAccountPayload.contact;
