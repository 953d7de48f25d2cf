import type { Declaration } from '../declaration.ts';
import type { ProvisioningMemory } from '../provisioning/input.ts';
import { type RecordsMemory, recordedNames } from '../recording/records-memory.ts';
import type { Neighbour } from './neighbour.ts';

/** What others have written down about one gateway. Each memory has the shape that its worker gives it. */
export interface NeighbourRow {
  reference: { account: string; region: string; name: string };
  declared: { declaration: Declaration; deletion: object | undefined; declaredAt: number };
  peers: { provisioning?: { memory: unknown }; records?: { memory: unknown } };
}

export function readNeighbour({ reference, declared, peers }: NeighbourRow): Neighbour {
  const provisioning = peers.provisioning?.memory as ProvisioningMemory | undefined;
  const records = peers.records?.memory as RecordsMemory | undefined;
  const { declaration, deletion, declaredAt } = declared;
  return {
    region: reference.region,
    name: reference.name,
    declaredAt,
    declares: deletion ? [] : declaration.spec.domains.map(({ name, access }) => `${name}/${access}`),
    recorded: deletion ? [] : recordedNames(declaration),
    holds: provisioning && !provisioning.gone ? provisioning.domains : [],
    refused: Object.keys(provisioning?.occupied ?? {}),
    switched: records?.switched ?? {},
  };
}
