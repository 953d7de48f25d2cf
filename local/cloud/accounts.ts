import { randomBytes } from 'node:crypto';
import type { PolicyDocument } from './ram/policy-document.ts';

/** An Alibaba Cloud account of this local cloud, with one access key. */
export interface Account {
  readonly id: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** What a key id resolves to when a signature is checked. */
export interface Key {
  readonly accountId: string;
  readonly secret: string;
  /** Present for temporary credentials; the request must carry it. */
  readonly temporary?: { readonly securityToken: string; readonly expiresAt: number };
  /** Present for a RAM role's credentials: what they may do is what its policies allow. */
  readonly role?: RoleSession;
}

/** A RAM role that somebody has taken on. */
export interface RoleSession {
  /** `acs:ram::<account>:role/<name>` */
  readonly arn: string;
  readonly sessionName: string;
  /** Given when the role was taken on: narrows what the session may do. */
  readonly policy?: PolicyDocument;
}

export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** Machine time, ms since the epoch: temporary credentials expire with the wall clock, like signatures. */
  readonly expiresAt: number;
}

/** The accounts and keys this cloud knows. Secrets are random in every process, so that none can be relied on. */
export class Accounts {
  private readonly accounts = new Map<string, Account>();
  private readonly keys = new Map<string, Key>();

  add(id: string): Account {
    const known = this.accounts.get(id);
    if (known) return known;
    const account = { id, accessKeyId: `LTAI5t${token(9)}`, accessKeySecret: token(15) };
    this.accounts.set(id, account);
    this.keys.set(account.accessKeyId, { accountId: id, secret: account.accessKeySecret });
    return account;
  }

  /** In the order in which they were added. */
  all(): readonly Account[] {
    return [...this.accounts.values()];
  }

  /**
   * Temporary credentials of an account, as Security Token Service issues them.
   *
   * @param role whose policies bind them; without one they may do what the account may
   */
  issueTemporary(accountId: string, expiresAt: number, role?: RoleSession): TemporaryCredentials {
    const credentials = {
      accessKeyId: `STS.${token(12)}`,
      accessKeySecret: token(22),
      securityToken: token(64),
      expiresAt,
    };
    this.keys.set(credentials.accessKeyId, {
      accountId,
      secret: credentials.accessKeySecret,
      temporary: { securityToken: credentials.securityToken, expiresAt },
      ...(role && { role }),
    });
    return credentials;
  }

  /** One that was added. */
  account(id: string): Account | undefined {
    return this.accounts.get(id);
  }

  key(accessKeyId: string): Key | undefined {
    return this.keys.get(accessKeyId);
  }
}

function token(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
