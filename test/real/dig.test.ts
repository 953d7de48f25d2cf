import { expect, onTestFinished, test } from 'vitest';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { dig } from './dig.ts';

/** A zone of `rr TYPE value` lines. */
async function open(...lines: string[]) {
  const cloud = await startLocalCloud();
  onTestFinished(() => cloud.close());
  const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  for (const line of lines) {
    const [rr = '', type = '', ...value] = line.split(' ');
    cloud.alidns.addRecord(zone, { rr, type: type as 'A', value: value.join(' '), ttl: 600, line: 'default' });
  }
  return { cloud, zone };
}

test('dig gets an answer with authority, in the case it asked', async () => {
  const { cloud } = await open('www A 192.0.2.1');
  const { status, flags, answers } = await dig(cloud.dns, 'WwW.example.com', 'A');
  expect(status).toBe('NOERROR');
  expect(flags).toEqual(['qr', 'aa', 'rd']);
  expect(answers).toEqual(['WwW.example.com. 600 IN A 192.0.2.1']);
});

test('dig hears that an answer is cut, and gets it whole over TCP', async () => {
  const { cloud } = await open(...Array.from({ length: 60 }, (_, index) => `many TXT ${index}-${'x'.repeat(200)}`));
  const cut = await dig(cloud.dns, 'many.example.com', 'TXT', '+ignore', '+noedns');
  expect(cut.flags).toContain('tc');
  expect(cut.answers).toEqual([]);
  const retried = await dig(cloud.dns, 'many.example.com', 'TXT');
  expect(retried.answers).toHaveLength(60);
  expect(retried.text).toContain('(TCP)');
  expect((await dig(cloud.dns, 'many.example.com', 'TXT', '+tcp')).answers).toHaveLength(60);
  const large = await open(...Array.from({ length: 8 }, (_, index) => `some TXT ${index}-${'x'.repeat(200)}`));
  const fits = await dig(large.cloud.dns, 'some.example.com', 'TXT', '+bufsize=4096', '+ignore');
  expect(fits.answers).toHaveLength(8);
  expect(fits.text).toContain('udp: 4096');
});

test('dig tells NXDOMAIN from no data, each with the start of authority', async () => {
  const { cloud } = await open('a.deep A 192.0.2.1');
  const missing = await dig(cloud.dns, 'nothing.example.com', 'A');
  expect(missing.status).toBe('NXDOMAIN');
  expect(missing.authorities[0]).toMatch(/^example\.com\. 360 IN SOA ns1\.alidns\.com\. hostmaster\.example\.com\. /);
  const empty = await dig(cloud.dns, 'deep.example.com', 'A');
  expect(empty).toMatchObject({ status: 'NOERROR', answers: [], authorities: [expect.stringContaining('SOA')] });
});

test('dig follows a chain of aliases within the zone and out of it', async () => {
  const { cloud } = await open('one CNAME two.example.com', 'two CNAME *.wild.example.com', 'out CNAME far.test');
  const { answers } = await dig(cloud.dns, 'one.example.com', 'A');
  expect(answers).toEqual([
    'one.example.com. 600 IN CNAME two.example.com.',
    'two.example.com. 600 IN CNAME *.wild.example.com.',
  ]);
  expect(await dig(cloud.dns, 'out.example.com', 'A')).toMatchObject({
    status: 'NOERROR',
    answers: ['out.example.com. 600 IN CNAME far.test.'],
  });
});

test('dig gets what a wildcard stands in for, under the name it asked', async () => {
  const { cloud } = await open('* TXT wild', 'www A 192.0.2.1');
  expect((await dig(cloud.dns, 'x.y.example.com', 'TXT')).answers).toEqual(['x.y.example.com. 600 IN TXT "wild"']);
  expect(await dig(cloud.dns, 'x.www.example.com', 'TXT')).toMatchObject({ status: 'NXDOMAIN' });
});

test('dig gets a text of more than 255 bytes as several strings', async () => {
  const { cloud } = await open(`long TXT ${'x'.repeat(300)}`);
  const [answer] = (await dig(cloud.dns, 'long.example.com', 'TXT')).answers;
  expect(answer).toBe(`long.example.com. 600 IN TXT "${'x'.repeat(255)}" "${'x'.repeat(45)}"`);
});

test('dig sees time go by at the resolver', async () => {
  const { cloud } = await open('www A 192.0.2.1');
  const first = await dig(cloud.resolver, 'www.example.com', 'A');
  expect(first.flags).toEqual(['qr', 'rd', 'ra']);
  await cloud.clock.advanceBy(599_000);
  expect((await dig(cloud.resolver, 'www.example.com', 'A')).answers).toEqual(['www.example.com. 1 IN A 192.0.2.1']);
});

test('dig is refused what nobody serves here, whole zones, and questions of an unknown class', async () => {
  const { cloud } = await open('www A 192.0.2.1');
  expect(await dig(cloud.dns, 'www.example.org', 'A')).toMatchObject({ status: 'REFUSED' });
  expect(await dig(cloud.dns, 'www.example.com', 'CH', 'TXT')).toMatchObject({ status: 'REFUSED' });
  expect(await dig(cloud.dns, 'www.example.com', 'TYPE65280')).toMatchObject({ status: 'NOERROR', answers: [] });
  expect((await dig(cloud.dns, 'example.com', 'AXFR')).text).toContain('Transfer failed');
});
