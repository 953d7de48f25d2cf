import { type AcmeAnswer, ASK_AGAIN } from './answer.ts';
import { type Authorization, authorizationObject } from './authorization.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** Reads or deactivates one (RFC 8555, sections 7.5 and 7.5.2). */
export function authorizationResource(state: AcmeState, { account, id, payload, links }: AccountRequest): AcmeAnswer {
  const authorization = state.authorization(id);
  if (!authorization) throw new Problem('malformed', 'No such authorization', { status: 404 });
  if (authorization.account !== account) throw new Problem('unauthorized', 'The authorization is another account’s');
  state.expire(authorization);
  if (payload !== undefined) deactivate(authorization, payload);
  const waiting = authorization.challenges.some(({ status }) => status === 'processing');
  return { status: 200, body: authorizationObject(authorization, links), ...(waiting && { headers: ASK_AGAIN }) };
}

function deactivate(authorization: Authorization, { status }: Record<string, unknown>): void {
  if (status !== 'deactivated') throw new Problem('malformed', 'An authorization can only be deactivated');
  if (authorization.status !== 'pending' && authorization.status !== 'valid') {
    throw new Problem('malformed', `The authorization is ${authorization.status}`);
  }
  authorization.status = 'deactivated';
}
