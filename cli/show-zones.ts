import type { VpcZones } from '../shared/domain-rules/zoning/candidates.ts';
import type { ZonesAnswer } from './answers.ts';
import { indented, table } from './output.ts';
import type { Shell } from './shell.ts';

type Paint = Pick<Shell, 'paint'>;

/** The zones that a gateway supports and, VPC by VPC, each candidate for its link with the reason for or against it. */
export function showZones({ paint }: Paint, { name, supportedZones, message, vpcs }: ZonesAnswer): string {
  const zones = supportedZones ? `supports ${supportedZones.join(', ') || 'no zone'}` : 'has no known zones yet';
  const parts = [`${paint('bold', name)} ${zones}`, ...(message ? [`  ${message}`] : [])];
  return [...parts, ...vpcs.map((vpc) => showVpc({ paint }, vpc))].join('\n');
}

function showVpc({ paint }: Paint, vpc: VpcZones): string {
  const { vpcId, automatic, chosen, reason, candidates, counts, suggestions } = vpc;
  const among = automatic ? 'chosen by Torii' : 'in the order they are declared';
  const head = chosen ? `${vpcId} through ${chosen} (${reason})` : `${vpcId}: none fits (${reason})`;
  const rows = candidates.map((one) => [
    one.vSwitchId === chosen ? '*' : '',
    one.vSwitchId,
    one.zoneId ?? '-',
    one.freeAddresses === undefined ? '-' : String(one.freeAddresses),
    one.reason,
    one.message,
  ]);
  return [
    `  ${paint(chosen ? 'green' : 'yellow', head)}, ${among}`,
    ...(rows.length > 0 ? [indented(table(['', 'VSWITCH', 'ZONE', 'FREE', 'REASON', 'WHY'], rows), 4)] : []),
    ...(counts.length > 0 ? [`    passed over: ${counts.map((one) => `${one.count} ${one.reason}`).join(', ')}`] : []),
    ...suggestions.map((suggestion) => `    way out: ${suggestion}`),
  ].join('\n');
}
