import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type DecodedPacket, decode, encode } from 'dns-packet';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';

/**
 * Asks the local cloud's name server for an address, from inside a VPC or, without one, from the internet.
 * @returns the first value of the answer, or its response code where there is none
 */
export async function resolveFrom(cloud: LocalCloud, name: string, vpcId?: string): Promise<string> {
  const socket = createSocket('udp4');
  socket.bind(0, cloud.network.standIn('10.0.0.5', vpcId));
  await once(socket, 'listening');
  const question = { name, type: 'A', class: 'IN' } as const;
  socket.send(encode({ type: 'query', id: 1, questions: [question] }), cloud.dns.port, cloud.dns.address);
  const [message] = await once(socket, 'message');
  socket.close();
  // The declared types of dns-packet leave out the response code.
  const answer: DecodedPacket & { rcode?: string } = decode(message);
  const [first] = answer.answers ?? [];
  return first && 'data' in first ? String(first.data) : String(answer.rcode);
}
