import type { DeclarationDocument, Peers, WorkerDocument } from '../../shared/engine/worker.ts';
import type { Unopened } from '../../shared/state/store.ts';
import type { ApiContext } from './context.ts';
import { ApiProblem } from './problem.ts';

/** One declared gateway with what the workers have written down about it. */
export interface GatewayRow {
  reference: { account: string; region: string; name: string };
  /** Version of the declaration's document, for compare-and-set. */
  version: number;
  declared: DeclarationDocument;
  peers: Peers;
  /** Something sealed in what a worker wrote down does not open: that worker cannot go on with this gateway. */
  unopened?: Unopened | undefined;
}

export const WORKER_KINDS = ['provisioning', 'records', 'certificates', 'zones'] as const;

/** All declared gateways of the account; those that were deleted to the end are left out. */
export async function listGateways({ deps, account }: Pick<ApiContext, 'deps' | 'account'>): Promise<GatewayRow[]> {
  const [declarations, ...workers] = await Promise.all([
    deps.store.list<DeclarationDocument>(account, 'declaration'),
    ...WORKER_KINDS.map((kind) => deps.store.list<WorkerDocument>(account, kind)),
  ]);
  const rows = declarations.map(({ key: { region, name }, version, body }) => {
    const written = WORKER_KINDS.flatMap((kind, index) => {
      const found = workers[index]?.find(({ key }) => key.region === region && key.name === name);
      return found ? [[kind, found] as const] : [];
    });
    return {
      reference: { account, region, name },
      version,
      declared: body,
      peers: Object.fromEntries(written.map(([kind, found]) => [kind, found.body])) as Peers,
      unopened: written.find(([, found]) => found.unopened)?.[1].unopened,
    };
  });
  return rows.filter((row) => !isGone(row));
}

/** Which writing of its declaration a row shows. */
export function revisionOf({ declared, version }: Pick<GatewayRow, 'declared' | 'version'>) {
  return { generation: declared.generation, version };
}

/** @throws ApiProblem GatewayNotFound or RegionNeeded */
export async function findGateway(
  api: Pick<ApiContext, 'deps' | 'account'>,
  name: string,
  region: string | undefined,
): Promise<GatewayRow> {
  const named = (await listGateways(api)).filter(
    ({ reference }) => reference.name === name && (region === undefined || reference.region === region),
  );
  const [row, another] = named;
  if (!row) {
    throw new ApiProblem(404, 'GatewayNotFound', `no gateway ${name} is declared${region ? ` in ${region}` : ''}`);
  }
  if (another) {
    const regions = named.map(({ reference }) => reference.region);
    throw new ApiProblem(409, 'RegionNeeded', `${name} is declared in several regions: say ?region=`, { regions });
  }
  return row;
}

/** Whether a deletion has come to its end: nothing of the gateway is left. */
export function isGone({ declared, peers }: Pick<GatewayRow, 'declared' | 'peers'>): boolean {
  if (!declared.deletion) return false;
  const { provisioning, records } = peers;
  return (
    provisioning?.generation === declared.generation &&
    records?.generation === declared.generation &&
    (provisioning.memory as { gone: boolean }).gone &&
    (records.memory as { removed: boolean }).removed
  );
}
