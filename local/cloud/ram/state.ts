import type { TemporaryCredentials } from '../accounts.ts';
import type { Denial, Permissions } from '../permissions.ts';
import { ApiError, type Caller } from '../product.ts';
import type { RoleSession } from '../role-session.ts';
import { type Grantee, type Policy, type PolicyType, type Role, readRoleArn, roleArn } from './entities.ts';
import type { RamErrorCode } from './errors.ts';
import { evaluate } from './evaluate.ts';
import type { RamNeighbours } from './neighbours.ts';
import { People } from './people.ts';
import type { PolicyDocument } from './policy-document.ts';
import { ROLES_OF_SERVICES } from './roles-of-services.ts';
import { readStorable } from './storable.ts';
import { SYSTEM_POLICIES } from './system-policies.ts';
import { readTrust, trusts, trustText } from './trust.ts';

/** Who is around, and who listens. No part of what is saved. */
export interface RamWorld extends RamNeighbours {
  readonly linked: ServiceLinkedRole[];
  onDecision: ((decision: Decision) => void) | undefined;
}

/** A role that may not be taken on: `why` says whether there is none, or it does not trust who asks. */
export class RoleNotAssumable extends Error {
  readonly why: 'missing' | 'no-trust';

  constructor(arn: string, why: RoleNotAssumable['why']) {
    super(why === 'missing' ? `there is no role ${arn}` : `the role ${arn} does not trust who asks for it`);
    this.name = 'RoleNotAssumable';
    this.why = why;
  }
}

/** A role that a product makes for itself, once it is asked to. */
export interface ServiceLinkedRole {
  /** `AliyunServiceRoleForPaiEas` */
  readonly name: string;
  /** `eas.pai.aliyuncs.com` */
  readonly service: string;
  isGranted(): boolean;
  grant(): void;
}

/** What became of one question whether a role may do something. */
export interface Decision {
  /** ARN. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly denial: Denial | undefined;
}

/** The credentials that Function Compute hands to an invocation live this long. */
const SERVICE_SESSION_MS = 36 * 3_600_000;

/**
 * Users, groups, roles and policies of all accounts, and what they allow. A caller with a user's key or a role's credentials
 * may do what the policies attached to it (and to the user's groups) allow and none denies; who holds the account's own
 * key, or credentials without a role, may do everything.
 */
export class RamState implements Permissions {
  readonly world: RamWorld;
  readonly people: People;
  /** The services (`ROLES_OF_SERVICES`) whose role was not made in this cloud. */
  readonly withoutRole = new Set<string>();
  private readonly roles = new Map<string, Role>();
  private readonly policies = new Map<string, Policy>();

  constructor(neighbours: RamNeighbours) {
    this.world = { ...neighbours, linked: [], onDecision: undefined };
    this.people = new People(this.world);
  }

  /** Whether the roles of Function Compute and EventBridge are there; each is made by CreateServiceLinkedRole. */
  get serviceLinkedRoles(): 'granted' | 'missing' {
    return this.withoutRole.size === 0 ? 'granted' : 'missing';
  }

  set serviceLinkedRoles(are: 'granted' | 'missing') {
    this.withoutRole.clear();
    if (are === 'missing') for (const service of ROLES_OF_SERVICES.keys()) this.withoutRole.add(service);
  }

  /** Hears of everything that a role asked to do. */
  set onDecision(hear: ((decision: Decision) => void) | undefined) {
    this.world.onDecision = hear;
  }

  refuses({ user, role }: Caller, action: string, resource: string): Denial | undefined {
    if (user) return this.denial([this.granted(user, ...this.people.groupsOf(user))], action, resource);
    if (!role) return undefined;
    // A policy given when the role was taken on only narrows what it may do.
    const denial = this.denial(
      [this.policiesOfRole(role.arn), ...(role.policy ? [[role.policy]] : [])],
      action,
      resource,
    );
    this.world.onDecision?.({ role: role.arn, action, resource, denial });
    return denial;
  }

  /** @param sets each of which has to allow it */
  private denial(sets: readonly PolicyDocument[][], action: string, resource: string): Denial | undefined {
    const context = { 'acs:CurrentTime': new Date(this.world.clock.now()).toISOString() };
    for (const policies of sets) {
      const verdict = evaluate(policies, { action, resource, context });
      if (verdict !== 'Allow') return { action, resource, kind: verdict };
    }
    return undefined;
  }

  private policiesOfRole(arn: string): PolicyDocument[] {
    const role = this.roleByArn(arn);
    return role ? this.granted(role) : [];
  }

  /** The policies of all of these together. */
  private granted(...grantees: readonly Grantee[]): PolicyDocument[] {
    return grantees.flatMap(({ account, attached }) =>
      [...attached.values()].flatMap(({ type, name }) => {
        const policy = this.policy(account, type, name);
        return policy?.versions.find(({ id }) => id === policy.defaultVersion)?.document ?? [];
      }),
    );
  }

  /**
   * Temporary credentials of a role for a service that takes it on, as Function Compute does for each invocation.
   *
   * @param service `fc.aliyuncs.com`
   * @throws RoleNotAssumable
   */
  assumeAsService(arn: string, service: string, sessionName: string): TemporaryCredentials {
    const role = this.roleByArn(arn);
    if (!role) throw new RoleNotAssumable(arn, 'missing');
    if (!trusts(role.trust, { service })) throw new RoleNotAssumable(arn, 'no-trust');
    return this.lend(role, { arn: role.arn, sessionName }, SERVICE_SESSION_MS);
  }

  lend(role: Role, session: RoleSession, lifeMs: number): TemporaryCredentials {
    return this.world.accounts.issueTemporary(role.account, this.world.machineNow() + lifeMs, session);
  }

  /**
   * Has a role there, without an API call. Again: its trust and its policies are replaced.
   *
   * @param trust services that may take it on, and accounts whose users and roles may
   * @param policies names of system policies, or documents of policies that become custom ones
   */
  putRole({
    arn,
    trust,
    policies = [],
  }: {
    arn: string;
    trust: { services?: readonly string[]; accounts?: readonly string[] };
    policies?: readonly (string | object)[];
  }): Role {
    const named = readRoleArn(arn);
    if (!named) throw new Error(`${arn} is no ARN of a role`);
    const { account, name } = named;
    const known = this.role(account, name);
    if (known) this.removeRole(known);
    const role = this.addRole({ account, name, trust: trustText(trust) });
    for (const [index, given] of policies.entries()) {
      if (typeof given === 'string') this.attach(role, 'System', given);
      else {
        const policyName = `${name}-${index + 1}`.replaceAll('.', '-');
        this.policies.delete(policyKey(account, policyName));
        this.addPolicy({ account, name: policyName, text: JSON.stringify(given) });
        this.attach(role, 'Custom', policyName);
      }
    }
    return role;
  }

  /** @throws ApiError MalformedPolicyDocument.AssumeRolePolicy */
  addRole(given: {
    account: string;
    name: string;
    trust: string;
    description?: string;
    maxSessionSeconds?: number;
    isServiceLinked?: boolean;
  }): Role {
    const {
      account,
      name,
      trust: trustGiven,
      description = '',
      maxSessionSeconds = 3600,
      isServiceLinked = false,
    } = given;
    const trust = readTrust(trustGiven);
    if (!trust) throw new ApiError<RamErrorCode>('MalformedPolicyDocument.AssumeRolePolicy');
    const now = this.world.clock.now();
    const role: Role = {
      ...{ account, name, description, trust, maxSessionSeconds, isServiceLinked, trustText: trustGiven },
      id: this.world.newId('3', 17, 'digits'),
      arn: roleArn(account, isServiceLinked ? name.toLowerCase() : name),
      createdAt: now,
      updatedAt: now,
      attached: new Map(),
    };
    this.roles.set(roleKey(account, name), role);
    return role;
  }

  removeRole({ account, name }: Role): void {
    this.roles.delete(roleKey(account, name));
  }

  role(account: string, name: string): Role | undefined {
    this.showLinked(account);
    return this.roles.get(roleKey(account, name));
  }

  roleByArn(arn: string): Role | undefined {
    const named = readRoleArn(arn);
    return named && this.role(named.account, named.name);
  }

  rolesOf(account: string): Role[] {
    this.showLinked(account);
    return [...this.roles.values()].filter((role) => role.account === account);
  }

  /** Registers a role that a product makes for itself: it is there while the product says so. */
  link(role: ServiceLinkedRole): void {
    this.world.linked.push(role);
  }

  linkedTo(service: string): ServiceLinkedRole | undefined {
    return this.world.linked.find((one) => one.service === service);
  }

  private showLinked(account: string): void {
    for (const { name, service, isGranted } of this.world.linked) {
      const known = this.roles.get(roleKey(account, name));
      if (known && !isGranted()) this.removeRole(known);
      if (known || !isGranted()) continue;
      this.addRole({ account, name, trust: trustText({ services: [service] }), isServiceLinked: true });
    }
  }

  /** @throws ApiError MalformedPolicyDocument */
  addPolicy({
    account,
    name,
    text,
    description = '',
  }: {
    account: string;
    name: string;
    text: string;
    description?: string;
  }): Policy {
    const now = this.world.clock.now();
    const policy: Policy = {
      ...{ name, description, type: 'Custom', createdAt: now, updatedAt: now, defaultVersion: 'v1', nextVersion: 2 },
      versions: [{ id: 'v1', text, document: readStorable(text), createdAt: now }],
    };
    this.policies.set(policyKey(account, name), policy);
    return policy;
  }

  removePolicy(account: string, { name }: Policy): void {
    this.policies.delete(policyKey(account, name));
  }

  policy(account: string, type: PolicyType, name: string): Policy | undefined {
    if (type === 'Custom') return this.policies.get(policyKey(account, name));
    const text = SYSTEM_POLICIES.get(name);
    return text === undefined ? undefined : systemPolicy(name, text);
  }

  policiesOf(account: string): Policy[] {
    const custom = [...this.policies].filter(([key]) => key.startsWith(`${account}/`)).map(([, policy]) => policy);
    return [...custom, ...[...SYSTEM_POLICIES].map(([name, text]) => systemPolicy(name, text))];
  }

  /** @throws Error where there is no such policy */
  attach(grantee: Grantee, type: PolicyType, name: string): void {
    if (!this.policy(grantee.account, type, name)) throw new Error(`there is no ${type} policy ${name}`);
    grantee.attached.set(`${type}/${name}`, { type, name, at: this.world.clock.now() });
  }

  attachedTo(account: string, type: PolicyType, name: string) {
    const has = ({ attached }: Grantee) => attached.has(`${type}/${name}`);
    return {
      roles: this.rolesOf(account).filter(has),
      users: this.people.usersOf(account).filter(has),
      groups: this.people.groupsOfAccount(account).filter(has),
    };
  }
}

function systemPolicy(name: string, text: string): Policy {
  const createdAt = SYSTEM_POLICIES_SINCE;
  return {
    ...{ name, type: 'System', description: '', createdAt, updatedAt: createdAt, defaultVersion: 'v1', nextVersion: 2 },
    versions: [{ id: 'v1', text, document: readStorable(text), createdAt }],
  };
}

const SYSTEM_POLICIES_SINCE = Date.parse('2015-05-01T00:00:00Z');

/** Names are compared without regard to case: the ARN of a service-linked role is written in lower case. */
function roleKey(account: string, name: string): string {
  return `${account}/${name.toLowerCase()}`;
}

function policyKey(account: string, name: string): string {
  return `${account}/${name}`;
}
