import type { AttachedPolicy, RamReader } from '../../shared/cloud/ram.ts';
import { FUNCTION_RESOURCES, type FunctionResource } from '../policies/function-resource.ts';
import { type DeployedAt, policyFor, roleName } from '../policies/policy-documents.ts';
import { differenceOf } from './compare-policies.ts';
import { codeOf, couldNotTell, type Finding, missing, ok, warning } from './finding.ts';

/** Whether each function's role is there, is lent to Function Compute, and may do what the code needs: no less, no more. */
export async function checkRoles(ram: RamReader, at: DeployedAt): Promise<Finding[]> {
  return (await Promise.all(FUNCTION_RESOURCES.map((resource) => checkRole(ram, resource, at)))).flat();
}

export async function checkRole(ram: RamReader, resource: FunctionResource, at: DeployedAt): Promise<Finding[]> {
  const name = roleName(resource, at.prefix);
  const check = `role ${name}`;
  const wayOut = `Create a role ${name} that fc.aliyuncs.com may assume, and attach the policy that \`torii doctor --policies\` prints for it.`;
  try {
    const [role, policies] = await Promise.all([ram.getRole(name), ram.listPoliciesForRole(name)]);
    const documents = await Promise.all(policies.map((policy) => documentOf(ram, policy)));
    return [
      trustsFunctionCompute(role.AssumeRolePolicyDocument)
        ? ok(check, 'is there, and Function Compute may assume it')
        : missing(check, 'does not trust fc.aliyuncs.com', 'Name that service as principal in the trust policy.'),
      comparePolicies(name, at, resource, documents),
    ];
  } catch (error) {
    if (codeOf(error) === 'EntityNotExist.Role') return [missing(check, 'is not there', wayOut)];
    return [couldNotTell(check, error)];
  }
}

async function documentOf(ram: RamReader, policy: AttachedPolicy): Promise<unknown> {
  return parse(await ram.getPolicyDocument(policy));
}

function comparePolicies(name: string, at: DeployedAt, resource: FunctionResource, documents: unknown[]): Finding {
  const check = `policy of ${name}`;
  const difference = differenceOf(policyFor(resource, at), documents);
  const lines = [
    ...difference.missing.map((one) => `lacks ${one}`),
    ...difference.extra.map((one) => `has more than it needs: ${one}`),
  ];
  const replace = 'Replace its policies by the one that `torii doctor --policies` prints.';
  if (difference.missing.length > 0) return missing(check, lines.join('\n'), replace);
  if (lines.length > 0) return warning(check, lines.join('\n'), `It works. ${replace}`);
  return ok(check, 'allows what the code can come to call, and nothing else');
}

function trustsFunctionCompute(text = ''): boolean {
  const { Statement } = Object(parse(text)) as { Statement?: { Effect?: string; Principal?: { Service?: unknown } }[] };
  return (Statement ?? []).some(
    ({ Effect, Principal }) => Effect === 'Allow' && [Principal?.Service].flat().includes('fc.aliyuncs.com'),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
