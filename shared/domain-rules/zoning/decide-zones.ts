import { chooseAutomatically } from '../automatic-vswitch.ts';
import type { Finding } from '../condition.ts';
import type { Declaration, DeclaredVpc, VSwitchFilter } from '../declaration.ts';
import { chooseVSwitch, type Skip, type VSwitchFact, type VSwitchQuestion } from '../zones.ts';

/** What was settled for one VPC: the vSwitch to link it through, or why there is none. */
export interface VSwitchDecision {
  chosen: string | undefined;
  skipped: Skip[];
  reason: string;
  message: string;
  /** What the owner can do about it, a sentence each. */
  suggestions: string[];
  /** The vSwitches that the VPC had when none fitted: one that is not among them has appeared since. Undefined while one fits. */
  presentWhenBlocked: string[] | undefined;
  /** The vSwitch that the VPC was linked through when this was decided: a decision for another link moves nothing. */
  linked?: string | undefined;
  /** The vSwitch that was taken though the owner did not name it: it appeared since none fitted, or Torii created it. */
  taken?: string | undefined;
  /** None fits, and one is on its way. */
  creating?: true | undefined;
  /** The gateway rule it is a matter of; G71 unless said. */
  rule?: string | undefined;
}

export interface ZonesInput {
  declaration: Declaration;
  /** As the gateway lists them and no refused link denied (G70); undefined until the gateway has an id. */
  supportedZones: string[] | undefined;
  vSwitches: VSwitchFact[];
  /** What was settled before, by VPC id. */
  before: Record<string, VSwitchDecision>;
}

/**
 * Which vSwitch each declared VPC is linked through (G70, G71): the owner's order, the first that fits. Where none fits
 * the others of the VPC are only suggested; one that appears after that is the owner's answer and is taken. Where the
 * owner left the choice to Torii, it is among all that the filter lets through.
 */
export function decideZones({ declaration, supportedZones, vSwitches, before }: ZonesInput): {
  vpcs: Record<string, VSwitchDecision>;
  findings: Finding[];
} {
  const { vpcs: declared } = declaration.spec;
  if (declared.length === 0) return { vpcs: {}, findings: [] };
  if (!supportedZones) {
    const message = 'the supported zones are known once the gateway has an id';
    return {
      vpcs: {},
      findings: [{ type: 'ZonesSupported', status: 'Unknown', reason: 'GatewayNotCreated', message }],
    };
  }
  const decisions = declared.map((vpc) => decideVpc(vpc, supportedZones, vSwitches, before[vpc.vpcId]));
  const open = decisions.find(({ chosen }) => chosen === undefined);
  const message = open ? open.message : decisions.map((decision) => decision.message).join('; ');
  return {
    vpcs: Object.fromEntries(declared.map(({ vpcId }, index) => [vpcId, decisions[index] as VSwitchDecision])),
    findings: [
      open
        ? { type: 'ZonesSupported', status: 'False', reason: open.reason, message }
        : { type: 'ZonesSupported', status: 'True', reason: 'Chosen', message },
    ],
  };
}

function decideVpc(
  { vpcId, vSwitches }: DeclaredVpc,
  supportedZones: string[],
  known: VSwitchFact[],
  before: VSwitchDecision | undefined,
): VSwitchDecision {
  const question = { vpcId, supportedZones, known };
  return Array.isArray(vSwitches)
    ? decideByPreference(vSwitches, question, before)
    : decideAutomatically(vSwitches.auto, question, before);
}

type Question = Pick<VSwitchQuestion, 'vpcId' | 'supportedZones' | 'known'>;

/** The owner named none, so each vSwitch that the filter lets through is the owner's answer already. */
function decideAutomatically(
  filter: VSwitchFilter,
  question: Question,
  before: VSwitchDecision | undefined,
): VSwitchDecision {
  const { vpcId } = question;
  const choice = chooseAutomatically({ ...question, filter, before: before?.chosen });
  const { chosen, reason, message, skipped } = choice;
  const suggestions = choice.reason === 'NoVSwitchFits' ? choice.suggestions : [];
  return {
    chosen,
    reason,
    skipped,
    message: chosen === undefined ? message : `${vpcId} is linked through ${message}`,
    suggestions: suggestions.map((suggestion) => suggestion.message),
    presentWhenBlocked: undefined,
  };
}

function decideByPreference(
  candidates: string[],
  question: Question,
  before: VSwitchDecision | undefined,
): VSwitchDecision {
  const { vpcId, known } = question;
  const choice = chooseVSwitch({ candidates, ...question });
  if (choice.chosen !== undefined) {
    const { chosen, reason, skipped } = choice;
    return {
      chosen,
      reason,
      skipped,
      message: linked(vpcId, chosen, skipped),
      suggestions: [],
      presentWhenBlocked: undefined,
    };
  }
  const ofVpc = known.filter((fact) => fact.vpcId === vpcId).map(({ vSwitchId }) => vSwitchId);
  const present = before?.presentWhenBlocked ?? ofVpc;
  const appeared = ofVpc.filter((vSwitchId) => !present.includes(vSwitchId));
  const newcomer = chooseVSwitch({ candidates: appeared, ...question });
  if (newcomer.chosen !== undefined) {
    const { chosen } = newcomer;
    const message = `${vpcId} is linked through ${chosen}, which appeared after none of the declared ones fitted (${choice.message})`;
    return {
      chosen,
      reason: 'AppearedSince',
      skipped: choice.skipped,
      message,
      suggestions: [],
      presentWhenBlocked: present,
    };
  }
  return {
    chosen: undefined,
    reason: choice.reason,
    skipped: choice.skipped,
    message: `${choice.message} ${choice.skipped.map((skip) => skip.message).join(' ')}`,
    suggestions: choice.suggestions.map((suggestion) => suggestion.message),
    presentWhenBlocked: present,
  };
}

function linked(vpcId: string, chosen: string, skipped: Skip[]): string {
  const passedOver = skipped.map(({ message }) => message).join(' ');
  return `${vpcId} is linked through ${chosen}${passedOver ? ` (passed over: ${passedOver})` : ''}`;
}
