import type { AcmeAccount } from './account.ts';
import type { AcmeAnswer } from './answer.ts';
import { type Authorization, challengeTypes } from './authorization.ts';
import { readIdentifiers } from './identifiers.ts';
import { type AcmeOrder, orderAnswer } from './order.ts';
import { newOrderPayload } from './payloads.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** Takes an order (RFC 8555, section 7.4), which may say what it replaces (RFC 9773, section 5). */
export function newOrder(state: AcmeState, { account, payload, links }: AccountRequest): AcmeAnswer {
  if (payload === undefined) throw new Problem('malformed', 'A new order has a payload');
  if (payload.notBefore !== undefined || payload.notAfter !== undefined) {
    throw new Problem('malformed', 'NotBefore and NotAfter are not supported');
  }
  if (payload.profile !== undefined) throw new Problem('malformed', 'No profiles are offered');
  const names = readIdentifiers(payload.identifiers, state.forbiddenNames);
  const replaces = readReplaces(state, account, names, payload.replaces);
  const known = state.orderReuse ? unfinished(state, account, names, replaces) : undefined;
  if (known) return orderAnswer(known, links, 201);
  refuseSecondReplacement(state, replaces);
  if (replaces === undefined || !state.renewalsAreExempt) state.countOrder(account, names);

  const now = state.now();
  const order: AcmeOrder = {
    id: state.newId('', 12, 'digits'),
    ...{ account, names, replaces },
    authorizations: names.map((name) => authorize(state, account, name)),
    status: 'pending',
    createdAt: now,
    expires: now + PENDING_LIFE_MS,
  };
  state.addOrder(order);
  return orderAnswer(state.settle(order), links, 201);
}

/** The certificate identifier in `replaces`, once it is found to be one that this account may replace so. */
function readReplaces(state: AcmeState, account: AcmeAccount, names: readonly string[], value: unknown) {
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string' || !newOrderPayload.replaces.pattern.test(value)) {
    throw new Problem('malformed', '"replaces" is no certificate identifier');
  }
  const replaced = state.certificate(value);
  if (!replaced) {
    const detail =
      'could not find an order for the given certificate: no certificate with the identifier in "replaces"';
    throw new Problem('malformed', detail, { status: 404 });
  }
  if (replaced.account !== account) {
    throw new Problem('unauthorized', 'requester account did not request the certificate being replaced by this order');
  }
  if (!replaced.names.some((name) => names.includes(name))) {
    throw new Problem(
      'malformed',
      'identifiers in this order do not match any identifier in the certificate being replaced',
    );
  }
  return value;
}

/** Any order that is not invalid has replaced it, whether it was finished or not. */
function refuseSecondReplacement(state: AcmeState, replaces: string | undefined): void {
  if (replaces === undefined) return;
  const other = state.orders.find((order) => order.replaces === replaces && state.settle(order).status !== 'invalid');
  if (other) {
    throw new Problem(
      'alreadyReplaced',
      `cannot indicate an order replaces certificate with identifier "${replaces}", which already has a replacement order`,
    );
  }
}

function unfinished(state: AcmeState, account: AcmeAccount, names: readonly string[], replaces: string | undefined) {
  const wanted = [...names].sort().join();
  return state.orders.find((order) => {
    if (order.account !== account || order.replaces !== replaces || [...order.names].sort().join() !== wanted)
      return false;
    return ['pending', 'ready'].includes(state.settle(order).status);
  });
}

/** A valid authorization of the same account, where the server is in the mood to reuse it; else a new one. */
function authorize(state: AcmeState, account: AcmeAccount, asked: string): Authorization {
  const wildcard = asked.startsWith('*.');
  const name = wildcard ? asked.slice(2) : asked;
  const valid = state.reusesAuthorization() ? state.validAuthorization(account, name, wildcard) : undefined;
  if (valid) return valid;
  const authorization: Authorization = {
    id: state.newId('', 12, 'digits'),
    ...{ account, name, wildcard },
    status: 'pending',
    expires: state.now() + PENDING_LIFE_MS,
    challenges: challengeTypes(wildcard).map((type) => ({
      id: state.newId('', 12),
      type,
      token: state.newId('', 43),
      status: 'pending',
    })),
  };
  state.addAuthorization(authorization);
  return authorization;
}

/** Let's Encrypt: seven days for an order and for its authorizations. */
const PENDING_LIFE_MS = 7 * 24 * 3_600_000;
