import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  type DecodedPacket,
  decode,
  encode,
  type Packet,
  type Question,
} from 'dns-packet';
import { type Finding, lookUp } from './lookup.ts';
import type { RecordSource } from './zone.ts';

export type Transport = 'udp' | 'tcp';

/** What names mean: to an authoritative server the zones that it serves, to a resolver whatever it finds out. */
export type View = RecordSource | ((name: string, type: string) => Finding);

/** The bytes to send back, or undefined where silence is the only safe answer (not a query, or no header to answer to). */
export function respond(message: Buffer, transport: Transport, view: View): Buffer | undefined {
  // Answering answers is how two servers talk for ever.
  if (message.length < HEADER_BYTES || isResponse(message)) return undefined;
  const id = message.readUInt16BE(0);
  // The rest is read only after the header: another opcode may have another layout.
  if (opcode(message) !== 0) return failure(id, RCODE.NOTIMP);
  let query: DecodedPacket;
  try {
    query = decode(message);
  } catch {
    return failure(id, RCODE.FORMERR);
  }
  const [question, ...more] = query.questions ?? [];
  if (question === undefined || more.length > 0) return failure(id, RCODE.FORMERR);
  try {
    return answer(query, question, transport, view);
  } catch {
    return failure(id, RCODE.SERVFAIL, question);
  }
}

function answer(query: DecodedPacket, question: Question, transport: Transport, view: View): Buffer {
  const edns = (query.additionals ?? []).find((each) => each.type === 'OPT');
  const wrongVersion = edns?.type === 'OPT' && edns.ednsVersion !== 0;
  const asked = String(question.type);
  const refused = question.class !== 'IN' || asked === 'AXFR' || asked === 'IXFR' || wrongVersion;
  const finding: Finding = refused
    ? { rcode: wrongVersion ? 'NOERROR' : 'REFUSED', authoritative: false, answers: [], authorities: [] }
    : typeof view === 'function'
      ? view(question.name, asked)
      : lookUp(question.name, asked, view);

  const flags =
    (finding.authoritative ? AUTHORITATIVE_ANSWER : 0) |
    (finding.recursionAvailable ? RECURSION_AVAILABLE : 0) |
    recursionDesired(query) |
    RCODE[finding.rcode];
  const additionals = edns ? [ownOptions(wrongVersion)] : [];
  const packet: Packet = { type: 'response', id: query.id ?? 0, flags, questions: [question], additionals };
  const whole = encode({ ...packet, answers: finding.answers, authorities: finding.authorities });
  if (whole.length <= limit(transport, edns)) return whole;
  // Too long: say so and send nothing that a resolver could take for all there is (RFC 2181, section 9).
  return encode({ ...packet, flags: flags | TRUNCATED });
}

/** RFC 1035, section 4.2.1; RFC 6891, section 6.2.3: less than 512 counts as 512. */
function limit(transport: Transport, edns: Answer | undefined): number {
  if (transport === 'tcp') return 65_535;
  const offered = edns?.type === 'OPT' ? edns.udpPayloadSize : PLAIN_UDP_BYTES;
  return Math.min(Math.max(offered, PLAIN_UDP_BYTES), OWN_UDP_BYTES);
}

/** RFC 6891, section 6.1.3: version 0 is what we speak, BADVERS is what another version gets. */
function ownOptions(wrongVersion: boolean): Answer {
  const extendedRcode = wrongVersion ? BADVERS_UPPER_BITS : 0;
  const options = { udpPayloadSize: OWN_UDP_BYTES, extendedRcode, ednsVersion: 0, flags: 0, flag_do: false };
  return { type: 'OPT', name: '.', ...options, options: [] };
}

function failure(id: number, rcode: number, question?: Question): Buffer {
  return encode({ type: 'response', id, flags: rcode, questions: question ? [question] : [] });
}

function isResponse(message: Buffer): boolean {
  return (message.readUInt8(2) & 0x80) !== 0;
}

function opcode(message: Buffer): number {
  return (message.readUInt8(2) >> 3) & 0x0f;
}

/** Copied into the answer (RFC 1035, section 4.1.1), whether recursion is available or not. */
function recursionDesired(query: DecodedPacket): number {
  return query.flag_rd ? RECURSION_DESIRED : 0;
}

const HEADER_BYTES = 12;
const PLAIN_UDP_BYTES = 512;
const OWN_UDP_BYTES = 4096;
const TRUNCATED = 1 << 9;
const RECURSION_DESIRED = 1 << 8;
const RECURSION_AVAILABLE = 1 << 7;
/** BADVERS is 16: the upper eight of its twelve bits travel in the OPT record. */
const BADVERS_UPPER_BITS = 1;
const RCODE = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 } as const;
