import { EVERYONE } from '../allowlist.ts';
import type { Finding } from '../condition.ts';
import type { DeclaredVpc } from '../declaration.ts';
import { emptyPlan, mergePlans, type Plan } from '../plan.ts';
import { addWithinThreshold } from '../safety-threshold.ts';
import { allowlistSteps } from './allowlist-steps.ts';
import type { ProvisioningInput } from './input.ts';
import { type LinkTruth, planLink } from './link.ts';
import { planPeers } from './peers.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';
import { unlinkStep } from './unlink.ts';

type Truth = Omit<Finding, 'type'>;

interface VpcPart {
  plan: Plan<ProvisioningStep>;
  network: Truth[];
  allowlist: Truth;
}

/** Private access: each declared VPC linked through a vSwitch in a supported zone (G26, G70), with its list (G29). */
export function planVpcs(input: ProvisioningInput): {
  plan: Plan<ProvisioningStep>;
  network: Truth[];
  allowlist: Truth[];
} {
  const parts = input.declaration.spec.vpcs.map((vpc) => planVpc(input, vpc));
  const undeclared = planUndeclared(input);
  return {
    plan: mergePlans(...parts.map(({ plan }) => plan), undeclared),
    network: [
      ...parts.flatMap(({ network }) => network),
      ...undeclared.blocked.map(({ reason, message }): Truth => ({ status: 'False', reason, message })),
    ],
    allowlist: parts.map(({ allowlist }) => allowlist),
  };
}

function planVpc(input: ProvisioningInput, vpc: DeclaredVpc): VpcPart {
  const plan = emptyPlan<ProvisioningStep>();
  const { anew, ...link } = planLink(input, vpc, plan);
  const allowlist = planList(input, vpc, plan, { ...link, anew });
  const peers = planPeers(input, vpc, plan, anew);
  return { plan, network: [link, ...(vpc.peers || peers.status !== 'True' ? [peers] : [])], allowlist };
}

function planList(
  { observation, forced }: ProvisioningInput,
  { vpcId, allow }: DeclaredVpc,
  plan: Plan<ProvisioningStep>,
  { reason, anew }: LinkTruth,
): Truth {
  if (!allow) return { status: 'True', reason: 'VendorDefault', message: `${vpcId} keeps the default list` };
  const linked = WORKING.includes(reason);
  // A new link starts with 0.0.0.0/0 (G29): from there the declared entries widen nothing, and the default goes last.
  const { steps, blocked } = allowlistSteps({
    vpcId,
    current: anew ? [EVERYONE] : (observation.vpcAllowlists[vpcId] ?? (linked ? [] : [EVERYONE])),
    wanted: allow,
    limit: undefined,
    after: [...ON_A_RUNNING_GATEWAY, `link-vpc/${vpcId}`, `link-running/${vpcId}`],
    forced,
  });
  plan.steps.push(...steps);
  plan.blocked.push(...blocked);
  return linked && steps.length === 0 && blocked.length === 0
    ? { status: 'True', reason: 'AsDeclared', message: `the list of ${vpcId} is as declared` }
    : { status: 'False', reason: 'VpcListDiffers', message: `the list of ${vpcId} is not as declared yet` };
}

/** A link that is to move works until the new one does. */
const WORKING = ['Linked', 'LinkedThroughAnother', 'Moving'];

/** Links that nobody declared: ours are taken away when agreed to (G30), others' stay. */
function planUndeclared({ declaration, observation, memory, forced = [] }: ProvisioningInput): Plan<ProvisioningStep> {
  const declared = new Set(declaration.spec.vpcs.map(({ vpcId }) => vpcId));
  const plan = emptyPlan<ProvisioningStep>();
  const ours: ProvisioningStep[] = [];
  for (const { vpcId, vSwitchId } of observation.links.filter((link) => !declared.has(link.vpcId))) {
    if (memory.links.includes(vpcId)) ours.push(unlinkStep(vpcId, vSwitchId, ['disrupts']));
    else plan.kept.push({ what: vpcId, message: `${vpcId} was linked by somebody else and stays` });
  }
  addWithinThreshold(plan, {
    set: 'links',
    entries: 'linked VPCs of the gateway',
    touched: { existing: observation.links.length, updated: 0, removed: ours.length },
    steps: ours,
    touches: ours.map(({ id }) => id),
    forced,
    rule: 'G30',
  });
  return plan;
}
