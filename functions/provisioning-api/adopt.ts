import { OWNER_LABEL } from '../../shared/cloud/gateway-observation.ts';
import { ownerMark } from '../../shared/domain-rules/domains.ts';
import type { ApiContext } from './context.ts';
import { ApiProblem } from './problem.ts';

/**
 * The id of the gateway that is to be taken over.
 *
 * @param named its id, or its name where only one gateway has it
 * @throws ApiProblem NothingToAdopt, NameAmbiguous or OwnedByAnother
 */
export async function gatewayToAdopt(
  { read }: Pick<ApiContext, 'read'>,
  reference: { account: string; region: string; name: string },
  named: string,
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
  const owner = gateway.Labels?.find(({ LabelKey }) => LabelKey === OWNER_LABEL)?.LabelValue;
  if (owner !== undefined && owner !== ownerMark(reference)) {
    throw new ApiProblem(409, 'OwnedByAnother', `${gateway.GatewayId} is kept by another declaration (${owner})`);
  }
  return gateway.GatewayId;
}
