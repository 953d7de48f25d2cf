import { type AcmeAccount, accountObject, readContact } from './account.ts';
import type { AcmeAnswer } from './answer.ts';
import { externalAccountOf } from './external-account.ts';
import { Problem } from './problem.ts';
import { type KeyRequest, notValid } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/**
 * Makes an account, or finds the one that has this key already (RFC 8555, sections 7.3 and 7.3.1): 201 or 200, the
 * account's URL in `Location` either way.
 */
export async function newAccount(state: AcmeState, request: KeyRequest): Promise<AcmeAnswer> {
  const { payload, key, thumbprint, links } = request;
  if (payload === undefined) throw new Problem('malformed', 'A new account has a payload');
  const known = state.accountOfKey(thumbprint);
  if (known) return answer(known, 200);
  if (payload.onlyReturnExisting === true) {
    throw new Problem('accountDoesNotExist', 'No account exists with the provided key');
  }
  if (payload.termsOfServiceAgreed !== true) {
    throw new Problem('malformed', `Agree to the terms of service at ${links.terms()} with "termsOfServiceAgreed"`);
  }
  const contact = readContact(payload.contact ?? []);
  const externalAccount = await externalAccountOf(state, request);
  const account: AcmeAccount = {
    id: state.newId('', 10, 'digits'),
    ...{ key, thumbprint, contact, externalAccount },
    status: 'valid',
    createdAt: state.now(),
  };
  state.addAccount(account);
  return answer(account, 201);

  function answer(account: AcmeAccount, status: number): AcmeAnswer {
    if (account.status !== 'valid') throw notValid(account);
    return { status, headers: { location: links.account(account.id) }, body: accountObject(account, links) };
  }
}
