import type { AcmeAnswer } from './answer.ts';
import type { AcmeOrder } from './order.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** A certificate that this server issued. */
export interface IssuedByAcme {
  /** In its URL. */
  readonly id: string;
  readonly order: AcmeOrder;
  readonly names: readonly string[];
  /** Lower-case hex. */
  readonly serial: string;
  /** Virtual, ms since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** The certificate identifier that its order was to replace. */
  readonly replaces: string | undefined;
  /** Its own certificate identifier (RFC 9773, section 4.1). */
  readonly certId: string;
  /** PEM: leaf, then intermediate. */
  readonly chain: string;
  /** Of the leaf's public key, RFC 7638: who has that key may revoke. */
  readonly keyThumbprint: string;
  revoked?: { readonly at: number; readonly reason: number };
}

/** The chain, by POST-as-GET (RFC 8555, section 7.4.2). */
export function certificateResource(state: AcmeState, { account, id, payload }: AccountRequest): AcmeAnswer {
  if (payload !== undefined) throw new Problem('malformed', 'A certificate is read with an empty payload');
  const certificate = state.certificates.find((each) => each.id === id);
  if (!certificate) throw new Problem('malformed', 'No such certificate', { status: 404 });
  if (certificate.order.account !== account) {
    throw new Problem('unauthorized', 'The certificate was issued to another account');
  }
  return { status: 200, document: { type: 'application/pem-certificate-chain', text: certificate.chain } };
}
