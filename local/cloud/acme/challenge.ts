import { createHash } from 'node:crypto';
import { task } from '../tasks.ts';
import { type AcmeAnswer, ASK_AGAIN } from './answer.ts';
import { type Authorization, type Challenge, challengeObject } from './authorization.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** Reads a challenge, or hears that the client is ready for it (RFC 8555, section 7.5.1). */
export async function challengeResource(state: AcmeState, request: AccountRequest): Promise<AcmeAnswer> {
  const { account, id, links, payload } = request;
  const found = state.challenge(id);
  if (!found) throw new Problem('malformed', 'No such challenge', { status: 404 });
  const { authorization, challenge } = found;
  if (authorization.account !== account) throw new Problem('unauthorized', 'The challenge is another account’s');
  state.expire(authorization);
  // One that is under way or was passed is answered as it is: clients that lost the answer say it again.
  if (payload !== undefined && challenge.status === 'pending') {
    if (authorization.status !== 'pending') {
      throw new Problem(
        'malformed',
        `Unable to update challenge :: authorization must be pending, not ${authorization.status}`,
      );
    }
    challenge.status = 'processing';
    await look(state, authorization, challenge, 0);
  }
  return {
    status: 200,
    links: { up: links.authorization(authorization.id) },
    body: challengeObject(challenge, links),
    ...(challenge.status === 'processing' && { headers: ASK_AGAIN }),
  };
}

/**
 * Looks once more after a while, each time from elsewhere, as certificate authorities do against forged answers
 * (CA/Browser Forum, Baseline Requirements 3.2.2.9). All have to see the record.
 *
 * @param nth how often was looked already; resolves when this look was taken, where it is taken at once
 */
async function look(state: AcmeState, authorization: Authorization, challenge: Challenge, nth: number): Promise<void> {
  const { state: begun } = state.progress.after('acme-validation', looked(state, authorization, challenge, nth));
  if (begun === 'over') await state.world.underWay.get(challenge);
}

const looked = task(
  'acme/challenge-looked-at',
  (state: AcmeState, authorization: Authorization, challenge: Challenge, nth: number) => {
    const taken = see(state, authorization, challenge, nth);
    state.world.underWay.set(challenge, taken);
    return taken;
  },
);

async function see(state: AcmeState, authorization: Authorization, challenge: Challenge, nth: number): Promise<void> {
  state.expire(authorization);
  if (challenge.status !== 'processing' || authorization.status !== 'pending') return;
  const problem = await judge(state, authorization, challenge, nth);
  if (problem) {
    challenge.status = 'invalid';
    challenge.error = problem.document();
    authorization.status = 'invalid';
    return;
  }
  if (nth + 1 < LOOKS) return look(state, authorization, challenge, nth + 1);
  challenge.status = 'valid';
  challenge.validatedAt = state.now();
  authorization.status = 'valid';
  authorization.expires = state.now() + state.authorizationLifeMs;
}

/** What is wrong with the proof as it is seen from the nth place, in the words of Let's Encrypt; undefined if nothing. */
async function judge(state: AcmeState, { account, name }: Authorization, challenge: Challenge, nth: number) {
  const { type, token } = challenge;
  if (type !== 'dns-01') {
    return new Problem('connection', `${name}: this authority reaches no web server, so ${type} cannot succeed`);
  }
  const place = nth === 0 ? '' : 'During secondary validation: ';
  const at = `_acme-challenge.${name}`;
  const { rcode, texts } = await state.world.txt.find(at, nth);
  if (rcode !== 'NOERROR') {
    const advice = rcode === 'NXDOMAIN' ? ' - check that a DNS record exists for this domain' : '';
    return new Problem('dns', `${place}DNS problem: ${rcode} looking up TXT for ${at}${advice}`);
  }
  const expected = createHash('sha256').update(`${token}.${account.thumbprint}`).digest('base64url');
  if (texts.includes(expected)) return undefined;
  const [first, ...others] = texts;
  if (first === undefined) return new Problem('unauthorized', `${place}No TXT record found at ${at}`);
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return new Problem('unauthorized', `${place}Incorrect TXT record "${first}"${more} found at ${at}`);
}

/** One primary place and two others. */
const LOOKS = 3;
