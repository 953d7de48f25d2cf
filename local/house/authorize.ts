import { authenticate, DATE_TOLERANCE_MS } from '../cloud/front-door/authenticate.ts';
import { Nonces } from '../cloud/front-door/nonces.ts';
import { parse } from '../cloud/front-door/parse.ts';
import { Refusal } from '../cloud/front-door/refusal.ts';
import type { LocalCloud } from '../cloud/local-cloud.ts';
import type { Authorize } from '../runtime/http-trigger.ts';

/** How an HTTP trigger with `authType: function` checks its requests: the local cloud's own signature check. */
export function authorizeWith({ accounts }: Pick<LocalCloud, 'accounts'>): Authorize {
  const verifier = { accounts, nonces: new Nonces(2 * DATE_TOLERANCE_MS), machineNow: Date.now };
  return async (request) => {
    try {
      authenticate(parse(request), verifier);
      return { ok: true };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Function Compute answers 403 to a request that is not signed as it should be.
      return { ok: false, status: 403, code: error.code, message: error.message };
    }
  };
}
