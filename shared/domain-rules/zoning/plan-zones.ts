import { ADDRESSES_LOW, type Finding, ZONE_LOST } from '../condition.ts';
import type { Declaration, DeclaredVpc } from '../declaration.ts';
import { emptyPlan, type Kept, type Plan } from '../plan.ts';
import type { RefusedLinks } from '../provisioning/input.ts';
import type { VSwitchFact } from '../zones.ts';
import { decideCreation } from './create-vswitch.ts';
import { decideZones, type VSwitchDecision } from './decide-zones.ts';
import { judgeLink } from './judge-link.ts';
import type { ZonesMemory } from './memory.ts';
import type { ObservedZones } from './observation.ts';
import { isForeign, NOT_CHECKED, uncheckedDecision, unreadableDecision, VPC_NOT_READABLE } from './other-accounts.ts';
import { OWNER_TAG, type ZoningStep } from './step.ts';

export interface ZoningInput {
  /** The gateway's own. */
  account: string;
  /** The mark that this gateway's own things carry. */
  owner: string;
  declaration: Declaration;
  deleting: boolean;
  observation: ObservedZones;
  memory: ZonesMemory;
  /** By VPC id: the vSwitch that it is linked through, as gateway-provisioner saw it. */
  linkedThrough: Record<string, string>;
  /** What refused links taught lately (G70). */
  refused: RefusedLinks | undefined;
}

export interface ZoningDecision {
  plan: Plan<ZoningStep>;
  findings: Finding[];
  memory: ZonesMemory;
}

/**
 * The plan of zone-checker: which vSwitch each declared VPC is linked through, whether the linked ones are still good,
 * and a vSwitch to create where none fits and the owner allows it (G27, G70, G71).
 */
export function planZones(input: ZoningInput): ZoningDecision {
  const { declaration, observation, memory } = input;
  const plan = emptyPlan<ZoningStep>();
  const created = createdOnes(input);
  plan.kept.push(...created.flatMap((row) => keptOf(row, input)));
  const remembered = created.length > 0 ? { created: Object.fromEntries(created) } : {};
  if (input.deleting) return { plan, findings: [], memory: { vpcs: {}, ...remembered } };
  const { supportedZones } = observation;
  const { vpcs } = declaration.spec;
  const base = decideZones({
    declaration: { ...declaration, spec: { ...declaration.spec, vpcs: vpcs.filter((vpc) => isRead(vpc, input)) } },
    supportedZones,
    vSwitches: observation.vSwitches,
    before: memory.vpcs,
  });
  if (!supportedZones) {
    const { findings } = decideZones({ declaration, supportedZones, vSwitches: [], before: {} });
    return { plan, findings, memory: { vpcs: {}, ...remembered } };
  }
  const decisions = vpcs.map((vpc) => decideVpc(vpc, base.vpcs[vpc.vpcId], supportedZones, input, plan));
  return {
    plan,
    findings: vpcs.length > 0 ? [{ type: 'ZonesSupported', ...sumUp(decisions) }] : [],
    memory: {
      vpcs: Object.fromEntries(vpcs.map(({ vpcId }, index) => [vpcId, decisions[index] as VSwitchDecision])),
      ...remembered,
    },
  };
}

/** Whether its vSwitches were looked at. */
function isRead(vpc: DeclaredVpc, { account, observation }: ZoningInput): boolean {
  if (isForeign(vpc, account) && vpc.roleArn === undefined) return false;
  return observation.unreadable[vpc.vpcId] === undefined;
}

/** @param base undefined where the VPC was not looked at */
function decideVpc(
  vpc: DeclaredVpc,
  base: VSwitchDecision | undefined,
  supportedZones: string[],
  input: ZoningInput,
  plan: Plan<ZoningStep>,
): VSwitchDecision {
  const { account, owner, observation, memory } = input;
  const { vpcId, createVSwitch: allowed } = vpc;
  const linked = input.linkedThrough[vpcId];
  const unreadable = observation.unreadable[vpcId];
  if (unreadable) return unreadableDecision(vpc, unreadable, account, linked);
  if (!base) return uncheckedDecision(vpc, input.refused, linked);
  const known = observation.vSwitches;
  const { name: gatewayName } = input.declaration.metadata;
  const coming = comingOne(vpc, known, supportedZones);
  const isOurs = coming?.tags[OWNER_TAG] === owner;
  // What comes may fit: nothing is created beside it.
  const { decision: settled, step } =
    allowed && (!coming || isOurs)
      ? decideCreation({
          ...{ vpc, allowed, decision: base, known, supportedZones, gatewayName, owner },
          vpcBlocks: observation.vpcBlocks[vpcId] ?? [],
        })
      : { decision: base, step: undefined };
  const before = memory.vpcs[vpcId];
  const decision = judgeLink({
    ...{ vpc, decision: settled, linked, known, before, owner },
    listedZones: observation.listedZones,
  });
  if (decision.chosen !== undefined) return decision;
  if (coming) {
    const message = `${coming.vSwitchId} of ${vpcId} is Pending`;
    plan.waits.push({
      id: `vswitch-available/${vpcId}`,
      on: 'cloud',
      reason: 'VSwitchPending',
      message,
      typicalSeconds: 4,
    });
  }
  if (step) plan.steps.push(step);
  return decision;
}

/** One that may fit once it is made. */
function comingOne(
  { vpcId }: DeclaredVpc,
  known: readonly VSwitchFact[],
  supportedZones: string[],
): VSwitchFact | undefined {
  return known.find(
    (fact) => fact.vpcId === vpcId && fact.status === 'Pending' && supportedZones.includes(fact.zoneId),
  );
}

function sumUp(decisions: VSwitchDecision[]): Omit<Finding, 'type'> {
  const open = decisions.find(({ chosen }) => chosen === undefined);
  if (open) return { status: 'False', reason: open.reason, message: open.message };
  for (const [reason, status] of WORTH_SAYING) {
    const found = decisions.find((decision) => decision.reason === reason);
    if (found) return { status, reason, message: found.message };
  }
  return { status: 'True', reason: 'Chosen', message: decisions.map(({ message }) => message).join('; ') };
}

/** Though every VPC has its vSwitch; the first one counts. */
const WORTH_SAYING = [
  [VPC_NOT_READABLE, 'Unknown'],
  [ZONE_LOST, 'False'],
  [ADDRESSES_LOW, 'False'],
  [NOT_CHECKED, 'Unknown'],
] as const;

/** vSwitches that Torii created: those that carry the mark, and remembered ones of VPCs that were not looked at. */
function createdOnes({ observation, owner, memory }: ZoningInput): [vpcId: string, vSwitchId: string][] {
  const { vSwitches } = observation;
  const marked = vSwitches.flatMap((fact): [string, string][] =>
    fact.tags[OWNER_TAG] === owner ? [[fact.vpcId, fact.vSwitchId]] : [],
  );
  const unseen = Object.entries(memory.created ?? {}).filter(
    ([vpcId]) => !vSwitches.some((fact) => fact.vpcId === vpcId),
  );
  return [...marked, ...unseen];
}

/** It stays when nobody needs it here any more: it costs nothing, others may have moved in, and only its owner can tell. */
function keptOf([vpcId, vSwitchId]: [string, string], { declaration, deleting }: ZoningInput): Kept[] {
  if (!deleting && declaration.spec.vpcs.some((vpc) => vpc.vpcId === vpcId)) return [];
  const message = `${vSwitchId} of ${vpcId} was created by Torii and stays: it costs nothing, and others may use it; delete it in the VPC console if nobody does`;
  return [{ what: vSwitchId, message }];
}
