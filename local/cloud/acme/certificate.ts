import type { AcmeAccount } from './account.ts';

/** A certificate that this server issued. */
export interface IssuedByAcme {
  /** In its URL. */
  readonly id: string;
  readonly orderId: string;
  readonly account: AcmeAccount;
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
