import type { AcmeAnswer } from './answer.ts';
import type { Links } from './links.ts';
import type { AcmeState } from './state.ts';

/** Where everything is (RFC 8555, section 7.1.1). Authorizations are made by orders only: there is no newAuthz. */
export function directory(state: AcmeState, links: Links): AcmeAnswer {
  return {
    status: 200,
    body: {
      newNonce: links.newNonce(),
      newAccount: links.newAccount(),
      newOrder: links.newOrder(),
      revokeCert: links.revokeCert(),
      keyChange: links.keyChange(),
      ...(!state.ariUnsupported && { renewalInfo: links.renewalInfo() }),
      meta: {
        termsOfService: links.terms(),
        ...(state.requireEab && { externalAccountRequired: true }),
      },
    },
  };
}

export const TERMS = 'Certificates of the local cloud are trusted by whoever trusts its root, and by nobody else.\n';
