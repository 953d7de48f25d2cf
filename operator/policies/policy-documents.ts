import { FUNCTION_RESOURCES, type FunctionResource, type UsedActions } from './function-resource.ts';
import { invocationScope } from './invocations.ts';
import { RAM_PRODUCTS, type Scope } from './ram-scopes.ts';
import { USED_ACTIONS } from './used-actions.ts';

/** A policy as RAM takes it. */
export interface PolicyDocument {
  Version: '1';
  Statement: PolicyStatement[];
}

export interface PolicyStatement {
  Effect: 'Allow' | 'Deny';
  Action: string[];
  Resource: string[];
}

/** Where Torii is deployed; what stands for the placeholders of scopes. */
export interface DeployedAt {
  account: string;
  region: string;
  /** Tablestore instance. Default: torii */
  instance?: string;
  /** Event bus. Default: torii */
  bus?: string;
  /** Bus of what was given up. Default: torii-dead-letters */
  deadLetterBus?: string;
  /** What the names of functions begin with. Default: torii- */
  prefix?: string;
}

/**
 * All that a function's role has to be allowed, and nothing else: the operations that its code can come to call, each on
 * the narrowest resource that is known when it is deployed.
 */
export function policyFor(
  resource: FunctionResource,
  at: DeployedAt,
  used: UsedActions = USED_ACTIONS,
): PolicyDocument {
  const byResources = new Map<string, PolicyStatement>();
  const add = (Effect: PolicyStatement['Effect'], action: string, arns: readonly string[]) => {
    const Resource = arns.map((arn) => fill(arn, at));
    const key = `${Effect} ${Resource.join()}`;
    const statement = byResources.get(key) ?? { Effect, Action: [], Resource };
    statement.Action.push(action);
    byResources.set(key, statement);
  };
  for (const { action, scope } of permissionsOf(resource, used)) {
    add('Allow', action, scope.resources);
    if (scope.except) add('Deny', action, scope.except);
  }
  return { Version: '1', Statement: [...byResources.values()] };
}

/** Who may take a function's role on: Function Compute. */
export const TRUST_DOCUMENT = {
  Version: '1',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: ['fc.aliyuncs.com'] } }],
} as const;

/** `torii-gateway-provisioner`: role and policy of a function have its name. */
export function roleName(resource: FunctionResource, prefix = 'torii-'): string {
  return `${prefix}${resource}`;
}

export interface Permission {
  /** `eas:CreateGateway` */
  action: string;
  scope: Scope;
  /** Which methods of ours call it. */
  calledBy: readonly string[];
}

/** One row for each operation, in the order of their names. */
export function permissionsOf(resource: FunctionResource, used: UsedActions = USED_ACTIONS): Permission[] {
  return Object.entries(used[resource]).map(([operation, calledBy]) => {
    const [product = '', name = ''] = operation.split(':');
    const ram = RAM_PRODUCTS[product];
    if (!ram) throw new Error(`${product} has no name in policies`);
    const scope = operation === 'fc:InvokeFunction' ? invocationScope(resource) : (ram.scopes[name] ?? ram.otherwise);
    return { action: `${ram.code}:${name}`, scope, calledBy };
  });
}

/** An ARN of a scope, for where Torii is deployed. */
export function fill(arn: string, given: DeployedAt): string {
  const { account, region, instance = 'torii', bus = 'torii', deadLetterBus = 'torii-dead-letters', prefix } = given;
  const values: Record<string, string> = {
    ...{ account, region, instance, bus, deadLetterBus },
    prefix: prefix ?? 'torii-',
  };
  return arn.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}

/** What is printed for whoever makes the roles: by role, its policy and its trust. */
export function allPolicies(at: DeployedAt): Record<string, { trust: typeof TRUST_DOCUMENT; policy: PolicyDocument }> {
  return Object.fromEntries(
    FUNCTION_RESOURCES.map((resource) => [
      roleName(resource, at.prefix),
      { trust: TRUST_DOCUMENT, policy: policyFor(resource, at) },
    ]),
  );
}
