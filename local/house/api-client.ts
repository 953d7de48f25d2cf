import { randomUUID } from 'node:crypto';
import { acs3Headers, type CloudCredentials } from '../../shared/cloud/acs3.ts';

/** An answer of the provisioning API. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the caller knows which answer it asked for.
  body: any;
}

export type ApiClient = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  target: string,
  body?: string,
  more?: Record<string, string>,
) => Promise<ApiAnswer>;

/** Calls an HTTP trigger with `authType: function`: every request signed with ACS3-HMAC-SHA256. */
export function apiClient(baseUrl: string, credentials: CloudCredentials): ApiClient {
  return async (method, target, body = '', more = {}) => {
    const url = new URL(target, baseUrl);
    const headers = acs3Headers(
      {
        method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        body,
        host: url.host,
        action: 'InvokeHTTPTrigger',
        version: '2023-03-30',
        ...(body ? { contentType: body.startsWith('{') ? 'application/json' : 'application/yaml' } : {}),
      },
      credentials,
      { now: Date.now(), nonce: randomUUID() },
    );
    const response = await fetch(url, { method, headers: { ...headers, ...more }, ...(body ? { body } : {}) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
}
