import { ApiError, type ParameterTable } from '../../product.ts';
import type { NewId } from '../../random.ts';
import { zonesOf } from '../../vpc/zones.ts';
import type { EasErrorCode } from '../errors.ts';
import { readLabels } from '../labels.ts';
import type { ResourceGroup, ResourceInstance } from './resource-group.ts';

/** What machines are bought with. Type, number and charge type have to be there, but for a self-managed group. */
export const purchase = {
  EcsInstanceType: { in: 'body', type: 'string' },
  EcsInstanceCount: { in: 'body', type: 'integer', min: 1, max: 100 },
  ChargeType: { in: 'body', type: 'string', enum: ['PrePaid', 'PostPaid'] },
  AutoRenewal: { in: 'body', type: 'boolean', default: false },
  /** GiB */
  SystemDiskSize: { in: 'body', type: 'integer', min: 200, max: 2000, default: 200 },
  Zone: { in: 'body', type: 'string' },
  Labels: { in: 'body', type: 'json' },
} as const satisfies ParameterTable;

interface Purchase {
  readonly EcsInstanceType?: string | undefined;
  readonly EcsInstanceCount?: number | undefined;
  readonly ChargeType?: 'PrePaid' | 'PostPaid' | undefined;
  readonly AutoRenewal: boolean;
  readonly SystemDiskSize: number;
  readonly Zone?: string | undefined;
  readonly Labels?: unknown;
}

/** Throws MissingEcsInstance, InvalidLabels. */
export function addMachines(
  group: ResourceGroup,
  order: Purchase,
  { newId, now }: { readonly newId: NewId; readonly now: number },
): readonly ResourceInstance[] {
  const { EcsInstanceType: type, EcsInstanceCount: count, ChargeType: chargeType, AutoRenewal: autoRenewal } = order;
  if (!type || count === undefined || chargeType === undefined) {
    throw new ApiError<EasErrorCode>('MissingEcsInstance');
  }
  const labels = readLabels(order.Labels ?? {});
  const zone = order.Zone ?? zonesOf(group.region)?.[0] ?? group.region;
  const added = Array.from({ length: count }, (_, index) => ({
    ...{ type, chargeType, autoRenewal, zone, createdAt: now, systemDiskSize: order.SystemDiskSize },
    id: newId('eas-i-', 18),
    name: newId('eas', 16, 'digits'),
    ip: `11.227.${group.instances.length % 250}.${(index % 250) + 2}`,
    labels: new Map(labels),
  }));
  group.instances.push(...added);
  return added;
}
