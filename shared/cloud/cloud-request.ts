import { acs3Headers, type CloudCredentials, canonicalQuery } from './acs3.ts';
import type { CloudProduct, EndpointResolver } from './endpoints.ts';
import { flattenParameters } from './parameters.ts';

/** One call to one operation. RPC products have a single path; ROA ones name the resource in it. */
export type CloudRequest = {
  product: CloudProduct;
  version: string;
  action: string;
  region?: string;
  query?: object;
  /** Sent as `application/x-www-form-urlencoded`. The only place for secrets: query strings end up in logs. */
  form?: object;
  /** Sent as JSON; a string is sent as it is. */
  body?: object | string;
  /** The body's values may be secret: they are masked in what the cloud says about them. Forms always are. */
  confidential?: boolean;
  /** May be made twice without harm. A call that may not is never repeated after a lost answer. */
  idempotent: boolean;
} & (
  | { style: 'RPC'; method: 'POST'; path: '/' }
  | { style: 'ROA'; method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string }
);

/** What one attempt needs beside the request. */
export interface Signing {
  endpoint: EndpointResolver;
  credentials: CloudCredentials;
  /** ms since the epoch, by the machine's clock. */
  now: number;
  nonce: string;
}

/**
 * The request as `fetch` takes it, signed.
 * @throws TypeError when a resource name in the path would lead to another resource
 */
export function signedRequest(request: CloudRequest, signing: Signing): { url: URL; init: RequestInit } {
  const { method, path, action, version } = request;
  const query = flattenParameters(request.query ?? {});
  const search = canonicalQuery(query);
  const url = new URL(`${signing.endpoint(request.product, request.region)}${path}${search && `?${search}`}`);
  // `new URL` resolves dot segments: a service named `..` would address another resource than the one signed.
  if (url.pathname !== path) throw new TypeError(`${request.product} ${action}: a resource name cannot be a path`);
  const { body, ...content } = bodyOf(request);
  // The real hosts belong to a region; one address for everything does not, and some paths do not name it either.
  const regionId = request.region && !url.hostname.endsWith('.aliyuncs.com') ? request.region : undefined;
  const headers = acs3Headers(
    { method, path, query, body, host: url.host, action, version, ...content, ...(regionId && { regionId }) },
    signing.credentials,
    { now: signing.now, nonce: signing.nonce },
  );
  // A redirect would carry the security token to another host.
  const init: RequestInit = { method, headers, redirect: 'manual' };
  if (content.contentType) init.body = body;
  return { url, init };
}

function bodyOf({ form, body }: CloudRequest): { body: string; contentType?: string } {
  if (form) {
    return { body: canonicalQuery(flattenParameters(form)), contentType: 'application/x-www-form-urlencoded' };
  }
  if (body === undefined) return { body: '' };
  return {
    body: typeof body === 'string' ? body : JSON.stringify(body),
    contentType: 'application/json; charset=utf-8',
  };
}
