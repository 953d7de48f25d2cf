import type { PolicyDocument } from './policy-document.ts';
import type { TrustDocument } from './trust.ts';

/** Who has policies. */
export interface Grantee {
  readonly account: string;
  /** By type and name, with the time of attaching. */
  readonly attached: Map<string, Attachment>;
}

/** A person or a program of an account, with keys of its own. */
export interface User extends Grantee {
  readonly id: string;
  name: string;
  displayName: string;
  mobilePhone: string;
  email: string;
  comments: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  updatedAt: number;
}

export interface Group extends Grantee {
  readonly id: string;
  name: string;
  comments: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  updatedAt: number;
  /** With the time of joining. */
  readonly members: Map<User, number>;
}

export interface Role extends Grantee {
  readonly id: string;
  readonly name: string;
  /** `acs:ram::<account>:role/<name>` */
  readonly arn: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  updatedAt: number;
  description: string;
  trustText: string;
  trust: TrustDocument;
  maxSessionSeconds: number;
  readonly isServiceLinked: boolean;
}

export type PolicyType = 'System' | 'Custom';

export interface Attachment {
  readonly type: PolicyType;
  readonly name: string;
  readonly at: number;
}

export interface Policy {
  readonly name: string;
  readonly type: PolicyType;
  readonly createdAt: number;
  updatedAt: number;
  description: string;
  /** Oldest first; the numbers of removed ones are not used again. */
  readonly versions: PolicyVersion[];
  nextVersion: number;
  defaultVersion: string;
}

export interface PolicyVersion {
  /** `v1` */
  readonly id: string;
  readonly text: string;
  readonly document: PolicyDocument;
  readonly createdAt: number;
}

export function userArn({ account, name }: Pick<User, 'account' | 'name'>): string {
  return `acs:ram::${account}:user/${name}`;
}

export function roleArn(account: string, name: string): string {
  return `acs:ram::${account}:role/${name}`;
}

/** Account and name of a role's ARN; undefined where it is none. */
export function readRoleArn(arn: string): { account: string; name: string } | undefined {
  const [, account, name] = /^acs:ram::(\d+):role\/([A-Za-z0-9.-]{1,64})$/.exec(arn) ?? [];
  return account && name ? { account, name } : undefined;
}
