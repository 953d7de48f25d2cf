import type { AcmeAccount } from './account.ts';
import { type AcmeAnswer, ASK_AGAIN, timeText } from './answer.ts';
import type { Authorization } from './authorization.ts';
import type { IssuedByAcme } from './certificate.ts';
import type { Links } from './links.ts';
import type { ProblemDocument } from './problem.ts';

/**
 * What a client asked a certificate for (RFC 8555, section 7.1.3).
 *
 *   pending → ready → processing → valid, and from each of the first three to invalid
 */
export interface AcmeOrder {
  readonly id: string;
  readonly account: AcmeAccount;
  /** Lower case, each once, as they were asked for. */
  readonly names: readonly string[];
  readonly authorizations: readonly Authorization[];
  /** The certificate that this one is to replace, as a certificate identifier (RFC 9773, section 4.1). */
  readonly replaces: string | undefined;
  /** As last settled: `state.settle` brings it up to date. */
  status: 'pending' | 'ready' | 'processing' | 'valid' | 'invalid';
  /** Virtual, ms since the epoch. */
  readonly createdAt: number;
  readonly expires: number;
  certificate?: IssuedByAcme;
  error?: ProblemDocument;
}

export function orderAnswer(order: AcmeOrder, links: Links, status: number): AcmeAnswer {
  const { certificate, error, replaces } = order;
  return {
    status,
    headers: { location: links.order(order.id), ...(order.status === 'processing' && ASK_AGAIN) },
    body: {
      status: order.status,
      expires: timeText(order.expires),
      identifiers: order.names.map((value) => ({ type: 'dns', value })),
      authorizations: order.authorizations.map(({ id }) => links.authorization(id)),
      finalize: links.finalize(order.id),
      ...(certificate && { certificate: links.certificate(certificate.id) }),
      ...(error && { error }),
      ...(replaces !== undefined && { replaces }),
    },
  };
}
