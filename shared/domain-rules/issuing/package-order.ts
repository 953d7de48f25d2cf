import { emptyPlan, type Plan } from '../plan.ts';
import { prove, waiting } from './challenges.ts';
import type { IssuanceInput } from './input.ts';
import type { IssuanceMemory, PackageOrder } from './issuance.ts';
import type { OrderProgress } from './progress.ts';
import type { RenewalReason } from './renewal-chain.ts';
import type { PackageSource } from './source.ts';
import { APPLY_FOR_PACKAGE, type IssuanceStep } from './step.ts';
import { stepHead } from './step-head.ts';
import { ORDER_SEEN, PACKAGE_ISSUED } from './wait.ts';

/**
 * Applies for a certificate of a package. An order that is about to expire is renewed, which the service takes only then;
 * after a failure a new one is applied for. Both have one id: there is one order at a time, whichever way it was begun.
 */
export function orderFromPackage(
  { product, names }: PackageSource,
  reason: RenewalReason,
  { observation }: Pick<IssuanceInput, 'observation'>,
  { current, failure }: IssuanceMemory,
): Plan<IssuanceStep> {
  if (observation.packageLeft === 0) {
    const blocked = {
      what: `package/${product}`,
      reason: 'PackageEmpty',
      message: `the package ${product} has no certificate left for ${names.join(', ')}`,
      wayOut: `buy more of ${product} in Certificate Management Service, or declare another certificate`,
    };
    return { ...emptyPlan(), blocked: [blocked] };
  }
  const head = (summary: string) =>
    stepHead(APPLY_FOR_PACKAGE, summary, { repeatable: false, target: names.join(', ') });
  const orderId = reason === 'Expiring' || reason === 'EmergencyFloor' ? current?.orderId : undefined;
  const step: IssuanceStep =
    orderId !== undefined && !failure
      ? { ...head(`renew package order ${orderId} for ${names.join(', ')}`), kind: 'renew-package-order', orderId }
      : { ...head(`apply for ${names.join(', ')} with ${product}`), kind: 'apply-for-package', product, names };
  return { ...emptyPlan(), steps: [step] };
}

/**
 * What comes next of a package order (DescribeCertificateState).
 *
 * ```
 *  domain_verify ─▶ add record ─▶ published, then the service looks by itself
 *  process          waits
 *  payed, unknown   waits; failed after a day
 *  certificate ───▶ it is in the service already
 *  verify_fail, gone ─▶ failed
 * ```
 */
export function followPackageOrder(order: PackageOrder, input: IssuanceInput, memory: IssuanceMemory): OrderProgress {
  const seen = input.observation.order;
  const failed = (code: string, message: string): OrderProgress => ({
    plan: emptyPlan(),
    proving: [],
    failed: { code, message },
  });
  const awaited = (message: string): Plan<IssuanceStep> => waiting(PACKAGE_ISSUED, message, 120);
  if (seen === 'gone') return failed('OrderGone', `package order ${order.orderId} is gone`);
  if (seen?.via !== 'package') {
    return { plan: waiting(ORDER_SEEN, `package order ${order.orderId} could not be looked at`, 60), proving: 'all' };
  }
  switch (seen.state) {
    case 'verify_fail':
      return failed('VerifyFailed', `the check of package order ${order.orderId} failed`);
    case 'certificate':
      if (!seen.issued) return { plan: awaited('the certificate is being put into the service'), proving: [] };
      return {
        plan: emptyPlan(),
        proving: [],
        issued: { ...seen.issued, orderId: order.orderId, heldSince: input.now },
      };
    case 'domain_verify': {
      if (!seen.record) return { plan: awaited('the record to prove the name with is not known yet'), proving: 'all' };
      const { name, type, value } = seen.record;
      const { plan, record, tooLate } = prove({ name, asked: name, type, value }, input, memory);
      const proving = record === undefined ? [] : [record];
      if (tooLate !== undefined) return { plan: withLateRecord(plan, name, tooLate), proving };
      const isPublished = record !== undefined && plan.steps.length === 0 && plan.waits.length === 0;
      return { plan: isPublished ? awaited(`the authority looks at ${name}`) : plan, proving };
    }
    case 'process':
      return { plan: awaited('the authority signs the certificate'), proving: [] };
    case 'payed':
    case 'unknown':
      if (input.now - order.startedAt >= DAY) {
        return failed('OrderStuck', `package order ${order.orderId} has not been taken on within a day`);
      }
      return { plan: awaited(`package order ${order.orderId} is not taken on yet`), proving: 'all' };
  }
}

/** The service looks by itself, and ends the order by itself: until then a late record is only said to be late. */
function withLateRecord(plan: Plan<IssuanceStep>, name: string, message: string): Plan<IssuanceStep> {
  const wayOut = `see why its name servers do not say ${name}`;
  return {
    ...plan,
    blocked: [...plan.blocked, { what: `challenge/${name}`, reason: 'PropagationTimedOut', message, wayOut }],
  };
}

/** What an order that nobody wants any more is ended with; undefined where there is nothing to end. */
export function cancelPackageOrder(
  { orderId }: PackageOrder,
  { observation }: Pick<IssuanceInput, 'observation'>,
): 'forget' | Plan<IssuanceStep> {
  const seen = observation.order;
  if (seen === undefined) return waiting(ORDER_SEEN, `package order ${orderId} could not be looked at`, 60);
  const isUnderWay =
    seen !== 'gone' && seen.via === 'package' && (seen.state === 'domain_verify' || seen.state === 'process');
  if (!isUnderWay) return 'forget';
  const head = stepHead('cancel-package-order', `cancel package order ${orderId}: nobody wants it any more`);
  return { ...emptyPlan(), steps: [{ ...head, kind: 'cancel-package-order', orderId }] };
}

const DAY = 86_400_000;
