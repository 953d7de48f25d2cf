import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRange } from '../../shared/domain-rules/ipv4-range.ts';
import { blockProblem, chooseBlock } from '../../shared/domain-rules/vswitch-block.ts';

describe('the addresses of a vSwitch that Torii may create (G71)', () => {
  it('are the first /24 of the VPC that nobody has', () => {
    expect(chooseBlock(['10.8.0.0/16'], ['10.8.0.0/24', '10.8.2.0/23'], undefined).cidrBlock).toBe('10.8.1.0/24');
    expect(chooseBlock(['10.8.0.0/16'], [], undefined).message).toBe('10.8.0.0/24 is the first free /24');
  });

  it('are looked for in the further blocks of the VPC where the first is full', () => {
    expect(chooseBlock(['10.8.0.0/24', '10.9.0.0/16'], ['10.8.0.0/25'], undefined).cidrBlock).toBe('10.9.0.0/24');
  });

  it('are none of those that the vendor keeps', () => {
    expect(chooseBlock(['100.64.0.0/16', '10.9.0.0/16'], [], undefined).cidrBlock).toBe('10.9.0.0/24');
  });

  it.each([
    [['10.8.0.0/24'], ['10.8.0.128/28'], /no \/24 of 10.8.0.0\/24 is free/],
    [['10.8.0.0/26'], [], /no \/24/],
    [[], [], /no \/24 of the VPC is free/],
  ])('of %j beside %j: none, and it is said what to declare', (blocks, taken, message) => {
    const choice = chooseBlock(blocks, taken, undefined);
    expect(choice).toMatchObject({ reason: 'NoFreeBlock', wayOut: expect.stringContaining('smaller free block') });
    expect(choice.message).toMatch(message);
  });

  it('are the declared ones, if the VPC has them and nobody else', () => {
    const ask = (wanted: string) => chooseBlock(['10.8.0.0/16'], ['10.8.200.0/24'], wanted);
    expect(ask('10.8.201.0/28')).toEqual({
      cidrBlock: '10.8.201.0/28',
      message: '10.8.201.0/28 is the declared block',
    });
    expect(ask('10.9.0.0/24')).toMatchObject({ reason: 'BlockNotFree', message: '10.9.0.0/24 is not inside the VPC' });
    expect(ask('10.8.200.128/28')).toMatchObject({
      reason: 'BlockNotFree',
      message: '10.8.200.128/28 overlaps the vSwitch that has 10.8.200.0/24',
    });
  });

  it('never overlap those of another vSwitch, and lie in the VPC, whatever is there', () => {
    const block = fc
      .record({ third: fc.nat({ max: 7 }), mask: fc.integer({ min: 22, max: 29 }), fourth: fc.nat({ max: 255 }) })
      .map(({ third, mask, fourth }) => parseRange(`10.8.${third}.${fourth}/${mask}`)?.cidr ?? '');
    fc.assert(
      fc.property(fc.uniqueArray(block, { maxLength: 12 }), (taken) => {
        const { cidrBlock } = chooseBlock(['10.8.0.0/21'], taken, undefined);
        const others = taken.map(parseRange);
        const isFree = (cidr: string) => {
          const range = parseRange(cidr);
          return range && others.every((other) => other && (other.last < range.first || range.last < other.first));
        };
        const every = Array.from({ length: 8 }, (_, third) => `10.8.${third}.0/24`);
        expect(cidrBlock).toBe(every.find(isFree));
      }),
    );
  });

  it.each([
    ['10.8.0.0/24', undefined],
    ['10.8.0.0/29', undefined],
    ['10.8.0.0/15', /mask of a vSwitch is from/],
    ['10.8.0.0/30', /mask of a vSwitch is from/],
    ['10.8.0.1/24', /10.8.0.0\/24 does/],
    ['10.8.0.999/24', /is no IPv4 block/],
    ['169.254.1.0/24', /keeps for itself/],
  ])('%s is judged by itself', (cidrBlock, message) => {
    if (message) expect(blockProblem(cidrBlock)).toMatch(message);
    else expect(blockProblem(cidrBlock)).toBeUndefined();
  });
});
