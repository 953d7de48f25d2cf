import { ApiProblem } from '../problem.ts';

/** Nobody said who they are (RFC 6750, section 3: a challenge without an error). */
export function notLoggedIn(detail: string): ApiProblem {
  return new ApiProblem(401, 'NotLoggedIn', detail, {}, { 'www-authenticate': 'Bearer realm="torii"' });
}

/** The platform is not known to have checked a signature of the account. */
export function notSigned(detail: string): ApiProblem {
  return new ApiProblem(401, 'NotSigned', detail, {}, { 'www-authenticate': 'ACS3-HMAC-SHA256 realm="torii"' });
}

/** What was said is not good (RFC 6750, section 3.1). */
export function loginRefused(why: string): ApiProblem {
  const detail = `${why}; ask an admin for a key ("torii keys add"), or make a first one with "torii init"`;
  return new ApiProblem(
    401,
    'LoginRefused',
    detail,
    {},
    {
      'www-authenticate': 'Bearer realm="torii", error="invalid_token"',
    },
  );
}

/** Who it is, is known; it is not enough. */
export function roleTooLow(detail: string): ApiProblem {
  return new ApiProblem(
    403,
    'RoleTooLow',
    detail,
    {},
    {
      'www-authenticate': 'Bearer realm="torii", error="insufficient_scope"',
    },
  );
}
