import type { DeclaredVpc } from '../declaration.ts';
import type { RefusedLinks } from '../provisioning/input.ts';
import type { VSwitchDecision } from './decide-zones.ts';

/** Whether a VPC belongs to another account than the gateway (G27). */
export function isForeign({ account }: DeclaredVpc, own: string): boolean {
  return account !== undefined && account !== own;
}

/**
 * A VPC of another account without a role to read it: the one vSwitch that the owner named, taken at their word. What a
 * refused link said of it is all that is ever known of its zone (G70).
 */
export function uncheckedDecision(
  { vpcId, vSwitches, account }: DeclaredVpc,
  refused: RefusedLinks | undefined,
  linked: string | undefined,
): VSwitchDecision {
  // Exactly one is named: anything else is refused when it is declared (VSwitchNotNamed).
  const named = String(vSwitches);
  const decision = { skipped: [], suggestions: [], presentWhenBlocked: undefined, linked, rule: 'G27' };
  if (linked !== named && refused?.vSwitchIds.includes(named)) {
    const zones = refused.supportedZones.join(', ');
    const message = `${named} of account ${account} was refused: it is not in a supported zone; supported are ${zones}.`;
    const suggestion = `Name a vSwitch of ${vpcId} in ${zones}; Torii tries this one again within the hour.`;
    return { ...decision, chosen: undefined, reason: 'ZoneNotSupported', message, suggestions: [suggestion] };
  }
  if (linked === named) {
    const message = `${vpcId} is linked through ${named} of account ${account}, whose zone was accepted`;
    return { ...decision, chosen: named, reason: 'LinkAccepted', message };
  }
  const message = `${vpcId} is linked through ${named} of account ${account}; Torii cannot look there, so its zone is not checked`;
  return { ...decision, chosen: named, reason: NOT_CHECKED, message };
}

/** A VPC of another account that could not be read: nothing new is chosen in it; a link that is there stays. */
export function unreadableDecision(
  { vpcId, roleArn, account }: DeclaredVpc,
  { code, message: said }: { code: string; message: string },
  own: string,
  linked: string | undefined,
): VSwitchDecision {
  return {
    chosen: linked,
    skipped: [],
    reason: VPC_NOT_READABLE,
    message: `${vpcId} cannot be read with ${roleArn} (${code}): ${said}`,
    suggestions: [
      `Let ${roleArn} trust account ${own} and allow vpc:DescribeVSwitches, and let zone-checker's role assume it;`,
      `or leave out roleArn and name one vSwitch of account ${account}.`,
    ],
    presentWhenBlocked: undefined,
    linked,
    rule: 'G27',
  };
}

export const NOT_CHECKED = 'NotChecked';
export const VPC_NOT_READABLE = 'VpcNotReadable';
