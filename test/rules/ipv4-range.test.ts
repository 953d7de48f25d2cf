import { describe, expect, it } from 'vitest';
import { intersection, parseRange, spell, union, within } from '../../shared/domain-rules/ipv4-range.ts';

describe('reading one range', () => {
  it.each([
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['203.0.113.7', '203.0.113.7/32'],
    ['203.0.113.7/24', '203.0.113.0/24'],
    ['255.255.255.255/1', '128.0.0.0/1'],
    ['1.2.3.4/0', '0.0.0.0/0'],
  ])('%s is %s', (text, cidr) => {
    expect(parseRange(text)?.cidr).toBe(cidr);
  });

  it.each(['', '300.1.1.1', '1.2.3', '010.0.0.1', '1.2.3.4/', '1.2.3.4/33', '1.2.3.4/08', '1.2.3.4/24/8', '::1', '1'])(
    '"%s" is none',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );

  it('counts addresses as unsigned numbers', () => {
    expect(parseRange('255.255.255.0/24')).toEqual({ first: 4294967040, last: 4294967295, cidr: '255.255.255.0/24' });
    expect(spell(4294967295)).toBe('255.255.255.255');
  });
});

describe('sets of addresses', () => {
  it('joins neighbours and overlaps, in order', () => {
    expect(union([span(8, 9), span(0, 3), span(4, 5), span(1, 2)])).toEqual([span(0, 5), span(8, 9)]);
  });

  it('intersects', () => {
    expect(intersection([span(0, 5), span(8, 9)], [span(4, 8), span(20, 30)])).toEqual([span(4, 5), span(8, 8)]);
  });

  it('sees that two halves cover a whole, and that a gap does not', () => {
    expect(within([span(0, 9)], [span(5, 9), span(0, 4)])).toBe(true);
    expect(within([span(0, 9)], [span(6, 9), span(0, 4)])).toBe(false);
    expect(within([], [])).toBe(true);
  });
});

function span(first: number, last: number) {
  return { first, last };
}
