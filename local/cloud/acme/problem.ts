/** An error of RFC 8555, section 6.7 (and of RFC 9773, section 7.4): the last word of its URN, and its usual status. */
const USUAL_STATUS = {
  accountDoesNotExist: 400,
  alreadyReplaced: 409,
  alreadyRevoked: 400,
  badCSR: 400,
  badNonce: 400,
  badPublicKey: 400,
  badRevocationReason: 400,
  badSignatureAlgorithm: 400,
  caa: 403,
  connection: 400,
  dns: 400,
  externalAccountRequired: 403,
  invalidContact: 400,
  malformed: 400,
  orderNotReady: 403,
  rateLimited: 429,
  rejectedIdentifier: 400,
  serverInternal: 500,
  unauthorized: 403,
  unsupportedContact: 400,
  unsupportedIdentifier: 400,
} as const;

export type ProblemType = keyof typeof USUAL_STATUS;

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
    this.status = extras.status ?? USUAL_STATUS[type];
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
