/** An answer that says no, as problem details (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: ProblemStatus;
  readonly reason: string;
  readonly extra: Record<string, unknown>;

  /** @param extra further members of the answer, such as `problems` or the plan that was expected */
  constructor(status: ProblemStatus, reason: string, detail: string, extra: Record<string, unknown> = {}) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.reason = reason;
    this.extra = extra;
  }
}

export type ProblemStatus = 400 | 404 | 405 | 409 | 413 | 422 | 500 | 502 | 503;

/** Writes problem details; `type` is relative, so that it works at whatever address the API has. */
export function problemResponse({ status, reason, message, extra }: ApiProblem): Response {
  const body = { type: `/problems/${reason}`, title: TITLES[status], status, detail: message, reason, ...extra };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
}

const TITLES: Record<ProblemStatus, string> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};
