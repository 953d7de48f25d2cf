import { createHmac, randomUUID } from 'node:crypto';
import type { Acs3Request } from './acs3.ts';

/**
 * The two older signatures, written for the tests from their published descriptions, apart from the verifier and from
 * the official clients, so that every part of a request can be spoilt on its way.
 */
export interface OlderCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** RPC: everything in the query, HMAC-SHA1 over the sorted pairs. https://help.aliyun.com/document_detail/315526.html */
export function signRpcSha1(
  action: string,
  version: string,
  parameters: Readonly<Record<string, string>>,
  { accessKeyId, accessKeySecret, securityToken }: OlderCredentials,
): Acs3Request {
  const query: Record<string, string> = {
    ...{ Action: action, Version: version, Format: 'JSON', AccessKeyId: accessKeyId },
    ...{ SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0', SignatureNonce: randomUUID() },
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    ...(securityToken !== undefined && { SecurityToken: securityToken }),
    ...parameters,
  };
  const pairs = Object.keys(query)
    .sort()
    .map((name) => `${encode(name)}=${encode(query[name] ?? '')}`);
  const Signature = sha1(`${accessKeySecret}&`, `GET&%2F&${encode(pairs.join('&'))}`);
  return { method: 'GET', path: '/', query: { ...query, Signature }, headers: {}, body: '' };
}

/** ROA: `Authorization: acs <key id>:<signature>` over headers and path. https://help.aliyun.com/document_detail/315525.html */
export function signRoaSha1(
  path: string,
  version: string,
  query: Readonly<Record<string, string>>,
  { accessKeyId, accessKeySecret, securityToken }: OlderCredentials,
): Acs3Request {
  const headers: Record<string, string> = {
    accept: 'application/json',
    date: new Date().toUTCString(),
    ...{ 'x-acs-signature-method': 'HMAC-SHA1', 'x-acs-signature-version': '1.0', 'x-acs-version': version },
    'x-acs-signature-nonce': randomUUID(),
    ...(securityToken !== undefined && { 'x-acs-accesskey-id': accessKeyId, 'x-acs-security-token': securityToken }),
  };
  const named = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const asked = Object.keys(query)
    .sort()
    .map((name) => `${name}=${query[name]}`);
  const resource = `${path}${asked.length > 0 ? `?${asked.join('&')}` : ''}`;
  const text = ['GET', headers.accept, '', '', headers.date, `${named.join('')}${resource}`].join('\n');
  return {
    ...{ method: 'GET', path, query, body: '' },
    headers: { ...headers, authorization: `acs ${accessKeyId}:${sha1(accessKeySecret, text)}` },
  };
}

function sha1(key: string, text: string): string {
  return createHmac('sha1', key).update(text).digest('base64');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
