import { randomBytes } from 'node:crypto';
import type { Caller } from './product.ts';
import type { User } from './ram/entities.ts';
import type { RoleSession } from './role-session.ts';

/** An Alibaba Cloud account of this local cloud, with its first access key. */
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
  /** Present for a key of a RAM user: what it may do is what the user's policies allow. */
  readonly user?: User;
  /** Present for a RAM role's credentials: what they may do is what its policies allow. */
  readonly role?: RoleSession;
}

export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** Machine time, ms since the epoch: temporary credentials expire with the wall clock, like signatures. */
  readonly expiresAt: number;
}

/** A key that is kept until somebody deletes it: of an account, or of a RAM user. */
export interface LastingKey {
  readonly accountId: string;
  readonly id: string;
  readonly secret: string;
  readonly user?: User;
  isActive: boolean;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  usedAt?: number;
}

/** The accounts and keys this cloud knows. Secrets are random in every process, so that none can be relied on. */
export class Accounts {
  private readonly accounts = new Map<string, Account>();
  private readonly lasting = new Map<string, LastingKey>();
  private readonly temporary = new Map<string, Key>();

  add(id: string): Account {
    const known = this.accounts.get(id);
    if (known) return known;
    const key = this.addKey(id, 0);
    const account = { id, accessKeyId: key.id, accessKeySecret: key.secret };
    this.accounts.set(id, account);
    return account;
  }

  /** In the order in which they were added. */
  all(): readonly Account[] {
    return [...this.accounts.values()];
  }

  /**
   * One more key of an account, or of one of its users.
   *
   * @param createdAt virtual time, ms since the epoch
   */
  addKey(accountId: string, createdAt: number, user?: User): LastingKey {
    const id = `LTAI5t${token(9)}`;
    const key: LastingKey = { accountId, id, secret: token(15), isActive: true, createdAt, ...(user && { user }) };
    this.lasting.set(id, key);
    return key;
  }

  /** Of a user, or those of the account itself. */
  keysOf(accountId: string, user: User | undefined): LastingKey[] {
    return [...this.lasting.values()].filter((key) => key.accountId === accountId && key.user === user);
  }

  removeKey({ id }: LastingKey): void {
    this.lasting.delete(id);
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
    this.temporary.set(credentials.accessKeyId, {
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

  /** One that signs; not one that was made inactive. */
  key(accessKeyId: string): Key | undefined {
    const lasting = this.lasting.get(accessKeyId);
    return lasting ? (lasting.isActive ? lasting : undefined) : this.temporary.get(accessKeyId);
  }

  isInactive(accessKeyId: string): boolean {
    return this.lasting.get(accessKeyId)?.isActive === false;
  }

  /** @param at virtual time, ms since the epoch */
  noteUse(accessKeyId: string, at: number): void {
    const key = this.lasting.get(accessKeyId);
    if (key) key.usedAt = at;
  }
}

/** Who signs with a key. */
export function callerOf(accessKeyId: string, { accountId, temporary, user, role }: Key): Caller {
  return { accountId, accessKeyId, temporary: temporary !== undefined, ...(user && { user }), ...(role && { role }) };
}

function token(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
