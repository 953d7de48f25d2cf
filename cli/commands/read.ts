import type { GatewayAnswer } from '../answers.ts';
import type { GatewayName, ToriiApi } from '../api.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { write } from '../output.ts';
import { showOpenCertificates } from '../show-certificates.ts';
import { describeGateway, explainGateway, showGateways } from '../show-gateway.ts';
import type { Context } from './context.ts';

/** Lists all gateways, or shows one. */
export async function get({ shell, api, format }: Context, gateway: GatewayName | undefined): Promise<ExitCode> {
  if (gateway) write(shell, format, await api.gateway(gateway), (one) => showGateways([one]));
  else write(shell, format, await api.list(), ({ gateways }) => showGateways(gateways));
  return EXIT.done;
}

/** Shows conditions with reasons, what is blocked with the way out, and what is kept. */
export async function describe({ shell, api, format }: Context, gateway: GatewayName): Promise<ExitCode> {
  write(shell, format, await api.gateway(gateway), (one) => describeGateway(shell, one));
  return EXIT.done;
}

/** Says why a gateway is not Ready, and what leads out of it. */
export async function explain({ shell, api, format }: Context, gateway: GatewayName): Promise<ExitCode> {
  const [one, plan] = await Promise.all([api.gateway(gateway), api.planOf(gateway)]);
  const { name, region, state, conditions, blocked } = one;
  const open = conditions.filter(({ status }) => status !== 'True');
  const certificates = await openCertificates(api, one);
  write(shell, format, { name, region, state, conditions: open, blocked, plan, certificates }, () =>
    [explainGateway(shell, one, plan), showOpenCertificates(shell, certificates)].filter(Boolean).join('\n'),
  );
  return EXIT.done;
}

/** Of what is got for a gateway, what is not valid yet or will not be much longer. */
async function openCertificates(api: ToriiApi, { name, region, declaration }: GatewayAnswer) {
  if (declaration.spec.domains.every(({ certificate }) => typeof certificate === 'string')) return [];
  const { certificates } = await api.certificates();
  return certificates.filter(
    ({ state, source, usedBy }) =>
      state !== 'valid' && source !== 'cas' && usedBy.some((use) => use.gateway === name && use.region === region),
  );
}
