import type { ProvisioningMemory } from '../../shared/domain-rules/provisioning/input.ts';
import { gatewayStatus } from '../../shared/domain-rules/status.ts';
import { writtenDeclaration } from '../../shared/domain-rules/written-declaration.ts';
import { type GatewayRow, isGone, WORKER_KINDS } from './gateways.ts';
import { sealedTrouble } from './sealed-trouble.ts';

/** How far a gateway has come. */
export function statusView(row: GatewayRow, now: number) {
  const { reference, declared, peers } = row;
  const reports = WORKER_KINDS.flatMap((kind) => peers[kind] ?? []);
  const deleted = declared.deletion ? isGone(row) : undefined;
  const status = gatewayStatus(declared, reports, deleted, now, row.unopened && sealedTrouble(row.unopened, reference));
  const provisioning = peers.provisioning?.memory as Partial<ProvisioningMemory> | undefined;
  const { spec } = declared.declaration;
  return {
    name: reference.name,
    region: reference.region,
    generation: declared.generation,
    deleting: declared.deletion !== undefined,
    mode: declared.mode,
    gatewayId: provisioning?.gatewayId,
    type: spec.type,
    internetDomain: provisioning?.internetDomain,
    intranetDomain: provisioning?.intranetDomain,
    // As the last look found them: each is billed (G12).
    ...(spec.type === 'alb' && { loadBalancers: provisioning?.loadBalancers ?? [] }),
    ...status,
    declaration: writtenDeclaration(declared.declaration),
  };
}

/** What became of one declaration (by default the newest): the thing to follow after a change. */
export function operationView(row: GatewayRow, now: number, generation = row.declared.generation) {
  const { reference } = row;
  const { state, conditions, awaiting, blocked, deleting, gatewayId } = statusView(row, now);
  const superseded = generation < row.declared.generation;
  return {
    operation: `${reference.region}.${reference.name}.${generation}`,
    gateway: { name: reference.name, region: reference.region, gatewayId },
    generation,
    deleting,
    state: superseded ? ('Superseded' as const) : state,
    conditions: superseded ? [] : conditions,
    awaiting: superseded ? [] : awaiting,
    blocked: superseded ? [] : blocked,
    links: {
      self: `/v1/operations/${reference.region}.${reference.name}.${generation}`,
      gateway: `/v1/gateways/${reference.name}?region=${reference.region}`,
      journal: `/v1/gateways/${reference.name}/journal?region=${reference.region}`,
    },
  };
}
