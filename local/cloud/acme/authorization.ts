import type { AcmeAccount } from './account.ts';
import { timeText } from './answer.ts';
import type { Links } from './links.ts';
import type { ProblemDocument } from './problem.ts';

/** The proof that an account speaks for a name (RFC 8555, section 7.1.4). */
export interface Authorization {
  readonly id: string;
  readonly account: AcmeAccount;
  /** Without the `*.` of a wildcard. */
  readonly name: string;
  readonly wildcard: boolean;
  status: 'pending' | 'valid' | 'invalid' | 'deactivated' | 'expired';
  /** Virtual, ms since the epoch: of a pending one, until when it may be proved; then, until when it counts. */
  expires: number;
  readonly challenges: readonly Challenge[];
}

/** One way to prove it (RFC 8555, section 8). */
export interface Challenge {
  readonly id: string;
  readonly type: 'dns-01' | 'http-01' | 'tls-alpn-01';
  readonly token: string;
  status: 'pending' | 'processing' | 'valid' | 'invalid';
  validatedAt?: number;
  error?: ProblemDocument;
}

/** A wildcard is proved by DNS alone (Let's Encrypt). */
export function challengeTypes(wildcard: boolean): readonly Challenge['type'][] {
  return wildcard ? ['dns-01'] : ['dns-01', 'http-01', 'tls-alpn-01'];
}

export function authorizationObject(authorization: Authorization, links: Links): Record<string, unknown> {
  const { status, name, wildcard, challenges } = authorization;
  // Once it is decided, only what decided it is shown.
  const decisive = challenges.filter((challenge) => challenge.status === 'valid' || challenge.status === 'invalid');
  const shown = decisive.length > 0 ? decisive : challenges;
  return {
    identifier: { type: 'dns', value: name },
    status,
    expires: timeText(authorization.expires),
    ...(wildcard && { wildcard: true }),
    challenges: shown.map((challenge) => challengeObject(challenge, links)),
  };
}

export function challengeObject(challenge: Challenge, links: Links): Record<string, unknown> {
  const { type, status, token, validatedAt, error, id } = challenge;
  return {
    type,
    url: links.challenge(id),
    status,
    token,
    ...(validatedAt !== undefined && { validated: timeText(validatedAt) }),
    ...(error && { error }),
  };
}
