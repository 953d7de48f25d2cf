import { type AcmeAction, AcmeError } from './acme-error.ts';
import { readProblem, spellProblem } from './problem.ts';

/** The error for an answer that is no success. */
export function refusalOf(
  action: AcmeAction,
  { status, body, retryAfterMs }: { status: number; body: string; retryAfterMs: number | undefined },
  host: string,
): AcmeError {
  const problem = readProblem(jsonOf(body));
  const code = problem && problem.code !== 'unspecified' ? problem.code : `HttpStatus${status}`;
  const said = problem ? spellProblem({ ...problem, code }) : code;
  return new AcmeError({
    action,
    code,
    status,
    message: `ACME ${action} was refused by ${host}: ${said}`,
    detail: problem?.detail ?? '',
    subproblems: problem?.subproblems ?? [],
    retryable: RETRYABLE_CODES.has(code) || status === 429 || status === 408 || status >= 500,
    retryAfterMs,
    hint: HINTS[code] ?? (status >= 300 && status < 400 ? REDIRECTED : undefined),
  });
}

/** A JSON value, or nothing from what is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `orderNotReady`: a copy of the order elsewhere at the CA may be older than what was read. */
const RETRYABLE_CODES = new Set(['badNonce', 'rateLimited', 'serverInternal', 'orderNotReady']);

const REDIRECTED = 'Redirects are not followed: declare the address of the directory itself';

/** The way out, where the code alone (RFC 8555, 6.7) tells it. */
const HINTS: Record<string, string> = {
  accountDoesNotExist: 'The CA does not know this account any more: it has to be registered anew',
  badCSR: 'The CA does not accept the request for this key or these names: another key type may do',
  caa: 'A CAA record forbids this CA to issue for the name: allow it there, or choose another CA',
  externalAccountRequired: 'This CA binds accounts to customers: declare the key id and the key it gave you (EAB)',
  invalidContact: 'Declare a contact address that exists',
  rejectedIdentifier: 'This CA does not issue for the name: take it off the certificate, or choose another CA',
  unsupportedContact: 'Declare a contact of another kind: a mail address does everywhere',
  unsupportedIdentifier: 'This CA does not issue for names of this kind: choose another CA',
  userActionRequired: 'The CA waits for you: visit the address it names, for example to agree to new terms of service',
};
