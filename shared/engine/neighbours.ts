import type { Neighbour } from '../domain-rules/moving/neighbour.ts';
import { readNeighbour } from '../domain-rules/moving/read-neighbour.ts';
import type { Store, StoredDocument } from '../state/store.ts';
import type { Reference } from './reconcile.ts';
import type { DeclarationDocument, WorkerDocument } from './worker.ts';

/**
 * The account's other gateways, in every region, as their documents speak of custom domains. Three lists, so it is asked
 * only while a domain comes or goes.
 */
export async function readNeighbours(
  store: Pick<Store, 'list'>,
  { account, region, name }: Reference,
): Promise<Neighbour[]> {
  const [declared, provisioning, records] = await Promise.all([
    store.list<DeclarationDocument>(account, 'declaration'),
    store.list<WorkerDocument>(account, 'provisioning'),
    store.list<WorkerDocument>(account, 'records'),
  ]);
  const [gateways, cnames] = [byGateway(provisioning), byGateway(records)];
  return declared
    .filter(({ key }) => key.region !== region || key.name !== name)
    .map(({ key, body }) => {
      const [gateway, cname] = [gateways.get(nameOf(key)), cnames.get(nameOf(key))];
      const peers = { ...(gateway && { provisioning: gateway }), ...(cname && { records: cname }) };
      return readNeighbour({ reference: key, declared: body, peers });
    });
}

function byGateway(documents: StoredDocument<WorkerDocument>[]): Map<string, WorkerDocument> {
  return new Map(documents.map(({ key, body }) => [nameOf(key), body]));
}

function nameOf({ region, name }: { region: string; name: string }): string {
  return `${region}/${name}`;
}
