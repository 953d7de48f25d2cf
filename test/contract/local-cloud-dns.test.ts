import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode, type Packet } from 'dns-packet';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { respond } from '../../local/cloud/dns/respond.ts';
import { type DnsServer, startDnsServer } from '../../local/cloud/dns/server.ts';
import { joinSources, type RecordSource, type Zone, type ZoneRecord } from '../../local/cloud/dns/zone.ts';

/** `name type value` a line; names relative to the zone. */
function zone(name: string, lines: string[], serial = 7): Zone {
  const records = lines.map((line) => {
    const [, rr = '', type = '', value = ''] = /^(\S+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return { rr, type, value, ttl: 600, priority: type === 'MX' ? 5 : undefined };
  });
  return {
    name,
    serial,
    records: (relative): ZoneRecord[] => records.filter((record) => record.rr === relative),
    hasDescendants: (relative) => records.some((record) => record.rr.endsWith(`.${relative}`)),
  };
}

function source(...zones: Zone[]): RecordSource {
  return joinSources(
    zones.map((each) => ({
      findZone: (name) => (name === each.name || name.endsWith(`.${each.name}`) ? each : undefined),
    })),
  );
}

const example = zone('example.com', [
  '@ A 192.0.2.1',
  '@ MX mail.example.com',
  '@ NS ns.elsewhere.test',
  'www A 192.0.2.2',
  'www A 192.0.2.3',
  'www AAAA 2001:db8::2',
  'chat CNAME gw-1.cn-beijing.pai-eas.aliyuncs.com',
  'two CNAME one.example.com',
  'one CNAME www.example.com',
  'gone CNAME nothing.example.com',
  'away CNAME far.elsewhere.test',
  'loop-a CNAME loop-b.example.com',
  'loop-b CNAME loop-a.example.com',
  'a.b.deep TXT found',
  '* TXT wild',
  '* A 192.0.2.9',
  '*.wild A 192.0.2.10',
  'host.wild TXT here',
  'alias-of-wild CNAME x.wild.example.com',
  'jump REDIRECT_URL https://elsewhere.test/',
  'sub NS ns1.elsewhere.test',
  'sub A 192.0.2.66',
  '_sip._tcp SRV 5 0 5060 sip.example.com',
  'caa CAA 0 issue "ca.test"',
  `long TXT ${'x'.repeat(300)}`,
  ...Array.from({ length: 30 }, (_, n) => `many TXT value-${n}-${'y'.repeat(40)}`),
]);
const platform = zone('cn-beijing.pai-eas.aliyuncs.com', ['gw-1 A 127.77.0.1'], 1);
const nested = zone('inner.example.com', ['@ A 192.0.2.77', 'sub A 192.0.2.78'], 3);

let server: DnsServer;
beforeAll(async () => {
  server = await startDnsServer(() => source(example, platform, nested));
});
afterAll(() => server.close());

async function udp(message: Buffer): Promise<Buffer> {
  const socket = createSocket('udp4');
  socket.send(message, server.port, server.address);
  const [response] = await once(socket, 'message');
  socket.close();
  return response;
}

async function tcp(...messages: Buffer[]): Promise<Buffer[]> {
  const socket = connect(server.port, server.address);
  for (const message of messages) {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(message.length);
    socket.write(length);
    socket.write(message);
  }
  let received = Buffer.alloc(0);
  const responses: Buffer[] = [];
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      responses.push(received.subarray(2, 2 + received.readUInt16BE(0)));
      received = received.subarray(2 + received.readUInt16BE(0));
    }
    if (responses.length === messages.length) break;
  }
  return responses;
}

type Question = NonNullable<Packet['questions']>[number];
function query(name: string, type: Question['type'], extra: Partial<Packet> = {}): Buffer {
  return encode({ type: 'query', id: 4242, questions: [{ name, type, class: 'IN' }], ...extra });
}

/** The declared types of dns-packet leave out the response code. */
function read(message: Buffer): DecodedPacket & { rcode?: string } {
  return decode(message);
}

/** The same question about a type that has no name here. */
function withType(message: Buffer, type: number): Buffer {
  message.writeUInt16BE(type, message.length - 4);
  return message;
}

const opt = (udpPayloadSize: number, ednsVersion = 0): Answer => ({
  ...{ type: 'OPT', name: '.', udpPayloadSize, ednsVersion, extendedRcode: 0, flags: 0, flag_do: false, options: [] },
});

async function ask(name: string, type: Question['type'], extra?: Partial<Packet>): Promise<ReturnType<typeof read>> {
  return read(await udp(query(name, type, extra)));
}

/** `owner TYPE data` of each answer, sorted. */
function shown(packet: DecodedPacket): string[] {
  const text = (data: unknown): string =>
    Array.isArray(data) ? data.map(String).join('') : typeof data === 'object' ? JSON.stringify(data) : String(data);
  return (packet.answers ?? []).map((a) => `${a.name} ${a.type} ${'data' in a ? text(a.data) : ''}`).sort();
}

describe('the name server answers from its zones', () => {
  it.each<[string, Question['type'], string[]]>([
    ['example.com', 'A', ['example.com A 192.0.2.1']],
    ['www.example.com', 'A', ['www.example.com A 192.0.2.2', 'www.example.com A 192.0.2.3']],
    ['WwW.eXample.COM', 'AAAA', ['WwW.eXample.COM AAAA 2001:db8::2']],
    ['example.com', 'MX', ['example.com MX {"preference":5,"exchange":"mail.example.com"}']],
    [
      '_sip._tcp.example.com',
      'SRV',
      ['_sip._tcp.example.com SRV {"priority":5,"weight":0,"port":5060,"target":"sip.example.com"}'],
    ],
    [
      'caa.example.com',
      'CAA',
      ['caa.example.com CAA {"flags":0,"tag":"issue","value":"ca.test","issuerCritical":false}'],
    ],
    ['long.example.com', 'TXT', [`long.example.com TXT ${'x'.repeat(300)}`]],
    ['chat.example.com', 'CNAME', ['chat.example.com CNAME gw-1.cn-beijing.pai-eas.aliyuncs.com']],
    [
      'chat.example.com',
      'A',
      [
        'chat.example.com CNAME gw-1.cn-beijing.pai-eas.aliyuncs.com',
        'gw-1.cn-beijing.pai-eas.aliyuncs.com A 127.77.0.1',
      ],
    ],
    [
      'two.example.com',
      'AAAA',
      [
        'one.example.com CNAME www.example.com',
        'two.example.com CNAME one.example.com',
        'www.example.com AAAA 2001:db8::2',
      ],
    ],
    ['away.example.com', 'A', ['away.example.com CNAME far.elsewhere.test']],
    ['any.thing.at.all.example.com', 'TXT', ['any.thing.at.all.example.com TXT wild']],
    ['x.wild.example.com', 'A', ['x.wild.example.com A 192.0.2.10']],
    [
      'alias-of-wild.example.com',
      'A',
      ['alias-of-wild.example.com CNAME x.wild.example.com', 'x.wild.example.com A 192.0.2.10'],
    ],
    ['*.example.com', 'TXT', ['*.example.com TXT wild']],
    ['sub.inner.example.com', 'A', ['sub.inner.example.com A 192.0.2.78']],
    ['inner.example.com', 'NS', ['inner.example.com NS ns1.alidns.com', 'inner.example.com NS ns2.alidns.com']],
  ])('%s %s', async (name, type, expected) => {
    const packet = await ask(name, type);
    expect(shown(packet)).toEqual(expected);
    expect(packet).toMatchObject({ id: 4242, rcode: 'NOERROR', flag_aa: true, flag_tc: false, flag_qr: true });
  });

  it('serves its own SOA and NS at the apex, not the ones written there', async () => {
    expect(shown(await ask('example.com', 'NS'))).toEqual([
      'example.com NS ns1.alidns.com',
      'example.com NS ns2.alidns.com',
    ]);
    expect(shown(await ask('example.com', 'SOA')).join()).toContain('"serial":7');
    const anything = read(await udp(withType(query('example.com', 'A'), 255)));
    expect(shown(anything).map((line) => line.split(' ')[1])).toEqual(['A', 'MX', 'NS', 'NS', 'SOA']);
  });

  it.each<[string, string, Question['type'], string]>([
    ['a name that exists without this type', 'www.example.com', 'TXT', 'NOERROR'],
    ['an empty name between two that exist', 'b.deep.example.com', 'A', 'NOERROR'],
    ['a wildcard without this type', 'anything.example.com', 'MX', 'NOERROR'],
    ['a redirection, which is the business of a web server', 'jump.example.com', 'A', 'NOERROR'],
    ['below a name that exists, where the outer wildcard does not reach', 'x.www.example.com', 'A', 'NXDOMAIN'],
    ['below an existing name that shadows a wildcard', 'x.host.wild.example.com', 'A', 'NXDOMAIN'],
    ['beside the only name of a branch', 'z.b.deep.example.com', 'TXT', 'NXDOMAIN'],
    ['nothing there', 'gw-2.cn-beijing.pai-eas.aliyuncs.com', 'A', 'NXDOMAIN'],
  ])('says with a SOA that there is none: %s', async (_why, name, type, rcode) => {
    const packet = await ask(name, type);
    expect(packet).toMatchObject({ rcode, flag_aa: true, answers: [] });
    expect(packet.authorities?.map((each) => each.type)).toEqual(['SOA']);
  });

  it('keeps the chain when its end does not exist', async () => {
    // The wildcard of the zone would catch a plain missing name: point below one that exists.
    const chained = source(zone('z.test', ['gone CNAME x.www.z.test', 'www A 192.0.2.1']));
    const response = respond(query('gone.z.test', 'A'), 'udp', chained);
    const packet = read(response ?? Buffer.alloc(0));
    expect(packet).toMatchObject({ rcode: 'NXDOMAIN', flag_aa: true });
    expect(shown(packet)).toEqual(['gone.z.test CNAME x.www.z.test']);
  });

  it('answers with the default line only; a name that has another one exists all the same', () => {
    const records = [
      { rr: 'www', type: 'A', value: '192.0.2.1', ttl: 600, line: 'default' },
      { rr: 'www', type: 'A', value: '192.0.2.2', ttl: 600, line: 'telecom' },
      { rr: 'only', type: 'A', value: '192.0.2.3', ttl: 600, line: 'telecom' },
    ];
    const lined = { ...zone('z.test', []), records: (name: string) => records.filter(({ rr }) => rr === name) };
    const answer = (name: string) => read(respond(query(name, 'A'), 'udp', source(lined)) ?? Buffer.alloc(0));
    expect(shown(answer('www.z.test'))).toEqual(['www.z.test A 192.0.2.1']);
    expect(answer('only.z.test')).toMatchObject({ rcode: 'NOERROR', answers: [] });
  });

  it('ends a circle of aliases', async () => {
    const packet = await ask('loop-a.example.com', 'A');
    expect(packet.rcode).toBe('NOERROR');
    expect(shown(packet)).toHaveLength(2);
  });

  it.each(['sub.example.com', 'x.sub.example.com'])('refers %s to the servers it is delegated to', async (name) => {
    const packet = await ask(name, 'A');
    expect(packet).toMatchObject({ rcode: 'NOERROR', flag_aa: false, answers: [] });
    expect(packet.authorities).toMatchObject([{ type: 'NS', name: 'sub.example.com', data: 'ns1.elsewhere.test' }]);
  });

  it.each<[string, Question['type'], string]>([
    ['example.org', 'A', 'REFUSED'],
    ['com', 'A', 'REFUSED'],
    ['notexample.com', 'A', 'REFUSED'],
    ['example.com', 'AXFR', 'REFUSED'],
  ])('refuses %s %s', async (name, type, rcode) => {
    expect(await ask(name, type)).toMatchObject({ rcode, flag_aa: false, answers: [] });
  });
});

describe('long answers', () => {
  it('are cut to nothing over plain UDP, and whole over TCP', async () => {
    const cut = await udp(query('many.example.com', 'TXT'));
    expect(cut.length).toBeLessThanOrEqual(512);
    expect(read(cut)).toMatchObject({ flag_tc: true, rcode: 'NOERROR', answers: [] });
    const [whole = Buffer.alloc(0)] = await tcp(query('many.example.com', 'TXT'));
    expect(read(whole).flag_tc).toBe(false);
    expect(read(whole).answers).toHaveLength(30);
  });

  it.each([
    [4096, false],
    [1232, true],
    [100, true],
  ])('fit in the %i bytes the asker offers, or are cut: %s', async (size, truncated) => {
    const response = await udp(query('many.example.com', 'TXT', { additionals: [opt(size)] }));
    const packet = read(response);
    expect(response.length).toBeLessThanOrEqual(Math.max(512, size));
    expect(packet.flag_tc).toBe(truncated);
    expect(packet.additionals).toMatchObject([{ type: 'OPT', ednsVersion: 0 }]);
  });

  it('answers several questions on one connection, in order', async () => {
    const responses = await tcp(query('www.example.com', 'A'), query('long.example.com', 'TXT'));
    expect(responses.map((each) => read(each).questions?.[0]?.name)).toEqual(['www.example.com', 'long.example.com']);
  });
});

describe('what is not a proper question', () => {
  it('turns down an EDNS version it does not speak', async () => {
    const packet = await ask('www.example.com', 'A', { additionals: [opt(1232, 1)] });
    expect(packet).toMatchObject({ answers: [], additionals: [{ type: 'OPT', extendedRcode: 1 }] });
  });

  it.each<[string, Buffer, string | undefined]>([
    [
      'two questions',
      encode({
        id: 9,
        type: 'query',
        questions: [
          { name: 'a.example.com', type: 'A' },
          { name: 'b.example.com', type: 'A' },
        ],
      }),
      'FORMERR',
    ],
    ['no question', encode({ id: 9, type: 'query', questions: [] }), 'FORMERR'],
    ['a name that ends in the middle', query('www.example.com', 'A').subarray(0, 20), 'FORMERR'],
    [
      'a compression pointer to itself',
      Buffer.concat([query('www.example.com', 'A').subarray(0, 12), Buffer.from([0xc0, 0x0c, 0, 1, 0, 1])]),
      'FORMERR',
    ],
    [
      'another opcode',
      encode({ id: 9, type: 'query', flags: 5 << 11, questions: [{ name: 'example.com', type: 'SOA' }] }),
      'NOTIMP',
    ],
    ['less than a header', Buffer.from([1, 2, 3]), undefined],
    ['an answer to nobody', encode({ id: 9, type: 'response', questions: [] }), undefined],
  ])('%s', (_what, message, rcode) => {
    const response = respond(message, 'udp', source(example));
    expect(response === undefined ? undefined : read(response).rcode).toBe(rcode);
  });

  it('answers a type it has never heard of like any other that is not there', async () => {
    expect(read(await udp(withType(query('www.example.com', 'A'), 65)))).toMatchObject({
      rcode: 'NOERROR',
      answers: [],
    });
  });

  it('survives any bytes', () => {
    const header = query('www.example.com', 'A').subarray(0, 12);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, headed) => {
        const message = headed ? Buffer.concat([header, bytes]) : Buffer.from(bytes);
        const response = respond(message, 'udp', source(example));
        expect(response === undefined || response.length >= 12).toBe(true);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('is still there afterwards', async () => {
    const socket = createSocket('udp4');
    await new Promise((sent) => socket.send(Buffer.from('garbage'), server.port, server.address, sent));
    socket.close();
    expect(shown(await ask('x.wild.example.com', 'A'))).toHaveLength(1);
  });
});
