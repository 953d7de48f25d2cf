import { createHmac } from 'node:crypto';

/** Temporary or long-lived keys of one caller. `securityToken` belongs to temporary ones (STS). */
export interface EventBridgeCredentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string | undefined;
}

/**
 * All headers of one call to the data plane but `host`. Its scheme is that of the oldest products, with colons:
 * `acs:<key id>:<HMAC-SHA1>` over method, three headers, every `x-acs-*` header and the path; the body is not covered.
 * Source: equal, byte for byte, to what `@alicloud/eventbridge` 1.3.2 sends.
 *
 * @param stamp `now` in ms since the epoch by the machine's clock; a nonce is never used twice
 */
export function eventBridgeHeaders(
  call: { path: string; contentType: string; region: string },
  { accessKeyId, accessKeySecret, securityToken }: EventBridgeCredentials,
  stamp: { now: number; nonce: string },
): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': call.contentType,
    date: new Date(stamp.now).toUTCString(),
    'x-acs-signature-method': 'HMAC-SHA1',
    'x-acs-signature-nonce': stamp.nonce,
    'x-acs-signature-version': '1.0',
    'x-eventbridge-regionid': call.region,
    'x-eventbridge-version': '2015-06-06',
  };
  if (securityToken) {
    headers['x-acs-accesskey-id'] = accessKeyId;
    headers['x-acs-security-token'] = securityToken;
  }
  const signature = createHmac('sha1', accessKeySecret).update(stringToSign(call.path, headers)).digest('base64');
  return { ...headers, authorization: `acs:${accessKeyId}:${signature}` };
}

function stringToSign(path: string, headers: Readonly<Record<string, string>>): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-'))
    .sort()
    .map((name) => `${name}:${(headers[name] ?? '').trim()}\n`);
  // The empty line stands for content-md5, which nobody sends.
  return ['POST', '', headers['content-type'], headers.date, `${own.join('')}${path}`].join('\n');
}
