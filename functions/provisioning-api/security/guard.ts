import type { MiddlewareHandler } from 'hono';
import { gateTo } from '../../../shared/domain-rules/access/public-address.ts';
import { reaches } from '../../../shared/domain-rules/access/role.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { ANSWER_HEADERS } from './answer-headers.ts';
import type { ApiEnv, Caller } from './arrival.ts';
import { auditBegin, auditEnd } from './audit.ts';
import { authenticate } from './authenticate.ts';
import { corsHeaders, preflightAnswer } from './cors.ts';
import { onceOnly } from './idempotency.ts';
import { admitLogin, countFailedLogin, countRequest } from './limits.ts';
import { roleTooLow } from './login-problems.ts';
import { type Oidc, oidcOf } from './oidc.ts';
import { assertNoConditions, conditionsOf } from './preconditions.ts';
import { takeBody } from './request-body.ts';
import { type FoundRoute, routesOf } from './routes.ts';
import { assertSane } from './sane-request.ts';

/**
 * What every request passes before it is served, in this order: its form, its route, who sends it, how often, what they
 * may, what it brings, whether it was served before, and that it stands in the audit log.
 */
export function guards(api: ApiContext): MiddlewareHandler<ApiEnv>[] {
  return [dressed(api), routed(api), loggedIn(api), audited(api), permitted(), bodied(api), begun(api)];
}

/** Headers that every answer has, whatever became of the request. */
function dressed({ security, deps }: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const headers = {
      ...ANSWER_HEADERS,
      ...c.get('answerHeaders'),
      ...corsHeaders(c.req.header('origin'), security.corsOrigins),
      'x-request-id': c.env?.requestId || deps.newId(),
    };
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
  };
}

/** The route that serves it. @throws ApiProblem RequestUnreadable, RouteNotFound or MethodNotAllowed */
function routed({ security }: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    assertSane(c.req.raw);
    const preflight = preflightAnswer(c.req.raw, security.corsOrigins);
    if (preflight) return preflight;
    const routes = routesOf(c.req.path);
    const found = routes.get(c.req.method);
    if (routes.size === 0)
      throw new ApiProblem(404, 'RouteNotFound', 'no such route is served: see GET /v1/openapi.json');
    if (!found) {
      const allow = [...routes.keys()].join(', ');
      throw new ApiProblem(405, 'MethodNotAllowed', `here are served: ${allow}`, {}, { allow });
    }
    c.set('route', found);
    return next();
  };
}

/** @throws ApiProblem NotSigned, NotLoggedIn, LoginRefused, IssuerSilent, TooManyFailedLogins or TooManyRequests */
function loggedIn(api: ApiContext): MiddlewareHandler<ApiEnv> {
  const { deps, instance } = api;
  return async (c, next) => {
    const source = c.env?.sourceIp ?? '';
    admitLogin(instance.limits, source, deps.clock.now());
    const said = { authorization: c.req.header('authorization'), domainName: c.env?.domainName ?? '' };
    const caller = await callerOf(api, said).catch((error: unknown) => {
      // While the issuer is silent, a forged token gets 503 as a good one does: it is a failed login all the same.
      if (error instanceof ApiProblem && (error.status === 401 || error.reason === 'IssuerSilent')) {
        countFailedLogin(instance.limits, source, deps.clock.now());
      }
      throw error;
    });
    c.set('caller', caller);
    countRequest(c, instance.limits, deps.clock.now());
    return next();
  };
}

function callerOf(api: ApiContext, said: { authorization: string | undefined; domainName: string }): Promise<Caller> {
  const { deps, security, instance } = api;
  const oidc: Oidc | undefined =
    security.oidc &&
    oidcOf({
      settings: security.oidc,
      deps,
      fetch: (input, init) => deps.fetchTrusting(undefined, gateTo(security.allowed))(input, init),
      memory: instance.oidc,
    });
  return authenticate(api, security, oidc, said);
}

function audited(api: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    if (c.get('route').writes) await auditEnd(api, c);
  };
}

/** @throws ApiProblem AuditUnavailable */
function begun(api: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    // What was refused before it came here changes nothing, and is written down once.
    if (c.get('route').writes) await auditBegin(api, c);
    return next();
  };
}

/** @throws ApiProblem RoleTooLow */
function permitted(): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { role: needed } = c.get('route');
    const { role } = c.get('caller');
    if (!reaches(role, needed)) throw roleTooLow(`this needs the role ${needed}, and yours is ${role}: ask an admin`);
    return next();
  };
}

/** @throws ApiProblem ConditionNotTaken, TooLarge, MediaTypeUnknown, Unreadable, and what {@link onceOnly} throws */
function bodied(api: ApiContext): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const route: FoundRoute = c.get('route');
    if (route.writes && !route.conditional) assertNoConditions(conditionsOf(c.req.raw));
    let bytes: Uint8Array = new Uint8Array();
    if (route.body !== undefined) {
      const taken = await takeBody(c.req.raw, route.body);
      c.req.raw = taken.request;
      bytes = taken.bytes;
    }
    if (route.writes) await onceOnly(api, c, bytes, next);
    else await next();
  };
}
