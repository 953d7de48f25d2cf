import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decode, encode, type RecordType } from 'dns-packet';

export interface AnswerSeen {
  readonly name: string;
  readonly type: string;
  readonly ttl: number | undefined;
  readonly data: unknown;
}

export interface Response {
  readonly rcode: string;
  readonly isAuthoritative: boolean;
  readonly isTruncated: boolean;
  readonly recurses: boolean;
  readonly answers: readonly AnswerSeen[];
  readonly authorities: readonly AnswerSeen[];
}

/** One question over UDP, as it is answered. @param from the address to ask from, where it matters who asks */
export async function askOverUdp(
  { address, port }: { readonly address: string; readonly port: number },
  name: string,
  type: RecordType,
  from = '127.0.0.1',
): Promise<Response> {
  const socket = createSocket('udp4');
  socket.bind(0, from);
  await once(socket, 'listening');
  socket.send(encode({ type: 'query', id: 7, flags: 1 << 8, questions: [{ name, type }] }), port, address);
  const [message] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  const packet = decode(message);
  const flags = message.readUInt16BE(2);
  const seen = (each: { name: string; type: string; ttl?: number; data?: unknown }): AnswerSeen => ({
    name: each.name,
    type: each.type,
    ttl: each.ttl,
    data: Array.isArray(each.data) ? each.data.map(String).join('') : each.data,
  });
  return {
    rcode: ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'][flags & 0x0f] ?? String(flags & 0x0f),
    isAuthoritative: (flags & (1 << 10)) !== 0,
    isTruncated: (flags & (1 << 9)) !== 0,
    recurses: (flags & (1 << 7)) !== 0,
    answers: (packet.answers ?? []).map((each) => seen(each as AnswerSeen & { ttl: number })),
    authorities: (packet.authorities ?? []).map((each) => seen(each as AnswerSeen & { ttl: number })),
  };
}
