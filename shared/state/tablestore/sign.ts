import { createHash, createHmac } from 'node:crypto';

/** Keys of one caller; those of a function's role are temporary and come with a security token (STS). */
export interface TablestoreCredentials {
  accessKeyId: string;
  accessKeySecret: string;
  securityToken?: string | undefined;
}

const API_VERSION = '2015-12-31';

/**
 * All headers of one attempt but `host`. The signature is HMAC-SHA1 over the path, the method and every `x-ots-` header.
 *
 * @param now ms since the epoch by the machine's clock: the service takes a date of the last 15 minutes only
 * Source: documented ("Signature"), and equal to the official client's (`tablestore` 5.6.5, lib/signer.js).
 */
export function signedHeaders(
  request: { operation: string; instance: string; body: Uint8Array },
  credentials: TablestoreCredentials,
  now: number,
): Record<string, string> {
  const headers: Record<string, string> = {
    'x-ots-accesskeyid': credentials.accessKeyId,
    'x-ots-apiversion': API_VERSION,
    'x-ots-contentmd5': createHash('md5').update(request.body).digest('base64'),
    'x-ots-date': new Date(now).toISOString(),
    'x-ots-instancename': request.instance,
  };
  if (credentials.securityToken) headers['x-ots-ststoken'] = credentials.securityToken;
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const stringToSign = `/${request.operation}\nPOST\n\n${lines.sort().join('')}`;
  const signature = createHmac('sha1', credentials.accessKeySecret).update(stringToSign).digest('base64');
  return { ...headers, 'x-ots-signature': signature };
}
