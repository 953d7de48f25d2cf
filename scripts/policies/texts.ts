import {
  FUNCTION_RESOURCES,
  type FunctionResource,
  type UsedActions,
} from '../../operator/policies/function-resource.ts';
import { fill, permissionsOf, policyFor, roleName, TRUST_DOCUMENT } from '../../operator/policies/policy-documents.ts';

/** `${account}`: stands for itself, whoever deploys fills it in. */
const hole = (name: string) => `$\{${name}}`;

const PLACEHOLDERS = {
  account: hole('account'),
  region: hole('region'),
  instance: hole('instance'),
  bus: hole('bus'),
  deadLetterBus: hole('deadLetterBus'),
  prefix: hole('prefix'),
};

export function policyText(resource: FunctionResource, used: UsedActions): string {
  return `${JSON.stringify(policyFor(resource, PLACEHOLDERS, used), null, 2)}\n`;
}

export function readmeText(used: UsedActions): string {
  return [
    '# What each function may do',
    '',
    '<!-- Generated from the code by npm run write:policies. -->',
    '',
    'Each function has a role of its own, and each role the one policy below: the operations that the code of the function',
    'can come to call, found by following it from its handler on, each on the narrowest resource that is known before',
    'anything is declared. Nothing here is written by hand but how products are named in policies and which resources they',
    'know (`operator/policies/ram-scopes.ts`). The local cloud enforces the same documents.',
    '',
    '`torii doctor --policies` prints them filled in for an account; `torii doctor` compares them with those that are there.',
    `In the files ${Object.values(PLACEHOLDERS).join(', ')} stand`,
    `for where Torii is deployed. Every role trusts Function Compute: \`${JSON.stringify(TRUST_DOCUMENT)}\`.`,
    ...FUNCTION_RESOURCES.flatMap((resource) => [
      '',
      `## ${roleName(resource)}`,
      '',
      `[${resource}.json](${resource}.json)`,
      '',
      '| action | called by | resources | why no narrower |',
      '| --- | --- | --- | --- |',
      ...permissionsOf(resource, used).map(
        ({ action, calledBy, scope }) =>
          `| ${action} | ${calledBy.join('<br>')} | ${[...scope.resources.map(shown), ...(scope.except ?? []).map((arn) => `not ${shown(arn)}`)].join('<br>')} | ${scope.because} |`,
      ),
    ]),
    '',
  ].join('\n');
}

function shown(arn: string): string {
  return `\`${fill(arn, PLACEHOLDERS)}\``;
}

export function usedActionsText(used: UsedActions): string {
  return [
    "import type { UsedActions } from './function-resource.ts';",
    '',
    '/** Generated from the code by npm run write:policies: by operation, what of ours calls it. */',
    'export const USED_ACTIONS: UsedActions = {',
    ...FUNCTION_RESOURCES.flatMap((resource) => [
      `  '${resource}': {`,
      ...Object.entries(used[resource]).map(([operation, callers]) => `    '${operation}': ${list(callers)},`),
      '  },',
    ]),
    '};',
    '',
  ].join('\n');
}

/** As the formatter leaves it: all here are short enough for one line. */
function list(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text}'`).join(', ')}]`;
}
