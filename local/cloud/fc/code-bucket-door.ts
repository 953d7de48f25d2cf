import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Accounts } from '../accounts.ts';
import type { Calls } from '../calls.ts';
import type { VirtualClock } from '../clock.ts';
import type { OtherDoor } from '../front-door/other-door.ts';
import { receive } from '../front-door/receive.ts';
import { type CodeBucket, LINK_PREFIX } from './code-bucket.ts';
import { crc64 } from './crc64.ts';
import { addressed, OssRefusal, verifyOss } from './oss-signature.ts';

/** Documented: 500 MB of code from OSS. Enough here. */
const UPLOAD_LIMIT_BYTES = 100 * 1024 * 1024;

export interface CodeBucketDoor {
  readonly accounts: Accounts;
  readonly calls: Calls;
  readonly clock: VirtualClock;
  readonly machineNow: () => number;
  readonly newRequestId: () => string;
}

/** As much of OSS as code needs on its way to a function: an object put with lent credentials; code got by its link. */
export function codeBucketDoor(bucket: CodeBucket, door: CodeBucketDoor): OtherDoor {
  const isMeant = ({ headers, url = '' }: IncomingMessage) =>
    (headers.authorization?.startsWith('OSS ') ?? false) || url.startsWith(LINK_PREFIX);

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = door.newRequestId();
    const visit: Visit = { caller: '', account: '', parameters: {} };
    const outcome = await walk(bucket, door, message, visit).catch((error: unknown) => {
      if (error instanceof OssRefusal) return error;
      throw error;
    });
    const refused = outcome instanceof OssRefusal;
    const status = refused ? outcome.status : 200;
    door.calls.record({
      at: door.clock.now(),
      product: 'oss',
      action: message.method === 'PUT' ? 'PutObject' : 'GetObject',
      ...visit,
      status,
      code: refused ? outcome.code : undefined,
      requestId,
    });
    if (refused) {
      response.writeHead(status, { 'content-type': 'application/xml', 'x-oss-request-id': requestId });
      response.end(outcome.xml(requestId));
    } else {
      response.writeHead(status, { ...outcome.headers, 'x-oss-request-id': requestId });
      response.end(outcome.content);
    }
  };
  return { isMeant, serve };
}

interface Visit {
  caller: string;
  account: string;
  parameters: Record<string, unknown>;
}

interface Done {
  readonly headers: Readonly<Record<string, string>>;
  readonly content?: Buffer;
}

async function walk(bucket: CodeBucket, door: CodeBucketDoor, message: IncomingMessage, visit: Visit): Promise<Done> {
  const { method, target, headers, body } = await receive(message, UPLOAD_LIMIT_BYTES);
  if (method === 'GET' && target.startsWith(LINK_PREFIX)) return download(bucket, target);
  const place = addressed(headers, target);
  const { caller, account } = verifyOss({ method, headers, place }, door.accounts, door.machineNow());
  Object.assign(visit, { caller, account, parameters: { ...place, bytes: body.length } });
  const grant = bucket.grantOf(caller);
  if (!grant || grant.bucket !== place.bucket || grant.object !== place.object) {
    throw new OssRefusal(403, 'AccessDenied', 'You have no right to access this object because of bucket acl.');
  }
  if (method !== 'PUT') throw new OssRefusal(405, 'MethodNotAllowed', 'The specified method is not allowed here.');
  bucket.put(place.bucket, place.object, body);
  return { headers: { etag: `"${crc64(body)}"`, 'x-oss-hash-crc64ecma': crc64(body) } };
}

function download(bucket: CodeBucket, path: string): Done {
  const content = bucket.linked(path);
  if (!content) throw new OssRefusal(404, 'NoSuchKey', 'The specified key does not exist.');
  return { headers: { 'content-type': 'application/zip' }, content };
}
