import type { Accounts, TemporaryCredentials } from '../accounts.ts';

/** A RAM role, as far as assuming it is concerned. */
export interface Role {
  readonly arn: string;
  /** The account that it belongs to. */
  readonly account: string;
  /** Accounts whose users and roles may assume it: its trust policy. */
  readonly trusts: readonly string[];
}

/** The roles of all accounts, and the credentials that they are lent as. */
export class StsState {
  readonly #roles = new Map<string, Role>();
  readonly #accounts: Accounts;
  readonly #machineNow: () => number;

  /** @param machineNow ms; temporary credentials expire with the wall clock, like signatures */
  constructor(accounts: Accounts, machineNow: () => number) {
    this.#accounts = accounts;
    this.#machineNow = machineNow;
  }

  /** A role that the named accounts may assume, made without an API call. Again: its trust is replaced. */
  allowRole({ arn, trusts }: { arn: string; trusts: readonly string[] }): void {
    const account = accountOf(arn);
    if (account === undefined) throw new Error(`${arn} is no ARN of a role`);
    this.#roles.set(arn, { arn, account, trusts });
  }

  role(arn: string): Role | undefined {
    return this.#roles.get(arn);
  }

  lend({ account }: Role, durationSeconds: number): TemporaryCredentials {
    return this.#accounts.issueTemporary(account, this.#machineNow() + durationSeconds * 1000);
  }
}

/** `acs:ram::<account>:role/<name>`; undefined where it is none. */
export function accountOf(arn: string): string | undefined {
  return /^acs:ram::(\d+):role\/[A-Za-z0-9.-]{1,64}$/.exec(arn)?.[1];
}
