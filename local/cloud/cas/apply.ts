import { ApiError, actionsOf, type ParameterTable } from '../product.ts';
import { readSigningRequest, type SigningRequest } from './csr.ts';
import type { CasErrorCode } from './errors.ts';
import type { OrderWish } from './orders.ts';
import { FREE_PACKAGE, fits, PRODUCT_CODES } from './product-codes.ts';
import type { CasState } from './state.ts';

const row = actionsOf<CasState>();

const mandatory = { type: 'string', required: true, missingCode: 'MissingParameter' } as const;

const packageParameters = {
  ProductCode: { type: 'string', enum: PRODUCT_CODES, default: FREE_PACKAGE },
  Tags: {
    type: 'objects',
    max: 20,
    fields: { Key: { type: 'string', required: true }, Value: { type: 'string', default: '' } },
  },
} as const satisfies ParameterTable;

/** Those who apply without saving a contact first. */
const contactParameters = {
  Username: mandatory,
  Phone: mandatory,
  Email: mandatory,
  // DNS or FILE; that a file proves nothing here is because nobody fetches one.
  ValidateType: { ...mandatory, enum: ['DNS', 'FILE'] },
} as const satisfies ParameterTable;

export const orderResponse = { OrderId: 'bigint' } as const;

export const quotaErrors = ['InsufficientQuota', 'DeductQuotaFailed'] as const satisfies CasErrorCode[];

const applyErrors = ['MissingParameter', 'InvalidParameter', ...quotaErrors] as const satisfies CasErrorCode[];

export const createCertificateForPackageRequest = row({
  name: 'CreateCertificateForPackageRequest',
  style: 'RPC',
  parameters: {
    ...packageParameters,
    Domain: { type: 'string' },
    Csr: { type: 'string' },
    // That DNS is the default is inferred.
    ValidateType: { type: 'string', enum: ['DNS', 'FILE'], default: 'DNS' },
    Username: { type: 'string' },
    Phone: { type: 'string' },
    Email: { type: 'string' },
    CompanyName: { type: 'string' },
  },
  response: orderResponse,
  errors: applyErrors,
  handler: async (state, { account, parameters }) => {
    const { Domain, Csr, Username, Phone, Email, ProductCode: productCode, Tags: tags = [] } = parameters;
    if (!(Username && Phone && Email) && state.savedContact === 'missing') {
      throw new ApiError<CasErrorCode>('MissingParameter');
    }
    const signingRequest = Csr ? await read(Csr) : undefined;
    // Of the two, the request's common name counts.
    const names = signingRequest ? [signingRequest.name] : namesIn(Domain);
    return submit(state, { account, productCode, names, signingRequest, tags, validateType: parameters.ValidateType });
  },
});

export const createCertificateRequest = row({
  name: 'CreateCertificateRequest',
  style: 'RPC',
  parameters: { ...packageParameters, ...contactParameters, Domain: mandatory },
  response: orderResponse,
  errors: applyErrors,
  handler: (state, { account, parameters: { ProductCode, Domain, ValidateType, Tags } }) => {
    const names = namesIn(Domain);
    if (names.length > 1) throw new ApiError<CasErrorCode>('InvalidParameter', { name: 'Domain' });
    const wish = { account, productCode: ProductCode, names, signingRequest: undefined, tags: Tags ?? [] };
    return submit(state, { ...wish, validateType: ValidateType });
  },
});

export const createCertificateWithCsrRequest = row({
  name: 'CreateCertificateWithCsrRequest',
  style: 'RPC',
  parameters: { ...packageParameters, ...contactParameters, Csr: mandatory },
  response: orderResponse,
  errors: applyErrors,
  handler: async (state, { account, parameters: { ProductCode, Csr, ValidateType, Tags } }) => {
    const signingRequest = await read(Csr);
    const wish = { account, productCode: ProductCode, names: [signingRequest.name], signingRequest, tags: Tags ?? [] };
    return submit(state, { ...wish, validateType: ValidateType });
  },
});

/** Throws InvalidParameter. */
export async function read(csr: string): Promise<SigningRequest> {
  const request = await readSigningRequest(csr);
  if (!request) throw new ApiError<CasErrorCode>('InvalidParameter', { name: 'Csr' });
  return request;
}

/** Throws where the package has nothing left. */
export function checkPackage(
  state: CasState,
  { account, productCode }: Pick<OrderWish, 'account' | 'productCode'>,
): void {
  const { total, used } = state.orders.packageState(account, productCode);
  if (used >= total) throw new ApiError<CasErrorCode>(state.packageQuotaError);
}

function submit(state: CasState, wish: OrderWish): { OrderId: bigint } {
  const areNames = wish.names.every((name) => DOMAIN.test(name));
  if (!areNames || !fits(wish.productCode, wish.names)) {
    throw new ApiError<CasErrorCode>('InvalidParameter', { name: 'Domain' });
  }
  checkPackage(state, wish);
  return { OrderId: state.orders.place(wish).id };
}

function namesIn(domain = ''): string[] {
  if (domain === '') throw new ApiError<CasErrorCode>('MissingParameter');
  return domain.split(',').map((name) => name.trim().toLowerCase());
}

const DOMAIN = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
