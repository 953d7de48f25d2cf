import { describe, expect, it } from 'vitest';
import type { ExistingRecord } from '../../shared/domain-rules/domains.ts';
import { coverNames, explainCover } from '../../shared/domain-rules/recording/wildcard-cover.ts';

const ZONE = 'example.com';

const standing = (rr: string, is: Partial<ExistingRecord> = {}): ExistingRecord => ({
  recordId: `id-of-${rr}`,
  rr,
  type: 'A',
  value: '198.51.100.7',
  line: 'default',
  status: 'ENABLE',
  ttl: 600,
  ...is,
});

/** What stands in the zone, by host record. */
const zoneWith = (...hosts: (string | ExistingRecord)[]): Record<string, ExistingRecord[]> =>
  Object.fromEntries(
    hosts
      .map((host) => (typeof host === 'string' ? standing(host) : host))
      .map((record) => [`${record.rr}.${ZONE}`, [record]]),
  );

describe('which names say what a wildcard answers for (G41)', () => {
  it.each([
    ['chat.example.com', ['*.example.com']],
    ['a.b.example.com', ['*.b.example.com', 'b.example.com', '*.example.com']],
    [
      'a.b.c.example.com',
      ['*.b.c.example.com', 'b.c.example.com', '*.c.example.com', 'c.example.com', '*.example.com'],
    ],
  ])('of %s: as many as it has labels decide, whatever the zone holds', (name, names) => {
    expect(coverNames(name, ZONE)).toEqual(names);
    expect(coverNames(name, `${ZONE.toUpperCase()}.`)).toEqual(names);
  });
});

describe('what a record of its own takes from a wildcard (RFC 4592, G41)', () => {
  it('is the name and what is below it, and it is said whose the wildcard is', () => {
    const [cover] = explainCover('chat.example.com', ZONE, zoneWith(standing('*', { remark: 'web team' })));
    expect(cover?.what).toBe('*.example.com');
    expect(cover?.message).toContain('A * 198.51.100.7 (record id-of-*) (foreign, remark "web team")');
    expect(cover?.message).toMatch(/answers for chat\.example\.com today and stays as it is/);
    expect(cover?.message).toMatch(/chat\.example\.com and the names below it are not the wildcard's any more/);
  });

  it('is also every name that begins to exist between it and the wildcard', () => {
    const [cover] = explainCover('a.b.c.example.com', ZONE, zoneWith('*'));
    expect(cover?.message).toContain('a record at a.b.c.example.com makes c.example.com exist without records');
    expect(cover?.message).toContain('neither for c.example.com nor for other names below it');
  });

  it('names the wildcard that answers, which is the one below the closest name that exists', () => {
    expect(explainCover('a.b.example.com', ZONE, zoneWith('*', '*.b'))).toMatchObject([{ what: '*.b.example.com' }]);
  });

  it.each<[string, Record<string, ExistingRecord[]>]>([
    ['there is none', zoneWith()],
    ['a name between exists, by a record of its own', zoneWith('*', 'b')],
    ['the wildcard is switched off', zoneWith(standing('*', { status: 'Disable' }))],
  ])('is nothing where %s', (_, there) => {
    expect(explainCover('a.b.example.com', ZONE, there)).toEqual([]);
  });
});
