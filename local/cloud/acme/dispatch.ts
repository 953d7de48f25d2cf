import { accountResource, ordersResource } from './account-resource.ts';
import type { AcmeAnswer } from './answer.ts';
import { authorizationResource } from './authorization-resource.ts';
import { certificateResource } from './certificate-resource.ts';
import { challengeResource } from './challenge.ts';
import { directory, TERMS } from './directory.ts';
import { finalize } from './finalize.ts';
import { keyChange } from './key-change.ts';
import type { Links } from './links.ts';
import { newAccount } from './new-account.ts';
import { newOrder } from './new-order.ts';
import { orderResource } from './order-resource.ts';
import { Problem } from './problem.ts';
import { renewalInfo } from './renewal-info.ts';
import type { OpenResource, SignedResource } from './resources.ts';
import { revokeCert } from './revoke.ts';
import type { AccountRequest, KeyRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** What anybody may ask. */
export function answerOpen(
  state: AcmeState,
  { name, id, method, links }: { name: OpenResource; id: string; method: string; links: Links },
): AcmeAnswer {
  switch (name) {
    case 'directory':
      return directory(state, links);
    case 'termsOfService':
      return { status: 200, document: { type: 'text/plain; charset=utf-8', text: TERMS } };
    case 'newNonce':
      return { status: method === 'HEAD' ? 200 : 204 };
    case 'renewalInfo':
      if (state.ariUnsupported) throw new Problem('malformed', 'Page not found', { status: 404 });
      return renewalInfo(state, id);
  }
}

/** What accounts ask, and who brings a key. */
export function answerSigned(
  state: AcmeState,
  name: SignedResource,
  request: AccountRequest | KeyRequest,
): AcmeAnswer | Promise<AcmeAnswer> {
  if (name === 'revokeCert') return revokeCert(state, request);
  if (name === 'newAccount' || 'key' in request) return newAccount(state, request as KeyRequest);
  return ACCOUNT_RESOURCES[name](state, request);
}

const ACCOUNT_RESOURCES: Readonly<Record<Exclude<SignedResource, 'newAccount' | 'revokeCert'>, AccountResource>> = {
  newOrder,
  keyChange,
  account: accountResource,
  orders: ordersResource,
  order: orderResource,
  finalize,
  authorization: authorizationResource,
  challenge: challengeResource,
  certificate: certificateResource,
};

type AccountResource = (state: AcmeState, request: AccountRequest) => AcmeAnswer | Promise<AcmeAnswer>;
