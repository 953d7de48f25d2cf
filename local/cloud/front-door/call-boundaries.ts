import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What stands at both ends of every call, whichever protocol it speaks: before anything is done, and after it was done and
 * before the caller has the answer. Answering true breaks the connection there. The message tells one call from another.
 */
export interface CallBoundaries {
  /** @param accessKeyId undefined where the protocol has none, as ACME */
  before(accessKeyId: string | undefined, message: IncomingMessage): boolean;
  after(accessKeyId: string | undefined, message: IncomingMessage): boolean;
  /** What is awaited between the two, after the call was done and before it is answered; nothing, unless somebody asked. */
  between?(accessKeyId: string | undefined, message: IncomingMessage): Promise<void> | undefined;
}

/** Watches one request. @returns false where its caller is gone before anything was done */
export function watchCall(
  { before, after, between }: CallBoundaries,
  message: IncomingMessage,
  response: ServerResponse,
): boolean {
  const accessKeyId = accessKeyIdOf(message);
  if (before(accessKeyId, message)) {
    response.destroy();
    return false;
  }
  const end = response.end.bind(response);
  response.end = ((...given: Parameters<typeof end>) => {
    if (after(accessKeyId, message)) return response.destroy();
    const waited = between?.(accessKeyId, message);
    if (!waited) return end(...given);
    void waited.finally(() => end(...given));
    return response;
  }) as typeof response.end;
  return true;
}

/** Who says they call, in any of the schemes that are spoken here; nobody has checked it yet. */
export function accessKeyIdOf({ headers, url = '' }: IncomingMessage): string | undefined {
  const tablestore = headers['x-ots-accesskeyid'];
  if (typeof tablestore === 'string') return tablestore;
  const { authorization = '' } = headers;
  const [, named] = /^(?:ACS3-HMAC-SHA256 Credential=|acs:?\s?|FC |OSS )([^,:\s]+)/.exec(authorization) ?? [];
  return named ?? /[?&]AccessKeyId=([^&]+)/.exec(url)?.[1];
}
