import { holds, type RequestContext } from './conditions.ts';
import {
  type Condition,
  isEffect,
  isObject,
  parseJson,
  readConditions,
  readTexts,
  type Statement,
} from './policy-document.ts';
import { matchesAction } from './wildcard.ts';

/** Who wants to take a role on. */
export type Principal =
  | { readonly service: string }
  /** A RAM user or role of an account. */
  | { readonly account: string; readonly arn: string };

/** `AssumeRolePolicyDocument` of a role. */
export interface TrustDocument {
  readonly statements: readonly TrustStatement[];
}

interface TrustStatement {
  readonly effect: Statement['effect'];
  readonly actions: readonly string[];
  readonly services: readonly string[];
  /** `acs:ram::<account>:root`, or one role or user of it. */
  readonly identities: readonly string[];
  readonly conditions: readonly Condition[];
}

/** Reads the text of a trust policy; undefined where it is none. */
export function readTrust(text: string): TrustDocument | undefined {
  const value = parseJson(text);
  if (!isObject(value) || value.Version !== '1' || !Array.isArray(value.Statement)) return undefined;
  const statements = value.Statement.map(readStatement).filter((one) => one !== undefined);
  return statements.length > 0 && statements.length === value.Statement.length ? { statements } : undefined;
}

function readStatement(value: unknown): TrustStatement | undefined {
  if (!isObject(value) || !isEffect(value.Effect) || !isObject(value.Principal)) return undefined;
  const actions = readTexts(value.Action);
  const { Service, RAM, Federated } = value.Principal;
  const services = Service === undefined ? [] : readTexts(Service);
  const identities = RAM === undefined ? [] : readTexts(RAM);
  const conditions = readConditions(value.Condition);
  if (!actions || !services || !identities || !conditions) return undefined;
  if (services.length + identities.length === 0 && Federated === undefined) return undefined;
  if (!identities.every((one) => IDENTITY.test(one))) return undefined;
  return { effect: value.Effect, actions, services, identities, conditions };
}

const IDENTITY = /^acs:ram::(\d+|\*):(root|role\/[\w.*-]+|user\/[\w.@*-]+)$/;

export function trusts({ statements }: TrustDocument, principal: Principal, context: RequestContext = {}): boolean {
  const effects = statements
    .filter(
      ({ actions, conditions, ...who }) =>
        actions.some((pattern) => matchesAction(pattern, 'sts:AssumeRole')) &&
        isAmong(who, principal) &&
        conditions.every((condition) => holds(condition, context)),
    )
    .map(({ effect }) => effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function isAmong(
  { services, identities }: Pick<TrustStatement, 'services' | 'identities'>,
  principal: Principal,
): boolean {
  if ('service' in principal) return services.includes(principal.service);
  // `root` stands for every user and role of the account.
  return identities.some((one) => one === `acs:ram::${principal.account}:root` || one === principal.arn);
}

/** The trust policy that the console writes. */
export function trustText({
  services = [],
  accounts = [],
}: {
  services?: readonly string[];
  accounts?: readonly string[];
}) {
  const Principal = {
    ...(services.length > 0 && { Service: services }),
    ...(accounts.length > 0 && { RAM: accounts.map((account) => `acs:ram::${account}:root`) }),
  };
  return JSON.stringify({ Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal }], Version: '1' });
}
