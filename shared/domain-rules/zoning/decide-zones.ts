import type { Finding } from '../condition.ts';
import type { Declaration } from '../declaration.ts';
import { chooseVSwitch, type Skip, type VSwitchFact } from '../zones.ts';

/** What was settled for one VPC: the vSwitch to link it through, or why there is none. */
export interface VSwitchDecision {
  chosen: string | undefined;
  skipped: Skip[];
  reason: string;
  message: string;
  /** vSwitches of the VPC that would fit but are not named in the declaration. */
  suggestions: string[];
}

export interface ZonesInput {
  declaration: Declaration;
  /** As the gateway lists them or a refused link named them (G70); undefined until the gateway has an id. */
  supportedZones: string[] | undefined;
  vSwitches: VSwitchFact[];
}

/** Which vSwitch each declared VPC is linked through: the owner's order, the first in a supported zone (G70, G71). */
export function decideZones({ declaration, supportedZones, vSwitches }: ZonesInput): {
  vpcs: Record<string, VSwitchDecision>;
  findings: Finding[];
} {
  const declared = declaration.spec.vpcs ?? [];
  if (declared.length === 0) return { vpcs: {}, findings: [] };
  if (!supportedZones) {
    const message = 'the supported zones are known once the gateway has an id';
    return {
      vpcs: {},
      findings: [{ type: 'ZonesSupported', status: 'Unknown', reason: 'GatewayNotCreated', message }],
    };
  }
  const vpcs = Object.fromEntries(
    declared.map(({ vpcId, vSwitches: candidates }) => {
      const choice = chooseVSwitch({ candidates, known: vSwitches, vpcId, supportedZones });
      const decision: VSwitchDecision =
        choice.chosen === undefined
          ? choice
          : { ...choice, reason: 'Chosen', message: sentence(vpcId, choice.chosen, choice.skipped), suggestions: [] };
      return [vpcId, decision];
    }),
  );
  const decisions = Object.values(vpcs);
  const open = decisions.find(({ chosen }) => chosen === undefined);
  const finding: Finding = open
    ? { type: 'ZonesSupported', status: 'False', reason: open.reason, message: open.message }
    : {
        type: 'ZonesSupported',
        status: 'True',
        reason: 'Chosen',
        message: decisions.map(({ message }) => message).join('; '),
      };
  return { vpcs, findings: [finding] };
}

function sentence(vpcId: string, chosen: string, skipped: Skip[]): string {
  const passedOver = skipped.map(({ message }) => message).join('; ');
  return `${vpcId} is linked through ${chosen}${passedOver ? ` (passed over: ${passedOver})` : ''}`;
}
