import type { AcmeAnswer } from './answer.ts';
import { type AcmeOrder, orderAnswer } from './order.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** Reads an order. */
export function orderResource(state: AcmeState, request: AccountRequest): AcmeAnswer {
  const order = ownOrder(state, request);
  if (request.payload !== undefined) throw new Problem('malformed', 'An order is read with an empty payload');
  return orderAnswer(state.settle(order), request.links, 200);
}

/** The order that a request is about. */
export function ownOrder(state: AcmeState, { account, id }: AccountRequest): AcmeOrder {
  const order = state.order(id);
  if (!order) throw new Problem('malformed', 'No such order', { status: 404 });
  if (order.account !== account) throw new Problem('unauthorized', 'The order is another account’s');
  return order;
}
