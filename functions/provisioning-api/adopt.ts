import { OWNER_LABEL } from '../../shared/cloud/gateway-observation.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import type { ApiContext } from './context.ts';
import type { GatewayRow } from './gateways.ts';
import { ApiProblem } from './problem.ts';

/**
 * The id of the gateway that is to be taken over. It need not be called what the declaration is called.
 *
 * @param named its id, or its name where only one gateway has it
 * @param rows all that is declared
 * @throws ApiProblem NothingToAdopt, NameAmbiguous, OwnedByAnother or OwnGatewayExists
 */
export async function gatewayToAdopt(
  { read }: Pick<ApiContext, 'read'>,
  reference: GatewayRow['reference'],
  named: string,
  rows: GatewayRow[],
): Promise<string> {
  const filter = /^gw-/.test(named) ? { GatewayId: named } : { GatewayName: named };
  const listed = await read.eas(reference.region).allGateways(filter);
  const found = listed.filter(({ GatewayId, GatewayName }) => GatewayId === named || GatewayName === named);
  const [gateway, another] = found;
  if (!gateway) throw new ApiProblem(404, 'NothingToAdopt', `there is no gateway ${named} in ${reference.region}`);
  if (another) {
    const ids = found.map(({ GatewayId }) => GatewayId);
    throw new ApiProblem(409, 'NameAmbiguous', `several gateways are named ${named}: adopt one by its id`, { ids });
  }
  const { GatewayId } = gateway;
  const label = gateway.Labels?.find(({ LabelKey }) => LabelKey === OWNER_LABEL)?.LabelValue;
  // While it is only reported, an adopted gateway does not bear its mark yet.
  const keeper = rows.find((row) => keptId(row) === GatewayId && ownerMark(row.reference) !== ownerMark(reference));
  const owner = keeper ? ownerMark(keeper.reference) : label;
  if (owner !== undefined && owner !== ownerMark(reference)) {
    throw new ApiProblem(409, 'OwnedByAnother', `${GatewayId} is kept by another declaration (${owner})`);
  }
  const own = rows.find((row) => ownerMark(row.reference) === ownerMark(reference));
  const ownId = own && keptId(own);
  if (ownId !== undefined && ownId !== GatewayId) {
    const detail = `${reference.name} keeps ${ownId} already; declare ${GatewayId} under another name, or delete ${reference.name} first`;
    throw new ApiProblem(409, 'OwnGatewayExists', detail);
  }
  return GatewayId;
}

/** The gateway that a declaration keeps, where it is known. */
export function keptId({ declared, peers }: Pick<GatewayRow, 'declared' | 'peers'>): string | undefined {
  const memory = peers.provisioning?.memory as ProvisioningMemory | undefined;
  return memory?.gatewayId ?? declared.adopts;
}
