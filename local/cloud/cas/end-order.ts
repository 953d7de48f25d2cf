import { ApiError, actionsOf } from '../product.ts';
import { checkPackage, orderResponse, quotaErrors, read } from './apply.ts';
import type { CasErrorCode } from './errors.ts';
import { type CertificateOrder, orderStatusAt } from './order.ts';
import { orderErrors, orderId, ownOrder } from './read-orders.ts';
import type { CasState } from './state.ts';

const row = actionsOf<CasState>();

const endErrors = [...orderErrors, 'OperationDenied.StatusNotSupport'] as const satisfies CasErrorCode[];

/** Only while the order is about to expire, and out of the same package (inferred). */
export const renewCertificateOrderForPackageRequest = row({
  name: 'RenewCertificateOrderForPackageRequest',
  style: 'RPC',
  parameters: {
    ...orderId,
    Csr: { type: 'string' },
    Tags: {
      type: 'objects',
      max: 20,
      fields: { Key: { type: 'string', required: true }, Value: { type: 'string', default: '' } },
    },
  },
  response: orderResponse,
  errors: [...endErrors, ...quotaErrors, 'InvalidParameter'] satisfies CasErrorCode[],
  handler: async (state, { account, parameters, now }) => {
    const former = ownOrder(state, account, parameters.OrderId);
    if (orderStatusAt(former, now) !== 'WILLEXPIRED') throw notNow();
    checkPackage(state, former);
    const { names, productCode, validateType } = former;
    const signingRequest = parameters.Csr ? await read(parameters.Csr) : undefined;
    if (signingRequest && signingRequest.name !== names[0]) {
      throw new ApiError<CasErrorCode>('InvalidParameter', { name: 'Csr' });
    }
    const wish = { account, names, productCode, validateType, signingRequest, tags: parameters.Tags ?? former.tags };
    const phase = state.orders.renewal === 'submits' ? 'domain_verify' : 'payed';
    return { OrderId: state.orders.place(wish, phase).id };
  },
});

export const cancelOrderRequest = row({
  name: 'CancelOrderRequest',
  style: 'RPC',
  parameters: orderId,
  response: {},
  errors: endErrors,
  handler: (state, { account, parameters }) => {
    const order = ownOrder(state, account, parameters.OrderId);
    if (!isUnderWay(order)) throw notNow();
    state.orders.cancel(order);
    return {};
  },
});

/** The package has its certificate back. What a cancelled order shows afterwards is inferred: pending application. */
export const cancelCertificateForPackageRequest = row({
  name: 'CancelCertificateForPackageRequest',
  style: 'RPC',
  parameters: orderId,
  response: {},
  errors: endErrors,
  handler: (state, { account, parameters, now }) => {
    const order = ownOrder(state, account, parameters.OrderId);
    const { certificate } = order;
    if (certificate) {
      if (!['ISSUED', 'WILLEXPIRED'].includes(orderStatusAt(order, now))) throw notNow();
      certificate.revoked = true;
    } else {
      if (!isUnderWay(order)) throw notNow();
      state.orders.cancel(order);
    }
    order.isRefunded = true;
    return {};
  },
});

/** Gives the package its certificate back, too. */
export const deleteCertificateRequest = row({
  name: 'DeleteCertificateRequest',
  style: 'RPC',
  parameters: orderId,
  response: {},
  errors: endErrors,
  handler: (state, { account, parameters }) => {
    const order = ownOrder(state, account, parameters.OrderId);
    if (order.phase !== 'verify_fail' && order.phase !== 'payed') throw notNow();
    state.orders.remove(order);
    return {};
  },
});

function isUnderWay({ phase }: CertificateOrder): boolean {
  return phase === 'domain_verify' || phase === 'process';
}

function notNow(): ApiError<CasErrorCode> {
  return new ApiError<CasErrorCode>('OperationDenied.StatusNotSupport');
}
