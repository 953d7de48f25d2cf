import { accountObject, readContact } from './account.ts';
import type { AcmeAnswer } from './answer.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** Reads, updates or deactivates an account (RFC 8555, sections 7.3.2 and 7.3.6). */
export function accountResource(state: AcmeState, { account, id, payload, links }: AccountRequest): AcmeAnswer {
  if (id !== account.id) throw new Problem('unauthorized', 'The request is signed by another account');
  if (payload?.status === 'deactivated') {
    account.status = 'deactivated';
    state.giveUpOrdersOf(account);
  } else if (payload?.status !== undefined && payload.status !== account.status) {
    throw new Problem('malformed', `An account does not become ${JSON.stringify(payload.status)} on request`);
  }
  // Other members are ignored, as the RFC has it.
  if (payload?.contact !== undefined) account.contact = readContact(payload.contact);
  return { status: 200, headers: { location: links.account(account.id) }, body: accountObject(account, links) };
}

/** The orders of an account, page by page (RFC 8555, section 7.1.2.1). Invalid ones are left out. */
export function ordersResource(state: AcmeState, request: AccountRequest): AcmeAnswer {
  const { account, id, links, query } = request;
  if (id !== account.id) throw new Problem('unauthorized', 'The request is signed by another account');
  const from = Number(query.get('cursor') ?? 0);
  if (!Number.isInteger(from) || from < 0) throw new Problem('malformed', 'The cursor is not one of ours');
  const own = state.orders.filter((order) => order.account === account && state.settle(order).status !== 'invalid');
  const page = own.slice(from, from + ORDERS_A_PAGE);
  const next = from + ORDERS_A_PAGE;
  return {
    status: 200,
    body: { orders: page.map((order) => links.order(order.id)) },
    ...(next < own.length && { links: { next: `${links.orders(id)}?cursor=${next}` } }),
  };
}

/** Few, so that clients meet a second page. */
const ORDERS_A_PAGE = 3;
