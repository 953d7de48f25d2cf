import type { Context } from 'hono';
import { sourceNetwork } from '../../../shared/domain-rules/access/source-network.ts';
import { ApiProblem } from '../problem.ts';
import type { ApiEnv } from './arrival.ts';
import { TokenBuckets } from './token-bucket.ts';

/** What one instance remembers between requests about who asked how often. */
export interface Limits {
  requestsPerMinute: number;
  callers: TokenBuckets;
  /** By source address. */
  failedLogins: TokenBuckets;
}

export function newLimits(requestsPerMinute: number): Limits {
  return {
    requestsPerMinute,
    callers: new TokenBuckets({ capacity: requestsPerMinute, perSecond: requestsPerMinute / 60 }),
    failedLogins: new TokenBuckets(FAILED_LOGINS),
  };
}

/** Counts a request of a caller, and says so in RateLimit headers. @throws ApiProblem TooManyRequests */
export function countRequest(c: Context<ApiEnv>, { callers, requestsPerMinute }: Limits, now: number): void {
  const { by, id } = c.get('caller');
  const { granted, remaining, retryAfterSeconds } = callers.take(`${by} ${id}`, now);
  // draft-ietf-httpapi-ratelimit-headers
  c.set('answerHeaders', {
    'ratelimit-policy': `"caller";q=${requestsPerMinute};w=60`,
    ratelimit: `"caller";r=${remaining};t=${retryAfterSeconds}`,
  });
  if (granted) return;
  const detail = `at most ${requestsPerMinute} requests a minute are taken from one caller: ask again in ${retryAfterSeconds} s`;
  throw new ApiProblem(429, 'TooManyRequests', detail, {}, { 'retry-after': `${retryAfterSeconds}` });
}

/** Whether an address may try to log in once more. @throws ApiProblem TooManyFailedLogins */
export function admitLogin({ failedLogins }: Limits, sourceIp: string, now: number): void {
  const { granted, retryAfterSeconds } = failedLogins.look(sourceNetwork(sourceIp), now);
  if (granted) return;
  const detail = `too many requests from this address were not told who they are from: ask again in ${retryAfterSeconds} s`;
  throw new ApiProblem(429, 'TooManyFailedLogins', detail, {}, { 'retry-after': `${retryAfterSeconds}` });
}

export function countFailedLogin({ failedLogins }: Limits, sourceIp: string, now: number): void {
  failedLogins.take(sourceNetwork(sourceIp), now);
}

const FAILED_LOGINS = { capacity: 10, perSecond: 1 / 30 };
