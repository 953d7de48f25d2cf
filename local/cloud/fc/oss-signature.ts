import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Accounts } from '../accounts.ts';
import { DATE_TOLERANCE_MS } from '../front-door/authenticate.ts';
import { sameText } from '../front-door/claim.ts';
import { header } from '../front-door/parse.ts';

/** An error of OSS, which answers in XML. */
export class OssRefusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'OssRefusal';
    this.status = status;
    this.code = code;
  }

  xml(requestId: string): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${this.code}</Code><Message>${this.message}</Message><RequestId>${requestId}</RequestId></Error>\n`;
  }
}

export interface ObjectPlace {
  readonly bucket: string;
  readonly object: string;
}

/** The bucket is the first label of an OSS host; clients that dial an IP address put it first in the path. */
export function addressed(headers: IncomingHttpHeaders, target: string): ObjectPlace {
  const path = decodeURIComponent(target.split('?')[0] ?? '').slice(1);
  const [, bucket] =
    /^([a-z0-9-]+)\.oss[.-][a-z0-9.-]*aliyuncs\.com(?::\d+)?$/.exec(header(headers, 'host') ?? '') ?? [];
  if (bucket) return { bucket, object: path };
  const cut = path.indexOf('/');
  return { bucket: path.slice(0, cut), object: path.slice(cut + 1) };
}

/**
 * Checks `Authorization: OSS <key id>:<signature>` (help.aliyun.com/document_detail/31951, version 1): HMAC-SHA1 over
 * method, Content-MD5, Content-Type, date, every `x-oss-*` header and `/bucket/object`.
 */
export function verifyOss(
  { method, headers, place }: { method: string; headers: IncomingHttpHeaders; place: ObjectPlace },
  accounts: Accounts,
  machineNow: number,
): { caller: string; account: string } {
  const [, caller = '', signature = ''] = /^OSS ([^:\s]+):(\S+)$/.exec(header(headers, 'authorization') ?? '') ?? [];
  const key = accounts.key(caller);
  if (!key) throw new OssRefusal(403, 'InvalidAccessKeyId', 'The OSS Access Key Id you provided does not exist.');
  const date = header(headers, 'x-oss-date') ?? header(headers, 'date') ?? '';
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-oss-'))
    .sort()
    .map((name) => `${name}:${(header(headers, name) ?? '').trim()}`);
  const text = [
    method,
    header(headers, 'content-md5') ?? '',
    header(headers, 'content-type') ?? '',
    date,
    ...own,
    `/${place.bucket}/${place.object}`,
  ].join('\n');
  if (!sameText(createHmac('sha1', key.secret).update(text).digest('base64'), signature)) {
    throw new OssRefusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match yours.');
  }
  if (!(Math.abs(machineNow - Date.parse(date)) <= DATE_TOLERANCE_MS)) {
    throw new OssRefusal(403, 'RequestTimeTooSkewed', 'The difference between the request time and ours is too large.');
  }
  const token = header(headers, 'x-oss-security-token');
  if (key.temporary && token !== key.temporary.securityToken) {
    throw new OssRefusal(403, 'SecurityTokenInvalid', 'The security token you provided is invalid.');
  }
  if (key.temporary && machineNow >= key.temporary.expiresAt) {
    throw new OssRefusal(403, 'SecurityTokenExpired', 'The security token you provided has expired.');
  }
  return { caller, account: key.accountId };
}
