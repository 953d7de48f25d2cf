import { isSecretOf, readApiKeyToken } from '../../../shared/secrets/api-key.ts';
import type { ApiContext } from '../context.ts';
import { findKey, isGood, noteUse } from './api-key-documents.ts';
import type { Caller } from './arrival.ts';
import { loginRefused, notLoggedIn } from './login-problems.ts';
import type { Oidc } from './oidc.ts';
import type { SecuritySettings } from './settings.ts';
import { signerOf } from './signed-trigger.ts';

/**
 * Who calls: by an API key, a token of the declared issuer, or, where the trigger verified it, a signature of the account.
 *
 * @throws ApiProblem NotSigned, NotLoggedIn or LoginRefused with WWW-Authenticate (RFC 6750, section 3)
 */
export async function authenticate(
  api: Pick<ApiContext, 'deps' | 'account' | 'region'>,
  { httpAuth, signedDomains }: Pick<SecuritySettings, 'httpAuth' | 'signedDomains'>,
  oidc: Oidc | undefined,
  { authorization, domainName }: { authorization: string | undefined; domainName: string },
): Promise<Caller> {
  // The account's own keys may do everything.
  if (httpAuth === 'function') {
    const id = signerOf(authorization, domainName, { region: api.region, signedDomains });
    return { by: 'signature', id, role: 'admin' };
  }
  const [, token] = BEARER.exec(authorization ?? '') ?? [];
  if (token === undefined) throw notLoggedIn(SIGNED.test(authorization ?? '') ? NO_SIGNATURES : SAY_WHO);
  const parts = readApiKeyToken(token);
  if (parts) return byKey(api, parts);
  if (oidc) return oidc.callerOf(token);
  throw loginRefused('the token is no API key');
}

/** The same answer whatever is wrong with a key: whoever guesses learns nothing. */
async function byKey(
  { deps, account }: Pick<ApiContext, 'deps' | 'account'>,
  { id, secret }: { id: string; secret: string },
): Promise<Caller> {
  const stored = await findKey({ deps, account }, id);
  const now = deps.clock.now();
  const isTheirs = isSecretOf(stored?.body ?? NOBODY, secret);
  if (!stored || !isTheirs || !isGood(stored.body, now)) {
    throw loginRefused('the API key is not known, was revoked, or has ended');
  }
  await noteUse({ deps, account }, stored, now);
  return { by: 'api-key', id, name: stored.body.name, role: stored.body.role };
}

/** RFC 6750, section 2.1; the scheme in any case (RFC 9110, section 11.1). */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const SIGNED = /^(ACS3-HMAC-SHA256|FC|acs) /;
const NO_SIGNATURES =
  'this API takes no signatures: its trigger is anonymous. Send Authorization: Bearer with an API key instead (TORII_API_KEY)';
const SAY_WHO =
  'say who you are: Authorization: Bearer and an API key. "torii init" makes the first key of an account, "torii keys add" the others';
/** Compared with where there is no such key, so that both take as long. */
const NOBODY = { hash: '0'.repeat(64) };
