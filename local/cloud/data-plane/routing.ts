import { timingSafeEqual } from 'node:crypto';
import { certificateServed, type GatewayView, matchDomain, type Side } from './gateway-view.ts';

/** A request that was let in. */
export interface Request {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** `Host`, perhaps with a port. */
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly encrypted: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * What the gateway answers, in this order:
 *
 * ```
 *  a host that is not served on this side .......... 404, empty
 *  plain HTTP where redirection is on .............. 301 to https
 *  no such path, or a service not routed here ...... 404, empty
 *  token missing or wrong .......................... 401
 *  no healthy instance yet ......................... 503 no healthy upstream
 *  GET or POST ..................................... 200 True, the sample service; otherwise 405
 * ```
 * Codes and texts: the service status code appendix; their order, and the redirect's status, are inferred.
 */
export function answer(request: Request, gateway: GatewayView, side: Side, httpsPort: number): Answer {
  const host = hostName(request.host);
  const domain = matchDomain(gateway, side, host);
  const own = host === gateway.names[side];
  if (!own && !domain) return empty(404);

  const servesHttps = own || certificateServed(gateway, side, host) !== undefined;
  if (gateway.redirectsToHttps && !request.encrypted && servesHttps) {
    return { ...empty(301), headers: { location: `https://${host}:${httpsPort}${request.target}` } };
  }
  const service = gateway.service(serviceName(request.target));
  if (!service) return empty(404);
  if (!carriesToken(request.authorization, service.token)) {
    return {
      status: 401,
      headers: { 'content-type': 'application/json' },
      body: '{"code":"Unauthorized","message":"Invalid token"}',
    };
  }
  if (!service.warm) return text(503, 'no healthy upstream');
  return request.method === 'GET' || request.method === 'POST' ? text(200, 'True') : empty(405);
}

/** The real gateway's refusal is not documented; its errors are Envoy's, and this is Envoy's (inferred). */
export const FORBIDDEN: Answer = text(403, 'RBAC: access denied');

/** `/api/predict/{service}` and everything below it. */
function serviceName(target: string): string {
  return /^\/api\/predict\/([^/?]+)(?=[/?]|$)/.exec(target)?.[1] ?? '';
}

function hostName(header: string | undefined): string {
  return (header ?? '').replace(/:\d*$/, '').toLowerCase();
}

/** The raw token is the documented form; `Bearer` is what OpenAI clients send. */
function carriesToken(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from((authorization ?? '').replace(/^Bearer /i, ''));
  const expected = Buffer.from(token);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function empty(status: number): Answer {
  return { status, headers: {}, body: '' };
}

function text(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain' }, body };
}
