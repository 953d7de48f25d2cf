import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AutomaticQuestion,
  chooseAutomatically,
  rankVSwitches,
} from '../../shared/domain-rules/automatic-vswitch.ts';
import type { VSwitchFilter } from '../../shared/domain-rules/declaration.ts';
import type { VSwitchFact } from '../../shared/domain-rules/zones.ts';

describe('choosing a vSwitch automatically (G71)', () => {
  it('takes the one with the most free addresses, and counts why others were passed over', () => {
    const choice = choose({});
    expect(choice).toMatchObject({ chosen: 'vsw-l', reason: 'MostFreeAddresses' });
    expect(choice.message).toBe(
      'vsw-l: zone cn-beijing-l, 200 free addresses, the most of those that fit (passed over: 2 ZoneNotSupported, 1 NotAvailable, 1 ZoneTaken, 1 NoFreeAddress).',
    );
  });

  it('takes the lower id of two that have as many, whatever order they are listed in', () => {
    const twins = [fact('vsw-b', { zoneId: 'cn-beijing-l' }), fact('vsw-a', { zoneId: 'cn-beijing-i' })];
    expect(choose({ known: twins }).chosen).toBe('vsw-a');
    expect(choose({ known: twins.toReversed() }).chosen).toBe('vsw-a');
    expect(choose({ known: twins.slice(0, 1) }).message).not.toContain('passed over');
  });

  it.each<[string, VSwitchFilter, string | undefined, string]>([
    ['zones', { zones: ['cn-beijing-i'] }, 'vsw-i', '1 ZoneNotWanted'],
    ['names', { names: ['gateway-?'] }, 'vsw-i', '2 NameNotWanted'],
    ['names that are patterns to others', { names: ['(gateway', 'gate.*', 'GATEWAY-*'] }, undefined, '3 NameNotWanted'],
    ['one of several names', { names: ['nothing', '*-b*'] }, 'vsw-i-small', '2 NameNotWanted'],
    ['tags', { tags: { team: 'ml' } }, 'vsw-i', '2 TagMissing'],
    ['each of the tags', { tags: { team: 'ml', stage: 'prod' } }, undefined, '3 TagMissing'],
    ['free addresses', { minFreeAddresses: 201 }, undefined, '3 TooFewFreeAddresses'],
  ])('lets the owner filter by %s', (_, filter, chosen, counted) => {
    const choice = choose({ filter });
    expect(choice.chosen).toBe(chosen);
    expect(choice.message).toContain(counted);
  });

  it('says of each that was passed over what was against it', () => {
    const said = (filter: VSwitchFilter) => rankVSwitches(ask({ filter })).skipped.map(({ message }) => message);
    expect(said({ zones: ['cn-beijing-i'] })).toContain('vsw-l is in zone cn-beijing-l; cn-beijing-i is declared.');
    expect(said({ names: ['a', 'b'] })).toContain('vsw-l is called "other"; a, b is declared.');
    expect(said({ tags: { team: 'ml' } })).toContain('vsw-l does not have the tag team=ml.');
    expect(said({ minFreeAddresses: 201 })).toContain('vsw-l has 200 free addresses; 201 are declared.');
    expect(said({})).toContain(
      'vsw-i-small is in zone cn-beijing-i as vsw-i is, which has at least as many free addresses.',
    );
  });

  it('stays with the one it chose while that fits, even if another has more free addresses by now', () => {
    expect(choose({ before: 'vsw-i-small' })).toMatchObject({ chosen: 'vsw-i-small', reason: 'StillFits' });
    expect(choose({ before: 'vsw-i-small' }).skipped.map(({ vSwitchId }) => vSwitchId)).not.toContain('vsw-i-small');
    // The link itself takes addresses.
    expect(choose({ before: 'vsw-i', filter: { minFreeAddresses: 101 } }).chosen).toBe('vsw-i');
  });

  it.each<[string, Partial<AutomaticQuestion>]>([
    ['its zone is not supported any more', { before: 'vsw-i', supportedZones: ['cn-beijing-l'] }],
    ['the owner wants another zone', { before: 'vsw-i', filter: { zones: ['cn-beijing-l'] } }],
    ['it is gone', { before: 'vsw-gone' }],
    ['it is full', { before: 'vsw-full' }],
    ['it is of another VPC', { before: 'vsw-other' }],
  ])('chooses anew when %s', (_, question) => {
    expect(choose(question)).toMatchObject({ chosen: 'vsw-l', reason: 'MostFreeAddresses' });
  });

  it('suggests what the filter keeps out, one of each zone, and takes none of it', () => {
    const choice = choose({ filter: { minFreeAddresses: 500 } });
    expect(choice).toMatchObject({
      chosen: undefined,
      reason: 'NoVSwitchFits',
      suggestions: [
        {
          kind: 'use',
          vSwitchId: 'vsw-l',
          message: 'Let the filter take vsw-l: zone cn-beijing-l, 200 free addresses.',
        },
        { kind: 'use', vSwitchId: 'vsw-i' },
      ],
    });
  });

  it('suggests to create one, in a zone that is supported and wanted, where nothing would fit', () => {
    const suggested = (question: Partial<AutomaticQuestion>) => {
      const choice = choose({ known: [], ...question });
      return choice.reason === 'NoVSwitchFits' ? choice.suggestions.map(({ message }) => message) : choice.chosen;
    };
    expect(suggested({})).toEqual(['Create a vSwitch of vpc-a in zone cn-beijing-i or cn-beijing-l.']);
    expect(suggested({ filter: { zones: ['cn-beijing-l', 'cn-beijing-g'] } })).toEqual([
      'Create a vSwitch of vpc-a in zone cn-beijing-l.',
    ]);
    expect(suggested({ filter: { zones: ['cn-beijing-g'] } })).toEqual([]);
    expect(choose({ known: [] }).message).toBe('No vSwitch of vpc-a fits: it has none.');
  });
});

describe('ranking vSwitches (G13, G71)', () => {
  it('gives each vSwitch of the VPC a place or a reason, one place a zone, the most free addresses first', () => {
    fc.assert(
      fc.property(worlds, fc.subarray(ZONES), filters, (known, supportedZones, filter) => {
        const { candidates, skipped } = rankVSwitches(ask({ known, supportedZones, filter }));
        const ids = [...candidates, ...skipped].map(({ vSwitchId }) => vSwitchId);
        const ofVpc = known.filter(({ vpcId }) => vpcId === 'vpc-a').map(({ vSwitchId }) => vSwitchId);
        expect(ids.toSorted()).toEqual(ofVpc.toSorted());
        expect(new Set(candidates.map(({ zoneId }) => zoneId)).size).toBe(candidates.length);
        for (const [index, candidate] of candidates.entries()) {
          expect(supportedZones).toContain(candidate.zoneId);
          expect(filter.zones ?? ZONES).toContain(candidate.zoneId);
          expect(candidate.status).toBe('Available');
          expect(candidate.availableIpAddressCount).toBeGreaterThanOrEqual(filter.minFreeAddresses ?? 1);
          const next = candidates[index + 1];
          if (next) expect(next.availableIpAddressCount).toBeLessThanOrEqual(candidate.availableIpAddressCount);
        }
      }),
    );
  });

  it('does not depend on the order of the list', () => {
    fc.assert(
      fc.property(worlds, filters, (known, filter) => {
        const ranked = rankVSwitches(ask({ known, filter }));
        expect(rankVSwitches(ask({ known: known.toReversed(), filter }))).toEqual(ranked);
      }),
    );
  });

  it('comes to rest: what was chosen is chosen again, and nothing that does not fit ever is', () => {
    fc.assert(
      fc.property(worlds, worlds, filters, (known, later, filter) => {
        const first = choose({ known, filter });
        const again = choose({ known, filter, before: first.chosen });
        expect(again.chosen).toBe(first.chosen);
        const { chosen } = choose({ known: later, filter, before: first.chosen });
        const { candidates, skipped } = rankVSwitches(
          ask({ known: later, filter: { ...filter, minFreeAddresses: 1 } }),
        );
        const fitting = [...candidates, ...skipped.filter(({ reason }) => reason === 'ZoneTaken')];
        if (chosen !== undefined) expect(fitting.map(({ vSwitchId }) => vSwitchId)).toContain(chosen);
      }),
    );
  });
});

const ZONES = ['cn-beijing-g', 'cn-beijing-i', 'cn-beijing-l'];

function fact(vSwitchId: string, fields: Partial<VSwitchFact> = {}): VSwitchFact {
  return {
    vSwitchId,
    vpcId: 'vpc-a',
    zoneId: 'cn-beijing-i',
    status: 'Available',
    availableIpAddressCount: 100,
    name: 'other',
    tags: {},
    ...fields,
  };
}

const KNOWN = [
  fact('vsw-full', { availableIpAddressCount: 0 }),
  fact('vsw-g', { zoneId: 'cn-beijing-g' }),
  fact('vsw-h', { zoneId: 'cn-beijing-h', availableIpAddressCount: 9000 }),
  fact('vsw-i', { name: 'gateway-a', tags: { team: 'ml' } }),
  fact('vsw-i-small', { name: 'gateway-b1', availableIpAddressCount: 10 }),
  fact('vsw-l', { zoneId: 'cn-beijing-l', availableIpAddressCount: 200 }),
  fact('vsw-pending', { status: 'Pending' }),
  fact('vsw-other', { vpcId: 'vpc-b', availableIpAddressCount: 9000 }),
];

function ask(question: Partial<AutomaticQuestion>): AutomaticQuestion {
  return {
    filter: {},
    known: KNOWN,
    vpcId: 'vpc-a',
    supportedZones: ['cn-beijing-i', 'cn-beijing-l'],
    ...question,
  };
}

function choose(question: Partial<AutomaticQuestion>) {
  return chooseAutomatically(ask(question));
}

const worlds = fc.uniqueArray(
  fc.record<VSwitchFact>({
    vSwitchId: fc.constantFrom('vsw-1', 'vsw-2', 'vsw-3', 'vsw-4', 'vsw-5', 'vsw-6'),
    vpcId: fc.constantFrom('vpc-a', 'vpc-a', 'vpc-a', 'vpc-b'),
    zoneId: fc.constantFrom(...ZONES),
    status: fc.constantFrom('Available', 'Available', 'Available', 'Pending'),
    availableIpAddressCount: fc.nat({ max: 4 }),
    name: fc.constantFrom('', 'gateway'),
    tags: fc.constantFrom({}, { team: 'ml' }),
  }),
  { selector: ({ vSwitchId }) => vSwitchId },
);
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const filters: fc.Arbitrary<VSwitchFilter> = fc.record({
  zones: optional(fc.subarray(ZONES, { minLength: 1 })),
  names: optional(fc.constantFrom(['gate*'], ['*'])),
  tags: optional(fc.constantFrom({}, { team: 'ml' })),
  minFreeAddresses: optional(fc.integer({ min: 1, max: 3 })),
});
