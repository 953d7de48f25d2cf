import type { ErrorTable } from '../product.ts';

/**
 * The errors of RFC 8555, section 6.7, and of RFC 9773, section 7.4, by the last word of their URNs. Most statuses are left
 * to the server by the RFCs: these are those of Let's Encrypt.
 */
export const acmeErrors = {
  accountDoesNotExist: {
    status: 400,
    message: 'The request names an account that does not exist, or its key has none.',
  },
  alreadyReplaced: { status: 409, message: 'The certificate has a replacement already (RFC 9773, section 7.4).' },
  alreadyRevoked: { status: 400, message: 'The certificate is revoked already.' },
  badCSR: { status: 400, message: 'The certificate signing request is not acceptable.' },
  badNonce: { status: 400, message: 'The nonce is not a good one.' },
  badPublicKey: { status: 400, message: 'The key of the JWS is of a kind that is not served.' },
  badRevocationReason: { status: 400, message: 'The reason is not one that is taken.' },
  badSignatureAlgorithm: { status: 400, message: 'The JWS is signed by an algorithm that is not taken.' },
  caa: { status: 403, message: 'CAA records forbid the issuance.' },
  connection: { status: 400, message: 'The server could not connect to what it was to validate.' },
  dns: { status: 400, message: 'There was a problem with a DNS query.' },
  externalAccountRequired: { status: 403, message: 'An account is bound to an external account here.' },
  invalidContact: { status: 400, message: 'A contact is invalid.' },
  malformed: { status: 400, alsoStatus: [404, 405, 409, 413, 415], message: 'The request is malformed.' },
  orderNotReady: { status: 403, message: 'The order is not ready to be finalized.' },
  rateLimited: { status: 429, message: 'The request exceeds a rate limit.' },
  rejectedIdentifier: { status: 400, message: 'The server will not issue for the identifier.' },
  serverInternal: { status: 500, alsoStatus: [503], message: 'The server experienced an internal error.' },
  unauthorized: { status: 403, alsoStatus: [401], message: 'The client lacks sufficient authorization.' },
  unsupportedContact: { status: 400, message: 'A contact has an unsupported scheme.' },
  unsupportedIdentifier: { status: 400, message: 'An identifier is of an unsupported type.' },
} as const satisfies ErrorTable;

export type ProblemType = keyof typeof acmeErrors;

/** What a problem says beyond its type and detail. */
export interface ProblemExtras {
  /** Where it is not the type's usual one. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly subproblems?: readonly Subproblem[];
  /** Further members of the document, such as `algorithms` (RFC 8555, section 6.2). */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** What is wrong with one of several names (RFC 8555, section 6.7.1). */
export interface Subproblem {
  readonly type: ProblemType;
  readonly detail: string;
  readonly name: string;
}

/** A problem as it stands in a body, or in the `error` of a challenge or an order. */
export type ProblemDocument = Readonly<Record<string, unknown>>;

/** A refusal, on its way to a problem document (RFC 7807). */
export class Problem extends Error {
  readonly type: ProblemType;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly #extras: ProblemExtras;

  /** @param detail for people; never anything secret */
  constructor(type: ProblemType, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.name = 'Problem';
    this.type = type;
    this.status = extras.status ?? acmeErrors[type].status;
    this.headers = extras.headers ?? {};
    this.#extras = extras;
  }

  document(): ProblemDocument {
    const { subproblems, members } = this.#extras;
    return {
      type: urn(this.type),
      detail: this.message,
      status: this.status,
      ...(subproblems && {
        subproblems: subproblems.map(({ type, detail, name }) => ({
          type: urn(type),
          detail,
          identifier: { type: 'dns', value: name },
        })),
      }),
      ...members,
    };
  }
}

function urn(type: ProblemType): string {
  return `urn:ietf:params:acme:error:${type}`;
}
