import type { Caller } from './product.ts';

/** Whether somebody who proved who they are may do what they ask for. Every door asks it after the signature. */
export interface Permissions {
  /**
   * @param action as policies spell it: `eas:CreateGateway`, `ots:PutRow`, `fc:InvokeFunction`
   * @param resource ARN of what it is done to; `*` where the product knows none
   * @returns nothing where it may
   */
  refuses(caller: Caller, action: string, resource: string): Denial | undefined;
}

export interface Denial {
  readonly action: string;
  readonly resource: string;
  /** `ImplicitDeny`: no policy allows it. `ExplicitDeny`: one forbids it. */
  readonly kind: 'ImplicitDeny' | 'ExplicitDeny';
}

/** Who has a key may do everything. */
export const EVERYTHING_ALLOWED: Permissions = { refuses: () => undefined };
