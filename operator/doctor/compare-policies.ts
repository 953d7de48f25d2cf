import type { PolicyDocument } from '../policies/policy-documents.ts';

/** What a role may do beside what it should, each as `eas:CreateGateway on acs:eas:*:1:gateway/*`. */
export interface PolicyDifference {
  missing: string[];
  extra: string[];
}

/**
 * Compares permissions and denials, not texts: how statements are cut and sorted does not matter. What a policy means with
 * conditions, or by leaving something out (NotAction, NotResource) is shown as it is, as extra.
 */
export function differenceOf(wanted: PolicyDocument, found: readonly unknown[]): PolicyDifference {
  const should = new Set(permissionsIn(wanted));
  const may = new Set(found.flatMap(permissionsIn));
  return {
    missing: [...should].filter((one) => !may.has(one)),
    extra: [...may].filter((one) => !should.has(one)),
  };
}

function permissionsIn(document: unknown): string[] {
  const { Statement } = Object(document) as { Statement?: unknown };
  if (!Array.isArray(Statement)) return ['a policy that cannot be read'];
  return Statement.flatMap((statement: Record<string, unknown>) => {
    const { Effect, Action, Resource, ...rest } = statement;
    const isPlain =
      (Effect === 'Allow' || Effect === 'Deny') &&
      Action !== undefined &&
      Resource !== undefined &&
      Object.keys(rest).length === 0;
    const denial = Effect === 'Deny' ? 'a denial of ' : '';
    if (!isPlain) return [JSON.stringify(statement)];
    return [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => `${denial}${action} on ${resource}`));
  });
}
