import { isDeepStrictEqual } from 'node:util';
import type { RamReader, RamRole } from '../../shared/cloud/ram.ts';
import type { RamWriter } from '../../shared/cloud/ram-writer.ts';
import { differenceOf } from '../doctor/compare-policies.ts';
import { codeOf } from '../doctor/finding.ts';
import { checkRole } from '../doctor/roles.ts';
import { FUNCTION_RESOURCES, type FunctionResource } from '../policies/function-resource.ts';
import { type DeployedAt, policyFor, roleName, TRUST_DOCUMENT } from '../policies/policy-documents.ts';
import { asItShouldBe, changed, type InitStep, left, made } from './init-step.ts';

export interface RoleMeans {
  read: RamReader;
  write: RamWriter;
  at: Required<DeployedAt>;
  dryRun: boolean;
}

/** The mark: a role or policy whose description does not begin with it is somebody else's. */
const MARK = 'Made by torii init: ';

/** Of each function a role, a policy of the same name, and the one attached to the other. */
export async function ensureRoles(means: RoleMeans): Promise<InitStep[]> {
  const steps: InitStep[] = [];
  // One after the other: RAM counts calls, and lines come in an order that people can follow.
  for (const resource of FUNCTION_RESOURCES) steps.push(...(await ensureRole(means, resource)));
  return steps;
}

async function ensureRole(means: RoleMeans, resource: FunctionResource): Promise<InitStep[]> {
  const { read, write, at, dryRun } = means;
  const name = roleName(resource, at.prefix);
  const description = `${MARK}what the function ${name} may do`;
  const role = await ifThere(read.getRole(name), 'EntityNotExist.Role');
  if (role && !isOurs(role.Description)) return [await foreignRole(means, resource, name)];

  const steps = [await ensureTrust(means, name, role, description)];
  const policy = await ensurePolicy(means, name, policyFor(resource, at), description);
  steps.push(policy);
  if (policy.did === 'left') return steps;
  const attached = role ? await read.listPoliciesForRole(name) : [];
  const isAttached = attached.some(({ PolicyName, PolicyType }) => PolicyType === 'Custom' && PolicyName === name);
  if (!isAttached && !dryRun) await write.attachPolicy(name, name);
  const what = `policy ${name} on its role`;
  steps.push(isAttached ? asItShouldBe(what) : made(what));
  return steps;
}

async function ensureTrust(
  { write, dryRun }: RoleMeans,
  name: string,
  role: RamRole | undefined,
  description: string,
): Promise<InitStep> {
  const what = `role ${name}`;
  if (!role) {
    if (!dryRun) await write.createRole({ name, trust: TRUST_DOCUMENT, description });
    return made(what);
  }
  if (isDeepStrictEqual(parse(role.AssumeRolePolicyDocument), TRUST_DOCUMENT)) return asItShouldBe(what);
  if (!dryRun) await write.updateTrust(name, TRUST_DOCUMENT);
  return changed(what, 'Function Compute, and nobody else, may take it on');
}

async function ensurePolicy(
  { read, write, dryRun }: RoleMeans,
  name: string,
  document: ReturnType<typeof policyFor>,
  description: string,
): Promise<InitStep> {
  const what = `policy ${name}`;
  const stands = await write.policyDescription(name);
  if (stands === undefined) {
    if (!dryRun) await write.createPolicy({ name, document, description });
    return made(what);
  }
  if (!isOurs(stands)) {
    return left(what, 'is there, and not made by torii init', `Delete it, or begin its description with "${MARK}".`);
  }
  const found = parse(await read.getPolicyDocument({ PolicyName: name, PolicyType: 'Custom' }));
  const { missing, extra } = differenceOf(document, [found]);
  if (missing.length + extra.length === 0) return asItShouldBe(what);
  if (!dryRun) await write.replacePolicy(name, document);
  return changed(what, `${missing.length} permissions more, ${extra.length} less`);
}

/** A role that its owner made themselves may be good all the same. */
async function foreignRole({ read, at }: RoleMeans, resource: FunctionResource, name: string): Promise<InitStep> {
  const what = `role ${name}`;
  const findings = await checkRole(read, resource, at);
  const lacking = findings.filter(({ level }) => level === 'missing');
  if (lacking.length === 0) return asItShouldBe(what, 'made by somebody else, and left to them');
  const says = ['made by somebody else, and not what Torii needs:', ...lacking.map((finding) => finding.says)].join(
    '\n',
  );
  return left(what, says, `Delete it, or begin its description with "${MARK}": then torii init keeps it.`);
}

function isOurs(description: string | undefined): boolean {
  return description?.startsWith(MARK) ?? false;
}

async function ifThere<T>(answer: Promise<T>, absent: string): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (codeOf(error) === absent) return undefined;
    throw error;
  }
}

function parse(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
