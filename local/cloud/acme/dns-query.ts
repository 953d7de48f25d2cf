import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode } from 'dns-packet';
import type { DnsServer } from '../dns/server.ts';

export interface DnsReply {
  /** `TIMEOUT` where nobody answered. */
  readonly rcode: string;
  readonly answers: readonly Answer[];
}

/** Asks one server one question over UDP, and again over TCP where the answer was cut (RFC 7766, section 5). */
export async function askDns(
  server: Pick<DnsServer, 'address' | 'port'>,
  name: string,
  type: 'TXT' | 'NS',
): Promise<DnsReply> {
  lastId = (lastId + 1) % 65_536;
  const id = lastId;
  const opt: Answer = {
    ...{ type: 'OPT', name: '.', udpPayloadSize: UDP_BYTES, extendedRcode: 0, ednsVersion: 0, flags: 0 },
    ...{ flag_do: false, options: [] },
  };
  const query = encode({ type: 'query', id, questions: [{ name, type, class: 'IN' }], additionals: [opt] });
  try {
    const short = decode(await overUdp(server, query));
    return readReply(short.flag_tc ? decode(await overTcp(server, query)) : short);
  } catch {
    return { rcode: 'TIMEOUT', answers: [] };
  }
}

let lastId = 0;

function overUdp({ address, port }: Pick<DnsServer, 'address' | 'port'>, query: Buffer): Promise<Buffer> {
  const socket = createSocket('udp4');
  return new Promise<Buffer>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS);
    socket.on('message', (message) => {
      clearTimeout(timer);
      resolve(message);
    });
    socket.on('error', reject);
    socket.send(query, port, address);
  }).finally(() => socket.close());
}

function overTcp({ address, port }: Pick<DnsServer, 'address' | 'port'>, query: Buffer): Promise<Buffer> {
  const socket = connect({ host: address, port });
  return new Promise<Buffer>((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.setTimeout(PATIENCE_MS, () => reject(new Error('no answer')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('cut short')));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 2 ? undefined : received.readUInt16BE(0);
      if (length !== undefined && received.length >= 2 + length) resolve(received.subarray(2, 2 + length));
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(query.length);
    socket.write(Buffer.concat([length, query]));
  }).finally(() => socket.destroy());
}

/** The declared types of dns-packet leave out the response code. */
function readReply(packet: DecodedPacket & { readonly rcode?: string }): DnsReply {
  return { rcode: packet.rcode ?? 'NOERROR', answers: packet.answers ?? [] };
}

/** What resolvers offer since the DNS flag day of 2020. */
const UDP_BYTES = 1232;
/** The machine's time: both ends are in this process. */
const PATIENCE_MS = 5000;
