import { createHash, createHmac } from 'node:crypto';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

/** What is wrong, or other than usual, in a request by hand. */
export interface Twist {
  readonly method?: string;
  readonly path?: string;
  readonly body?: Buffer;
  /** Undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** After the signature was made. */
  readonly forged?: Readonly<Record<string, string | undefined>>;
  readonly secret?: string;
}

/** ListTable by hand, or something like it. */
export async function ask(cloud: LocalCloud, twist: Twist = {}) {
  const {
    method = 'POST',
    path = '/ListTable',
    body = Buffer.alloc(0),
    secret = cloud.account.accessKeySecret,
  } = twist;
  const signed = present({
    'x-ots-apiversion': '2015-12-31',
    'x-ots-accesskeyid': cloud.account.accessKeyId,
    'x-ots-contentmd5': md5(body),
    'x-ots-date': new Date().toISOString(),
    'x-ots-instancename': 'torii',
    ...twist.headers,
  });
  const text = `${path}\n${method}\n\n${lines(signed)}\n`;
  const headers = present({ ...signed, 'x-ots-signature': hmac(secret, text), ...twist.forged });
  const response = await fetch(cloud.endpoint + path, { method, headers, ...(method === 'POST' && { body }) });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('latin1') };
}

export const md5 = (body: Buffer) => createHash('md5').update(body).digest('base64');
export const hmac = (secret: string, text: string) => createHmac('sha1', secret).update(text).digest('base64');
const present = (headers: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
/** Headers as they are signed. */
export const lines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}:${value}`)
    .sort()
    .join('\n');

/** GetRow of `documents` by (p, a), written by hand. @param error what is added to the row's checksum */
export function getRowMessage(error: number): Buffer {
  const text = (value: string) => [3, value.length, 0, 0, 0, ...Buffer.from(value)];
  const cell = (name: string, value: string) => {
    const variant = text(value);
    const covered = [...Buffer.from(name), ...variant];
    const checksum = crc(covered);
    const bytes = [
      3,
      4,
      name.length,
      0,
      0,
      0,
      ...Buffer.from(name),
      5,
      variant.length,
      0,
      0,
      0,
      ...variant,
      10,
      checksum,
    ];
    return { bytes, checksum };
  };
  const cells = [cell('partition', 'p'), cell('name', 'a')];
  const sum = crc([...cells.map(({ checksum }) => checksum), 0]);
  const row = [0x75, 0, 0, 0, 1, ...cells.flatMap(({ bytes }) => bytes), 9, (sum + error) & 255];
  const name = Buffer.from('documents');
  return Buffer.from([0x0a, name.length, ...name, 0x12, row.length, ...row, 0x28, 1]);
}

/** CRC-8 by its definition: polynomial 0x07, bit by bit. */
function crc(bytes: readonly number[]): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = ((sum << 1) ^ (sum & 0x80 ? 0x07 : 0)) & 0xff;
  }
  return sum;
}
