import { ApiError, actionsOf } from '../product.ts';
import type { CasErrorCode } from './errors.ts';
import { type CertificateOrder, orderTypeOf } from './order.ts';
import { FREE_PACKAGE, PRODUCT_CODES } from './product-codes.ts';
import type { CasState } from './state.ts';

const row = actionsOf<CasState>();

/** Beyond what a number can hold: text of digits. */
export const orderId = {
  OrderId: { type: 'string', required: true, pattern: /^\d{1,19}$/, missingCode: 'MissingParameter' },
} as const;

export const orderErrors = ['MissingParameter', 'NotFound'] as const satisfies CasErrorCode[];

/** Throws NotFound (inferred, for an order). */
export function ownOrder(state: CasState, account: string, id: string): CertificateOrder {
  const order = state.orders.find(account, id);
  if (!order) throw new ApiError<CasErrorCode>('NotFound');
  return order;
}

export const describePackageState = row({
  name: 'DescribePackageState',
  style: 'RPC',
  parameters: { ProductCode: { type: 'string', enum: PRODUCT_CODES, default: FREE_PACKAGE } },
  response: { ProductCode: 'string', TotalCount: 'integer', UsedCount: 'integer', IssuedCount: 'integer' },
  errors: [],
  handler: (state, { account, parameters: { ProductCode } }) => {
    const { total, used, issued } = state.orders.packageState(account, ProductCode);
    return { ProductCode, TotalCount: total, UsedCount: used, IssuedCount: issued };
  },
});

export const describeCertificateState = row({
  name: 'DescribeCertificateState',
  style: 'RPC',
  parameters: orderId,
  response: {
    Type: 'string',
    ValidateType: 'string',
    RecordDomain: 'string',
    RecordType: 'string',
    RecordValue: 'string',
    Domain: 'string',
    Uri: 'string',
    Content: 'string',
    Certificate: 'string',
    PrivateKey: 'string',
    CertId: 'integer',
  },
  errors: orderErrors,
  handler: (state, { account, parameters: { OrderId } }) => {
    const order = ownOrder(state, account, OrderId);
    const Type = orderTypeOf(order);
    if (Type === 'domain_verify') return { Type, ...validationBody(order) };
    const { certificate } = order;
    if (Type !== 'certificate' || !certificate) return { Type };
    // Absent where the applicant made the key (inferred).
    const PrivateKey = certificate.privateKey || undefined;
    return { Type, Certificate: certificate.certificate, PrivateKey, CertId: certificate.id };
  },
});

function validationBody({ validateType: ValidateType, validation, names }: CertificateOrder) {
  if (ValidateType === 'DNS') {
    const { hostRecord, type, value } = validation;
    return { ValidateType, RecordDomain: hostRecord, RecordType: type, RecordValue: value };
  }
  const [Domain] = names;
  return { ValidateType, Domain, Uri: '/.well-known/pki-validation/fileauth.txt', Content: validation.value };
}
