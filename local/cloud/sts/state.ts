import { type Role, readRoleArn } from '../ram/entities.ts';
import type { RamState } from '../ram/state.ts';

/** What Security Token Service lends: the roles are those of RAM. */
export class StsState {
  readonly ram: RamState;

  constructor(ram: RamState) {
    this.ram = ram;
  }

  /**
   * A role that the named accounts may assume and that may do everything in its own account, made without an API call.
   * Again: its trust is replaced.
   */
  allowRole({ arn, trusts }: { arn: string; trusts: readonly string[] }): void {
    this.ram.putRole({ arn, trust: { accounts: trusts }, policies: ['AdministratorAccess'] });
  }

  role(arn: string): Role | undefined {
    return this.ram.roleByArn(arn);
  }
}

/** `acs:ram::<account>:role/<name>`; undefined where it is none. */
export function accountOf(arn: string): string | undefined {
  return readRoleArn(arn)?.account;
}
