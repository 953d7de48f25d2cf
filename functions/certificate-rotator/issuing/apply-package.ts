import { CloudError } from '../../../shared/cloud/cloud-errors.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import type { Applied } from '../../../shared/engine/worker.ts';
import type { Means } from './means.ts';
import type { RotatorMemory } from './memory.ts';

export type PackageStep = Extract<
  IssuanceStep,
  { kind: 'apply-for-package' | 'renew-package-order' | 'cancel-package-order' }
>;

/** One call about an order that is paid from a package. */
export async function applyPackageStep({ cas, clock }: Means, step: PackageStep): Promise<Applied<RotatorMemory>> {
  switch (step.kind) {
    case 'apply-for-package': {
      const { OrderId } = await cas.createCertificateForPackageRequest({
        ProductCode: step.product,
        Domain: step.names.join(','),
        ValidateType: 'DNS',
      });
      return ordered(OrderId, clock.now());
    }
    case 'renew-package-order': {
      const { OrderId } = await cas.renewCertificateOrderForPackageRequest({ OrderId: step.orderId });
      return ordered(OrderId, clock.now());
    }
    case 'cancel-package-order':
      try {
        await cas.cancelOrderRequest(step.orderId);
      } catch (error) {
        if (!(error instanceof CloudError) || !NOTHING_TO_CANCEL.includes(error.code)) throw error;
      }
      return { learn: (memory) => ({ ...memory, order: undefined }) };
  }
}

function ordered(orderId: string, now: number): Applied<RotatorMemory> {
  return {
    learn: (memory) => ({
      ...memory,
      order: { via: 'package', orderId, startedAt: now },
      orders: memory.orders + 1,
    }),
    message: `it is order ${orderId}`,
  };
}

/** As after a repeated call, or one that came too late. */
const NOTHING_TO_CANCEL = ['NotFound', 'OperationDenied.StatusNotSupport'];
