import type { Parameter, ParameterTable } from '../product.ts';

/** Members of the payloads that signed requests bring (RFC 8555, RFC 9773); any other is ignored. */
const text = { in: 'body', type: 'string' } as const satisfies Parameter;
const flag = { in: 'body', type: 'boolean' } as const satisfies Parameter;
/** Up to ten: `mailto:` URLs. */
const contact = { in: 'body', type: 'list', max: 10 } as const satisfies Parameter;

/** A JWS inside of another (sections 7.3.4 and 7.3.5). */
const JWS = {
  protected: { ...text, required: true },
  payload: { ...text, required: true },
  signature: { ...text, required: true },
} as const satisfies ParameterTable;

export const newAccountPayload = {
  contact,
  termsOfServiceAgreed: flag,
  onlyReturnExisting: flag,
  externalAccountBinding: { in: 'body', type: 'object', fields: JWS },
} as const satisfies ParameterTable;

export const accountPayload = {
  contact,
  status: { ...text, enum: ['deactivated'] },
} as const satisfies ParameterTable;

/** So many names a certificate: Let's Encrypt, "Rate Limits". */
export const newOrderPayload = {
  identifiers: {
    ...{ in: 'body', type: 'objects', required: true, min: 1, max: 100 },
    fields: { type: { ...text, required: true, enum: ['dns'] }, value: { ...text, required: true, maxLength: 253 } },
  },
  replaces: { ...text, pattern: /^[\w-]+\.[\w-]+$/ },
} as const satisfies ParameterTable;

export const authorizationPayload = { status: { ...text, enum: ['deactivated'] } } as const satisfies ParameterTable;

/** `csr` and `certificate` are base64url of their DER forms. */
export const finalizePayload = { csr: { ...text, required: true } } as const satisfies ParameterTable;

/** Unspecified, keyCompromise, superseded, cessationOfOperation (RFC 5280, section 5.3.1): what Let's Encrypt takes. */
export const revokeCertPayload = {
  certificate: { ...text, required: true },
  reason: { in: 'body', type: 'integer', default: 0, enum: ['0', '1', '4', '5'] },
} as const satisfies ParameterTable;

export const keyChangePayload = JWS;

/** Where an account's list of orders goes on. */
export const ordersQuery = { cursor: { type: 'integer', min: 0 } } as const satisfies ParameterTable;
