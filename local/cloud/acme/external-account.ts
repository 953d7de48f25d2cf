import { flattenedVerify, type JWK } from 'jose';
import { isObject, parseJson, readJws, thumbprint as thumbprintOf } from './jws.ts';
import { Problem } from './problem.ts';
import type { KeyRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/**
 * The key id of the external account that a new account is bound to, or undefined where none is named and none asked
 * for.
 */
export async function externalAccountOf(state: AcmeState, request: KeyRequest): Promise<string | undefined> {
  const binding = request.payload?.externalAccountBinding;
  if (binding === undefined) {
    if (state.requireEab) {
      throw new Problem('externalAccountRequired', 'An account here is bound to an external account');
    }
    return undefined;
  }
  if (!isObject(binding)) throw new Problem('malformed', '"externalAccountBinding" is a JWS');
  const { header, input, payload } = readJws(binding);
  if (header.alg !== 'HS256') throw new Problem('malformed', 'External account binding is signed with HS256');
  if (header.nonce !== undefined) throw new Problem('malformed', 'External account binding has no nonce');
  if (header.url !== request.url)
    throw new Problem('malformed', 'External account binding has the "url" of the request');
  if (header.kid === undefined) throw new Problem('malformed', 'External account binding names its key in "kid"');
  const key = state.eabKeys.find(header.kid);
  if (!key) throw new Problem('unauthorized', `External account key ${header.kid} is not known`);
  try {
    await flattenedVerify(input, key, { algorithms: ['HS256'] });
  } catch {
    throw new Problem('unauthorized', 'External account binding is not signed with the key that it names');
  }
  const bound = await thumbprintOf(parseJson(payload, 'external account binding') as JWK);
  if (bound !== request.thumbprint) throw new Problem('malformed', 'External account binding is about another key');
  return header.kid;
}
