import type { GatewayName } from '../api.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { write } from '../output.ts';
import { showZones } from '../show-zones.ts';
import type { Context } from './context.ts';

/** Says through which vSwitch each VPC is linked, and why. 3: one of them has none that fits. */
export async function zones({ shell, api, format }: Context, gateway: GatewayName): Promise<ExitCode> {
  const answer = await api.zones(gateway);
  write(shell, format, answer, (one) => showZones(shell, one));
  return answer.vpcs.some(({ chosen }) => chosen === undefined) ? EXIT.waiting : EXIT.done;
}
