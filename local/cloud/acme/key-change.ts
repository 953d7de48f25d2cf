import type { JWK } from 'jose';
import { accountObject } from './account.ts';
import type { AcmeAnswer } from './answer.ts';
import { isObject, parseJson, readJws, thumbprint, verifySignature } from './jws.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** Gives an account another key: signed by the old one outside and by the new one inside (RFC 8555, section 7.3.5). */
export async function keyChange(state: AcmeState, request: AccountRequest): Promise<AcmeAnswer> {
  const { account, links } = request;
  const inner = readJws(request.payload);
  const { jwk, kid, nonce, url } = inner.header;
  if (jwk === undefined || kid !== undefined)
    throw new Problem('malformed', 'The inner JWS brings the new key as "jwk"');
  if (nonce !== undefined) throw new Problem('malformed', 'The inner JWS has no nonce');
  if (url !== request.url) throw new Problem('malformed', 'The inner JWS has the "url" of the outer one');
  const newThumbprint = await thumbprint(jwk);
  await verifySignature(inner, jwk);
  const change = parseJson(inner.payload, 'inner payload');
  if (change.account !== links.account(account.id))
    throw new Problem('malformed', 'The inner JWS is about another account');
  const { oldKey } = change;
  if (!isObject(oldKey) || (await thumbprint(oldKey as JWK)) !== account.thumbprint) {
    throw new Problem('malformed', '"oldKey" is not the key of the account');
  }
  const holder = state.accountOfKey(newThumbprint);
  if (holder) {
    const headers = { location: links.account(holder.id) };
    throw new Problem('malformed', 'An account has the new key already', { status: 409, headers });
  }
  account.key = jwk;
  account.thumbprint = newThumbprint;
  return { status: 200, headers: { location: links.account(account.id) }, body: accountObject(account, links) };
}
