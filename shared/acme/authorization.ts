import { type Fields, fieldsOf } from './answer-fields.ts';
import type { AcmeAnswer } from './exchange.ts';
import { type AcmeProblem, readProblem } from './problem.ts';

/** What has to be proved for one name (RFC 8555, 7.1.4). */
export interface Authorization {
  url: string;
  /** Without the `*.` of a wildcard. */
  name: string;
  wildcard: boolean;
  status: (typeof AUTHORIZATION_STATUSES)[number];
  /** ms since the epoch. */
  expires?: number;
  challenges: Challenge[];
  /** When to look again, where the server says so. */
  retryAfterMs?: number;
}

/** One way to prove it (RFC 8555, 7.1.5). */
export interface Challenge {
  /** `dns-01`, `http-01`, …: types that nobody knows yet too. */
  type: string;
  url: string;
  status: (typeof CHALLENGE_STATUSES)[number];
  /** Absent in types that have none. */
  token?: string;
  /** Why it is `invalid`. */
  error?: AcmeProblem;
}

/** @throws AcmeError `UnusableAnswer` */
export function readAuthorization(url: string, { body, retryAfterMs }: AcmeAnswer): Authorization {
  const authorization = fieldsOf('authorization', body);
  const expires = authorization.optionalInstant('expires');
  return {
    url,
    name: authorization.object('identifier').text('value'),
    wildcard: authorization.flag('wildcard'),
    status: authorization.word('status', AUTHORIZATION_STATUSES),
    ...(expires === undefined ? {} : { expires }),
    challenges: authorization.objects('challenges').map(challenge),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** @throws AcmeError `UnusableAnswer` */
export function readChallenge({ body }: AcmeAnswer): Challenge {
  return challenge(fieldsOf('challenge', body));
}

function challenge(fields: Fields): Challenge {
  const token = fields.optionalText('token');
  const error = readProblem(fields.raw('error'));
  return {
    type: fields.text('type'),
    url: fields.text('url'),
    status: fields.word('status', CHALLENGE_STATUSES),
    ...(token === undefined ? {} : { token }),
    ...(error === undefined ? {} : { error }),
  };
}

const AUTHORIZATION_STATUSES = ['pending', 'valid', 'invalid', 'deactivated', 'expired', 'revoked'] as const;
const CHALLENGE_STATUSES = ['pending', 'processing', 'valid', 'invalid'] as const;
