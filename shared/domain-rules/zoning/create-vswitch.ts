import type { DeclaredVpc, NewVSwitch } from '../declaration.ts';
import { chooseBlock } from '../vswitch-block.ts';
import { skipOf, type VSwitchFact } from '../zones.ts';
import type { VSwitchDecision } from './decide-zones.ts';
import { CREATE_VSWITCH, OWNER_TAG, type ZoningStep } from './step.ts';

export interface CreationQuestion {
  vpc: DeclaredVpc;
  /** What the owner allows. */
  allowed: NewVSwitch;
  decision: VSwitchDecision;
  known: readonly VSwitchFact[];
  supportedZones: readonly string[];
  vpcBlocks: readonly string[];
  gatewayName: string;
  owner: string;
}

export interface Creation {
  decision: VSwitchDecision;
  step?: ZoningStep;
}

/**
 * Where no vSwitch fits and the owner allows it: one that was created before, or a new one in a supported zone (G71).
 * One is created in a VPC, not one after the other: where it does not fit any more, the owner is asked.
 */
export function decideCreation(question: CreationQuestion): Creation {
  const { vpc, decision, known, supportedZones, owner, allowed } = question;
  const { vpcId } = vpc;
  const ours = known.find((fact) => fact.vpcId === vpcId && fact.tags[OWNER_TAG] === owner);
  if (ours && !skipOf(ours.vSwitchId, { known, vpcId, supportedZones })) {
    if (decision.chosen !== undefined && decision.chosen !== ours.vSwitchId) return { decision };
    const message = `${vpcId} is linked through ${ours.vSwitchId}, which Torii created because none of the others fits`;
    return { decision: { ...decision, chosen: ours.vSwitchId, reason: 'Created', message, suggestions: [] } };
  }
  if (decision.chosen !== undefined) return { decision };
  if (ours?.status === 'Pending') return { decision: creating(decision, `${ours.vSwitchId} is being created`) };
  if (ours) return { decision };
  const zones = supportedZones.filter((zone) => isWanted(zone, vpc));
  const zoneId = allowed.zone === undefined ? zones[0] : zones.find((zone) => zone === allowed.zone);
  if (zoneId === undefined) {
    const wanted = allowed.zone ?? 'the declared zones';
    const suggestion = `A vSwitch may be created, but not in ${wanted}: this gateway supports ${supportedZones.join(', ') || 'no zone'}.`;
    return { decision: { ...decision, suggestions: [suggestion, ...decision.suggestions] } };
  }
  const taken = known.flatMap((fact) => (fact.vpcId === vpcId && fact.cidrBlock ? [fact.cidrBlock] : []));
  const block = chooseBlock(question.vpcBlocks, taken, allowed.cidrBlock);
  if (block.cidrBlock === undefined) {
    const suggestions = [block.wayOut, ...decision.suggestions];
    const message = `${decision.message} A vSwitch may be created, but ${block.message}.`;
    return { decision: { ...decision, reason: block.reason, message, suggestions } };
  }
  const { cidrBlock } = block;
  const step: ZoningStep = {
    kind: 'create-vswitch',
    id: `${CREATE_VSWITCH}${vpcId}`,
    target: vpcId,
    summary: `create a vSwitch of ${vpcId} in zone ${zoneId} with ${cidrBlock} (${block.message}); it costs nothing and stays when the gateway goes`,
    after: [],
    effects: [],
    // Looked for by its tag after a lost answer.
    repeatable: false,
    vpcId,
    zoneId,
    cidrBlock,
    name: `torii-${question.gatewayName}`,
    owner,
  };
  return { decision: creating(decision, `a vSwitch is created in zone ${zoneId} with ${cidrBlock}`), step };
}

function creating(decision: VSwitchDecision, what: string): VSwitchDecision {
  const message = `${decision.message} ${what}, as createVSwitch allows.`;
  return { ...decision, creating: true, reason: 'CreatingVSwitch', message, suggestions: [] };
}

/** A filter of zones holds for a new vSwitch as well. */
function isWanted(zone: string, { vSwitches }: DeclaredVpc): boolean {
  return Array.isArray(vSwitches) || (vSwitches.auto.zones?.includes(zone) ?? true);
}
