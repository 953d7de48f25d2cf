import { fieldsOf } from './answer-fields.ts';
import type { AcmeAnswer } from './exchange.ts';
import { type AcmeProblem, readProblem } from './problem.ts';

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** An order (RFC 8555, 7.1.3). */
export interface Order {
  url: string;
  status: OrderStatus;
  /** What it is for; a wildcard with its `*`. */
  names: string[];
  /** URLs, in the server's order. */
  authorizations: string[];
  finalize: string;
  /** Where the certificate is; there once the order is `valid`. */
  certificate?: string;
  /** ms since the epoch; many servers forget a pending order then. */
  expires?: number;
  /** Why it is `invalid`. */
  error?: AcmeProblem;
  /** The id of the certificate it replaces (RFC 9773, 5), where the server took note. */
  replaces?: string;
  /** When to look again, where the server says so. */
  retryAfterMs?: number;
}

/** @throws AcmeError `UnusableAnswer` */
export function readOrder(action: 'newOrder' | 'order' | 'finalize', url: string, answer: AcmeAnswer): Order {
  const order = fieldsOf(action, answer.body);
  const certificate = order.optionalText('certificate');
  const expires = order.optionalInstant('expires');
  const error = readProblem(order.raw('error'));
  const replaces = order.optionalText('replaces');
  const { retryAfterMs } = answer;
  return {
    url,
    status: order.word('status', ORDER_STATUSES),
    names: order.objects('identifiers').map((identifier) => identifier.text('value')),
    authorizations: order.texts('authorizations'),
    finalize: order.text('finalize'),
    ...(certificate === undefined ? {} : { certificate }),
    ...(expires === undefined ? {} : { expires }),
    ...(error === undefined ? {} : { error }),
    ...(replaces === undefined ? {} : { replaces }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

const ORDER_STATUSES = ['pending', 'ready', 'processing', 'valid', 'invalid'] as const;
