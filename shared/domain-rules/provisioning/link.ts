import { type Finding, ZONE_LOST } from '../condition.ts';
import type { DeclaredVpc } from '../declaration.ts';
import type { Plan } from '../plan.ts';
import type { VSwitchDecision } from '../zoning/decide-zones.ts';
import { dnsHolders, wantedDns } from './authoritative-dns.ts';
import type { ProvisioningInput } from './input.ts';
import type { ObservedLink } from './observation.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';
import { unlinkStep } from './unlink.ts';

/** Whether a VPC is linked as declared, and whether its link is made anew, so that list and peers start over. */
export interface LinkTruth extends Omit<Finding, 'type'> {
  anew: boolean;
}

/**
 * The link of one declared VPC. What is there is compared with what zone-checker settled for it (G26, G70, G71).
 *
 * ```
 *  seen                                   steps
 *  no link                                link (vSwitch settled)
 *  linked, another vSwitch is settled     link the new one as well ─▶ running ─▶ unlink the old one
 *    … and a second link is not allowed   unlink ─▶ link                          (an outage, said)
 *  linked, authoritative DNS differs      unlink ─▶ link: there is no other way   (an outage, said)
 * ```
 */
export function planLink(input: ProvisioningInput, vpc: DeclaredVpc, plan: Plan<ProvisioningStep>): LinkTruth {
  const { vpcId } = vpc;
  const rows = input.observation.links.filter((row) => row.vpcId === vpcId);
  const link = rowInUse(rows, input, vpcId);
  if (!link) return newLink(input, vpc, plan);
  const decision = newestDecision(input, vpcId);
  const target = decision?.linked === link.vSwitchId ? decision.chosen : undefined;
  const next = target === link.vSwitchId ? undefined : rows.find(({ vSwitchId }) => vSwitchId === target);
  keepOthers(rows, [link, next], plan);
  if (link.status !== 'Running') {
    const message = `the link of ${vpcId} through ${link.vSwitchId} is ${link.status}`;
    plan.waits.push({ id: runningId(vpcId), on: 'cloud', reason: 'Linking', message, typicalSeconds: 60 });
    return { status: 'False', reason: 'Linking', message, anew: false };
  }
  if (decision && target !== undefined && target !== link.vSwitchId) {
    return planMove(input, vpc, { link, next, target, offered: decision.reason === ZONE_LOST }, plan);
  }
  const dns = wantedDns(input, vpc);
  if (dns !== undefined && dns !== (link.authoritativeDns ?? false)) {
    const why = `${dns ? 'switch on' : 'switch off'} authoritative DNS, which only a new link can`;
    const message = `authoritative DNS of ${vpcId} is ${dns ? 'off' : 'on'}, and ${dns ? 'on' : 'off'} is declared`;
    cutAndLink(input, vpc, { link, vSwitchId: link.vSwitchId, why }, plan);
    return { status: 'False', reason: 'AuthoritativeDnsDiffers', message, anew: true };
  }
  return linked(vpcId, link);
}

/** Of several rows, the one that is taken for the link: the remembered one, the settled one, any. */
export function rowInUse(
  rows: readonly ObservedLink[],
  { memory, zones }: Pick<ProvisioningInput, 'memory' | 'zones'>,
  vpcId: string,
): ObservedLink | undefined {
  const through = (vSwitchId: string | undefined) => rows.find((row) => row.vSwitchId === vSwitchId);
  return through(memory.linkedThrough?.[vpcId]) ?? through(zones[vpcId]?.chosen) ?? rows[0];
}

function linked(vpcId: string, { vSwitchId }: ObservedLink): LinkTruth {
  return { status: 'True', reason: 'Linked', message: `${vpcId} is linked through ${vSwitchId}`, anew: false };
}

function newLink(input: ProvisioningInput, vpc: DeclaredVpc, plan: Plan<ProvisioningStep>): LinkTruth {
  const { vpcId, vSwitches } = vpc;
  const refusal = input.memory.linkRefusals?.[vpcId];
  if (refusal && !refusal.beside) {
    const message = `linking ${vpcId} of account ${vpc.account} was refused: ${refusal.message}`;
    const wayOut = `ask Alibaba Cloud by ticket to open VPCs of other accounts for this gateway, and the owner of account ${vpc.account} to consent; Torii tries again every hour`;
    plan.blocked.push({ what: linkId(vpcId), reason: 'CrossAccountRefused', message, wayOut, rule: 'G27' });
    const wait = { id: `link-allowed/${vpcId}`, on: 'peer', reason: 'CrossAccountRefused', message } as const;
    plan.waits.push({ ...wait, typicalSeconds: 3600 });
    return { status: 'False', reason: 'CrossAccountRefused', message, anew: false };
  }
  const settled = `zones-decided/${vpcId}`;
  const decision = newestDecision(input, vpcId);
  const summary = decision?.chosen
    ? `link ${vpcId}${ofAccount(vpc)} through ${decision.chosen}`
    : `link ${vpcId}${ofAccount(vpc)}; which of ${Array.isArray(vSwitches) ? vSwitches.join(', ') : 'its vSwitches'} is decided once the gateway's supported zones are known${vpc.createVSwitch ? '; where none fits, one is created' : ''}`;
  plan.steps.push(linkStep(input, vpc, { vSwitchId: decision?.chosen, summary, after: [settled] }));
  blockOnForeignDns(input, vpc, plan);
  if (decision?.chosen) {
    return { status: 'False', reason: 'NotLinked', message: `${vpcId} is not linked yet`, anew: false };
  }
  const message = decision ? decision.message : `which vSwitch of ${vpcId} is in a supported zone is not settled yet`;
  const reason = decision ? decision.reason : 'AwaitingZones';
  plan.waits.push({ id: settled, on: 'peer', reason, message, typicalSeconds: 60 });
  if (decision && !decision.creating) {
    const { rule = 'G71', suggestions } = decision;
    const goesOn = rule === 'G71' ? ['The first fitting vSwitch that appears is taken, and it is said.'] : [];
    plan.blocked.push({ what: linkId(vpcId), reason, message, wayOut: [...suggestions, ...goesOn].join(' '), rule });
  }
  return { status: 'False', reason, message, anew: false };
}

/** Make before break, as long as nobody said that a second link of a VPC is not allowed. */
function planMove(
  input: ProvisioningInput,
  vpc: DeclaredVpc,
  move: { link: ObservedLink; next: ObservedLink | undefined; target: string; offered: boolean },
  plan: Plan<ProvisioningStep>,
): LinkTruth {
  const { vpcId } = vpc;
  const { link, next, target, offered } = move;
  const message = `${vpcId} is linked through ${link.vSwitchId}, and is to be linked through ${target}`;
  const truth: LinkTruth = offered
    ? linked(vpcId, link)
    : { status: 'False', reason: 'LinkedThroughAnother', message, anew: false };
  if (!next && input.memory.linkRefusals?.[vpcId]?.beside) {
    const why = `link it through ${target}: a second link beside the first was refused`;
    cutAndLink(input, vpc, { link, vSwitchId: target, why, ...(offered && { offered }) }, plan);
    return { ...truth, anew: true };
  }
  const [making, made] = [`${linkId(vpcId)}/${target}`, `${runningId(vpcId)}/${target}`];
  const mark = offered && !next ? ({ offered: true } as const) : {};
  if (!next) {
    const summary = `link ${vpcId} through ${target} as well, to move it off ${link.vSwitchId}; both are billed until the old link is gone`;
    const step = linkStep(input, vpc, { vSwitchId: target, summary, after: [], beside: true });
    // Nothing is begun that only half of a yes is for.
    plan.steps.push({ ...step, ...mark, id: making, effects: ['bills', 'disrupts'] });
  } else if (next.status !== 'Running') {
    const coming = `the link of ${vpcId} through ${target} is ${next.status}`;
    plan.waits.push({ id: made, on: 'cloud', reason: 'Linking', message: coming, typicalSeconds: 60 });
  }
  plan.steps.push({
    ...unlinkStep(vpcId, link.vSwitchId, ['disrupts']),
    ...mark,
    summary: `unlink ${vpcId} from ${link.vSwitchId} once it is linked through ${target}: connections through the old link are cut`,
    after: [making, made],
  });
  return next ? { status: 'False', reason: 'Moving', message, anew: false } : truth;
}

/** The only way where a link cannot be changed and no second one may stand beside it: with an outage that is said. */
function cutAndLink(
  input: ProvisioningInput,
  vpc: DeclaredVpc,
  { link, vSwitchId, why, offered }: { link: ObservedLink; vSwitchId: string; why: string; offered?: true },
  plan: Plan<ProvisioningStep>,
): void {
  const { vpcId } = vpc;
  const cut = cutId(link);
  const mark = offered ? { offered } : {};
  plan.steps.push({
    ...unlinkStep(vpcId, link.vSwitchId, ['disrupts', 'bills']),
    ...mark,
    id: cut,
    summary: `unlink ${vpcId} to ${why}: callers in it lose the gateway until it is linked again, a minute or more, and then everybody in it is let in until its list is put back`,
    after: [...ON_A_RUNNING_GATEWAY, ...dnsHolders(input, vpcId).map(cutId)],
  });
  const summary = `link ${vpcId}${ofAccount(vpc)} through ${vSwitchId} again`;
  plan.steps.push({ ...linkStep(input, vpc, { vSwitchId, summary, after: [cut] }), ...mark });
  blockOnForeignDns(input, vpc, plan);
}

function linkStep(
  input: ProvisioningInput,
  vpc: DeclaredVpc,
  { vSwitchId, summary, after, beside = false }: LinkOrder,
): Extract<ProvisioningStep, { kind: 'link-vpc' }> {
  const authoritativeDns = wantedDns(input, vpc) ?? false;
  const holders = authoritativeDns ? dnsHolders(input, vpc.vpcId) : [];
  return {
    kind: 'link-vpc',
    id: linkId(vpc.vpcId),
    target: vpc.vpcId,
    summary: authoritativeDns ? `${summary}, with authoritative DNS` : summary,
    after: [
      ...ON_A_RUNNING_GATEWAY,
      ...after,
      ...holders.flatMap((holder) => [
        cutId(holder),
        `unlink-vpc/${holder.vpcId}/${holder.vSwitchId}`,
        dnsFreeId(holder),
      ]),
    ],
    reason: 'NotLinked',
    effects: ['bills'],
    terms: vSwitchId === undefined ? 'open' : [`link ${vpc.vpcId} through ${vSwitchId}`],
    repeatable: false,
    vpcId: vpc.vpcId,
    vSwitchId,
    account: vpc.account,
    authoritativeDns,
    beside,
  };
}

interface LinkOrder {
  vSwitchId: string | undefined;
  summary: string;
  after: string[];
  beside?: boolean;
}

/** A link that is not ours keeps authoritative DNS: it is not taken from it. */
function blockOnForeignDns(input: ProvisioningInput, vpc: DeclaredVpc, plan: Plan<ProvisioningStep>): void {
  if (wantedDns(input, vpc) !== true) return;
  const declared = input.declaration.spec.vpcs.map(({ vpcId }) => vpcId);
  const theirs = dnsHolders(input, vpc.vpcId).find(
    ({ vpcId }) => !declared.includes(vpcId) && !input.memory.links.includes(vpcId),
  );
  if (!theirs) return;
  const reason = 'AuthoritativeDnsElsewhere';
  const message = `authoritative DNS is on for ${theirs.vpcId}, which somebody else linked, and only one VPC of a gateway can have it`;
  const wayOut = `declare ${theirs.vpcId} too, or unlink it yourself, or leave authoritativeDns out`;
  plan.blocked.push({ what: linkId(vpc.vpcId), reason, message, wayOut, rule: 'G28' });
  plan.waits.push({ id: dnsFreeId(theirs), on: 'peer', reason, message, typicalSeconds: 300 });
}

/** A decision for a vSwitch that was refused since is older than the refusal: zone-checker is asked again. */
function newestDecision({ zones, memory }: ProvisioningInput, vpcId: string): VSwitchDecision | undefined {
  const decision = zones[vpcId];
  return decision?.chosen && memory.refused?.vSwitchIds.includes(decision.chosen) ? undefined : decision;
}

function keepOthers(
  rows: readonly ObservedLink[],
  meant: (ObservedLink | undefined)[],
  plan: Plan<ProvisioningStep>,
): void {
  for (const { vpcId, vSwitchId } of rows.filter((row) => !meant.includes(row))) {
    const message = `${vpcId} is also linked through ${vSwitchId}, by somebody else; that link stays`;
    plan.kept.push({ what: `${vpcId}/${vSwitchId}`, message });
  }
}

const linkId = (vpcId: string) => `link-vpc/${vpcId}`;
const runningId = (vpcId: string) => `link-running/${vpcId}`;
const cutId = ({ vpcId, vSwitchId }: ObservedLink) => `cut-link/${vpcId}/${vSwitchId}`;
const dnsFreeId = ({ vpcId }: ObservedLink) => `dns-free/${vpcId}`;

function ofAccount({ account }: DeclaredVpc): string {
  return account === undefined ? '' : ` of account ${account}`;
}
