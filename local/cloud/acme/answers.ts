import type { ResponseFields } from '../product.ts';

/** Objects of RFC 8555 and RFC 9773 as they are shown, and the headers beside them. */

/** Of every answer: where the directory is, and whatever else is near. */
const LINKED = { link: ['string'] } as const;
/** Of every answer to a signed request: the nonce of the next one (section 6.5). */
const SIGNED = { ...LINKED, 'replay-nonce': 'string' } as const;

const PROBLEM = { type: 'string', detail: 'string', status: 'integer' } as const satisfies ResponseFields;
const IDENTIFIER = { type: 'string', value: 'string' } as const satisfies ResponseFields;

export const directoryFields = {
  headers: LINKED,
  newNonce: 'string',
  newAccount: 'string',
  newOrder: 'string',
  revokeCert: 'string',
  keyChange: 'string',
  renewalInfo: 'string',
  meta: { termsOfService: 'string', externalAccountRequired: 'boolean' },
} as const satisfies ResponseFields;

export const documentFields = { headers: LINKED, body: 'string' } as const satisfies ResponseFields;
export const nonceFields = { headers: SIGNED } as const satisfies ResponseFields;

/** `createdAt` is in no RFC: Let's Encrypt shows it. */
export const accountFields = {
  headers: { ...SIGNED, location: 'string' },
  status: 'string',
  contact: ['string'],
  termsOfServiceAgreed: 'boolean',
  createdAt: 'string',
  orders: 'string',
} as const satisfies ResponseFields;

export const ordersFields = { headers: SIGNED, orders: ['string'] } as const satisfies ResponseFields;

/** One that is not finished: only such a one may be answered to who asks for a new one. */
export const newOrderFields = {
  headers: { ...SIGNED, location: 'string' },
  status: 'string',
  expires: 'string',
  identifiers: [IDENTIFIER],
  authorizations: ['string'],
  finalize: 'string',
  replaces: 'string',
} as const satisfies ResponseFields;

export const orderFields = {
  ...newOrderFields,
  headers: { ...newOrderFields.headers, 'retry-after': 'string' },
  certificate: 'string',
  error: PROBLEM,
} as const satisfies ResponseFields;

const CHALLENGE = {
  type: 'string',
  url: 'string',
  status: 'string',
  token: 'string',
  validated: 'string',
  error: PROBLEM,
} as const satisfies ResponseFields;

export const challengeFields = {
  headers: { ...SIGNED, 'retry-after': 'string' },
  ...CHALLENGE,
} as const satisfies ResponseFields;

export const authorizationFields = {
  headers: { ...SIGNED, 'retry-after': 'string' },
  identifier: IDENTIFIER,
  status: 'string',
  expires: 'string',
  wildcard: 'boolean',
  challenges: [CHALLENGE],
} as const satisfies ResponseFields;

export const certificateFields = { headers: SIGNED, body: 'string' } as const satisfies ResponseFields;

export const renewalInfoFields = {
  headers: { ...LINKED, 'retry-after': 'string' },
  suggestedWindow: { start: 'string', end: 'string' },
  explanationURL: 'string',
} as const satisfies ResponseFields;
