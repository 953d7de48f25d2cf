/** An answer that says no, as problem details (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: ProblemStatus;
  readonly reason: string;
  readonly extra: Record<string, unknown>;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param extra further members of the answer, such as `problems` or the plan that was expected
   * @param headers what the status asks for, such as `WWW-Authenticate` with 401
   */
  constructor(
    status: ProblemStatus,
    reason: string,
    detail: string,
    extra: Record<string, unknown> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.reason = reason;
    this.extra = extra;
    this.headers = headers;
  }
}

export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 502 | 503;

/** Writes problem details; `type` is relative, so that it works at whatever address the API has. */
export function problemResponse({ status, reason, message, extra, headers }: ApiProblem): Response {
  const body = { type: `/problems/${reason}`, title: TITLES[status], status, detail: message, reason, ...extra };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

const TITLES: Record<ProblemStatus, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};
