import type { PolicyDocument } from './ram/policy-document.ts';

/** A RAM role that somebody has taken on. */
export interface RoleSession {
  /** `acs:ram::<account>:role/<name>` */
  readonly arn: string;
  readonly sessionName: string;
  /** Given when the role was taken on: narrows what the session may do. */
  readonly policy?: PolicyDocument;
}
