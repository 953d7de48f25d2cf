import { holds, type RequestContext } from './conditions.ts';
import type { PolicyDocument, Statement } from './policy-document.ts';
import { matchesAction, matchesResource } from './wildcard.ts';

export interface AccessRequest {
  /** `eas:CreateGateway` */
  readonly action: string;
  /** ARN, or `*` where the action knows none. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** Denied by default; what a policy allows is allowed, unless one denies it. Source: RAM, "Policy evaluation". */
export type Verdict = 'Allow' | 'ImplicitDeny' | 'ExplicitDeny';

export function evaluate(policies: readonly PolicyDocument[], request: AccessRequest): Verdict {
  const effects = policies
    .flatMap(({ statements }) => statements)
    .filter((statement) => speaksOf(statement, request))
    .map(({ effect }) => effect);
  if (effects.includes('Deny')) return 'ExplicitDeny';
  return effects.includes('Allow') ? 'Allow' : 'ImplicitDeny';
}

function speaksOf(
  { actions, resources, conditions }: Statement,
  { action, resource, context }: AccessRequest,
): boolean {
  return (
    actions.patterns.some((pattern) => matchesAction(pattern, action)) !== actions.except &&
    resources.patterns.some((pattern) => matchesResource(pattern, resource)) !== resources.except &&
    conditions.every((condition) => holds(condition, context))
  );
}
