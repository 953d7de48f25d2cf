import { createHmac, randomUUID } from 'node:crypto';

/** A signer of its own, from the published description, so that a request can be spoilt on its way. */
export function signedPutEvents(
  key: { accessKeyId: string; accessKeySecret: string },
  date = new Date(),
): Record<string, string> {
  const type = 'application/cloudevents-batch+json; charset=utf-8';
  const own = {
    'x-acs-signature-method': 'HMAC-SHA1',
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-signature-version': '1.0',
  };
  const lines = Object.entries(own).map(([name, value]) => `${name}:${value}\n`);
  const text = `POST\n\n${type}\n${date.toUTCString()}\n${lines.join('')}/openapi/putEvents`;
  const signature = createHmac('sha1', key.accessKeySecret).update(text).digest('base64');
  const authorization = `acs:${key.accessKeyId}:${signature}`;
  return { ...own, 'content-type': type, date: date.toUTCString(), authorization };
}
