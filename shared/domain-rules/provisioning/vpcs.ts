import { EVERYONE } from '../allowlist.ts';
import type { Finding } from '../condition.ts';
import type { Declaration } from '../declaration.ts';
import { emptyPlan, mergePlans, type Plan } from '../plan.ts';
import { addWithinThreshold } from '../safety-threshold.ts';
import type { VSwitchDecision } from '../zoning/decide-zones.ts';
import { allowlistSteps } from './allowlist-steps.ts';
import type { ProvisioningInput } from './input.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';

type DeclaredVpc = Declaration['spec']['vpcs'][number];
type Truth = Omit<Finding, 'type'>;

interface VpcPart {
  plan: Plan<ProvisioningStep>;
  network: Truth;
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
      ...parts.map(({ network }) => network),
      ...undeclared.blocked.map(({ reason, message }): Truth => ({ status: 'False', reason, message })),
    ],
    allowlist: parts.map(({ allowlist }) => allowlist),
  };
}

function planVpc(input: ProvisioningInput, vpc: DeclaredVpc): VpcPart {
  const plan = emptyPlan<ProvisioningStep>();
  const network = planLink(input, vpc, plan);
  return { plan, network, allowlist: planList(input, vpc, plan, network.status === 'True') };
}

function planLink(input: ProvisioningInput, { vpcId, vSwitches }: DeclaredVpc, plan: Plan<ProvisioningStep>): Truth {
  const link = input.observation.links.find((row) => row.vpcId === vpcId);
  if (link?.status === 'Running') {
    return { status: 'True', reason: 'Linked', message: `${vpcId} is linked through ${link.vSwitchId}` };
  }
  const running = `link-running/${vpcId}`;
  if (link) {
    const message = `the link of ${vpcId} through ${link.vSwitchId} is ${link.status}`;
    plan.waits.push({ id: running, on: 'cloud', reason: 'Linking', message, typicalSeconds: 60 });
    return { status: 'False', reason: 'Linking', message };
  }
  const settled = `zones-decided/${vpcId}`;
  const decision = newestDecision(input, vpcId);
  plan.steps.push({
    kind: 'link-vpc',
    id: `link-vpc/${vpcId}`,
    target: vpcId,
    summary: decision?.chosen
      ? `link ${vpcId} through ${decision.chosen}`
      : `link ${vpcId}; which of ${Array.isArray(vSwitches) ? vSwitches.join(', ') : 'its vSwitches'} is decided once the gateway's supported zones are known`,
    reason: 'NotLinked',
    after: [...ON_A_RUNNING_GATEWAY, settled],
    effects: ['bills'],
    terms: decision?.chosen ? [`link ${vpcId} through ${decision.chosen}`] : 'open',
    repeatable: false,
    vpcId,
    vSwitchId: decision?.chosen,
  });
  if (decision?.chosen) return { status: 'False', reason: 'NotLinked', message: `${vpcId} is not linked yet` };
  const message = decision ? decision.message : `which vSwitch of ${vpcId} is in a supported zone is not settled yet`;
  const reason = decision ? decision.reason : 'AwaitingZones';
  plan.waits.push({ id: settled, on: 'peer', reason, message, typicalSeconds: 60 });
  if (decision) {
    const wayOut = [...decision.suggestions, 'The first fitting vSwitch that appears is taken, and it is said.'].join(
      ' ',
    );
    plan.blocked.push({ what: `link-vpc/${vpcId}`, reason, message, wayOut, rule: 'G71' });
  }
  return { status: 'False', reason, message };
}

/** A decision for a vSwitch that was refused since is older than the refusal: zone-checker is asked again. */
function newestDecision({ zones, memory }: ProvisioningInput, vpcId: string): VSwitchDecision | undefined {
  const decision = zones[vpcId];
  return decision?.chosen && memory.refused?.vSwitchIds.includes(decision.chosen) ? undefined : decision;
}

function planList(
  { observation, forced }: ProvisioningInput,
  { vpcId, allow }: DeclaredVpc,
  plan: Plan<ProvisioningStep>,
  linked: boolean,
): Truth {
  if (!allow) return { status: 'True', reason: 'VendorDefault', message: `${vpcId} keeps the default list` };
  // A new link starts with 0.0.0.0/0 (G29): from there the declared entries widen nothing, and the default goes last.
  const { steps, blocked } = allowlistSteps({
    vpcId,
    current: observation.vpcAllowlists[vpcId] ?? (linked ? [] : [EVERYONE]),
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

export function unlinkStep(vpcId: string, vSwitchId: string, effects: ProvisioningStep['effects']): ProvisioningStep {
  return {
    kind: 'unlink-vpc',
    id: `unlink-vpc/${vpcId}/${vSwitchId}`,
    target: vpcId,
    summary: `unlink ${vpcId}: callers in it lose the gateway`,
    reason: 'LinkNotDeclared',
    after: [],
    effects,
    repeatable: true,
    vpcId,
    vSwitchId,
  };
}
