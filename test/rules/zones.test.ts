import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseVSwitch,
  parseZoneError,
  summariseSkips,
  type VSwitchFact,
  type VSwitchQuestion,
} from '../../shared/domain-rules/zones.ts';

describe('reading the vendor’s zone error (G70)', () => {
  const read = {
    vSwitchId: 'vsw-2zeqwh8hv0gb96zcd****',
    zoneId: 'cn-beijing-g',
    supportedZones: ['cn-beijing-i', 'cn-beijing-l', 'cn-beijing-k'],
  };
  const start = 'vSwitch vsw-2zeqwh8hv0gb96zcd**** in zone cn-beijing-g is not supported, supported zones';

  it.each([
    ['as the guide prints it', `${start}: [cn-beijing-i cn-beijing-l cn-beijing-k]`],
    ['commas', `${start}: [cn-beijing-i,cn-beijing-l,cn-beijing-k]`],
    ['commas and spaces', `${start}: [cn-beijing-i, cn-beijing-l , cn-beijing-k]`],
    ['quotes', `${start}: ["cn-beijing-i", "cn-beijing-l", "cn-beijing-k"]`],
    ['quoted ids', `${start.replace(/(vsw-\S+|cn-beijing-g)/g, '"$1"')}：【cn-beijing-i、cn-beijing-l、cn-beijing-k】`],
    ['no brackets, more text', `${start}: cn-beijing-i cn-beijing-l cn-beijing-k. Choose another one.`],
    ['text around', `InvalidParameter: ${start}: [cn-beijing-i cn-beijing-l cn-beijing-k], request id 1A-b-c`],
    ['other case', `${start}: [cn-beijing-i cn-beijing-l cn-beijing-k]`.toUpperCase()],
    ['line breaks', `${start.replaceAll(' ', '\n')}:\n[cn-beijing-i\ncn-beijing-l\ncn-beijing-k]`],
    ['a semicolon', `${start.replace(',', ';')}: [cn-beijing-i cn-beijing-l cn-beijing-k]`],
  ])('%s', (_, message) => {
    const error = parseZoneError(message);
    expect({ ...error, vSwitchId: error?.vSwitchId }).toEqual(read);
  });

  it('reads zones that end in a digit and a letter, and a message that names none', () => {
    const message = 'vSwitch vsw-1 in zone ap-southeast-1a is not supported, supported zones: ';
    expect(parseZoneError(`${message}[ap-southeast-1b us-west-1a]`)?.supportedZones).toEqual([
      'ap-southeast-1b',
      'us-west-1a',
    ]);
    expect(parseZoneError(`${message}[]`)).toEqual({
      vSwitchId: 'vsw-1',
      zoneId: 'ap-southeast-1a',
      supportedZones: [],
    });
  });

  it.each(['', 'vSwitch vsw-1 was not found', 'supported zones: [cn-beijing-i]'])(
    '"%s" is another error',
    (message) => {
      expect(parseZoneError(message)).toBeUndefined();
    },
  );
});

describe('choosing a vSwitch (G71)', () => {
  it('takes the owner’s first', () => {
    expect(choose({ candidates: ['vsw-i', 'vsw-l'] })).toEqual({
      chosen: 'vsw-i',
      reason: 'FirstCandidate',
      message: expect.stringContaining('vsw-i'),
      skipped: [],
    });
  });

  it.each<[string, string, string, string]>([
    ['is unknown', 'vsw-none', 'NotFound', 'not found'],
    ['is of another VPC', 'vsw-other', 'NotInVpc', 'vpc-b'],
    ['is in no supported zone', 'vsw-g', 'ZoneNotSupported', 'supports cn-beijing-i, cn-beijing-l'],
    ['is being made', 'vsw-pending', 'NotAvailable', 'Pending'],
    ['is full', 'vsw-full', 'NoFreeAddress', 'no free IP address'],
  ])('passes over one that %s, and says why', (_, candidate, reason, part) => {
    const choice = choose({ candidates: [candidate, 'vsw-l', 'vsw-i'] });
    expect(choice).toMatchObject({
      chosen: 'vsw-l',
      reason: 'LaterCandidate',
      skipped: [{ vSwitchId: candidate, reason, message: expect.stringContaining(part) }],
    });
    expect(choice.message).toContain(`1 ${reason}`);
  });

  it('suggests what else would fit, most free addresses first, and takes none of it', () => {
    expect(choose({ candidates: ['vsw-g'] })).toMatchObject({
      chosen: undefined,
      reason: 'NoVSwitchFits',
      message: 'No vSwitch declared for vpc-a fits: 1 ZoneNotSupported.',
      suggestions: [
        { kind: 'use', vSwitchId: 'vsw-l', zoneId: 'cn-beijing-l' },
        { kind: 'use', vSwitchId: 'vsw-h', zoneId: 'cn-beijing-i' },
        { kind: 'use', vSwitchId: 'vsw-i', zoneId: 'cn-beijing-i' },
        { kind: 'use', vSwitchId: 'vsw-j', zoneId: 'cn-beijing-i' },
      ],
    });
  });

  it('suggests to create one where nothing fits', () => {
    expect(choose({ candidates: ['vsw-full'], supportedZones: ['cn-beijing-k', 'cn-beijing-m'] })).toMatchObject({
      suggestions: [
        { kind: 'create', zones: ['cn-beijing-k', 'cn-beijing-m'], message: expect.stringContaining('vpc-a') },
      ],
    });
  });

  it('suggests nothing where the gateway supports no zone, and needs candidates', () => {
    expect(choose({ candidates: ['vsw-i'], supportedZones: [] })).toMatchObject({
      skipped: [{ message: 'vsw-i is in zone cn-beijing-i; this gateway supports no zone.' }],
      suggestions: [],
    });
    expect(choose({ candidates: [] }).message).toBe('No vSwitch declared for vpc-a fits: none is declared.');
  });

  it('counts the reasons, the most frequent first', () => {
    const { skipped } = choose({ candidates: ['vsw-full', 'vsw-g', 'vsw-k'] });
    expect(summariseSkips(skipped)).toBe('2 ZoneNotSupported, 1 NoFreeAddress');
  });

  it('chooses only what the owner named and the gateway can take; everything before it has a reason', () => {
    fc.assert(
      fc.property(fc.array(facts), fc.uniqueArray(ids), fc.subarray(ZONES), (known, candidates, supportedZones) => {
        const distinct = known.filter(
          (fact, at) => known.findIndex(({ vSwitchId }) => vSwitchId === fact.vSwitchId) === at,
        );
        const fits = (id: string) => {
          const fact = distinct.find(({ vSwitchId }) => vSwitchId === id);
          if (fact?.vpcId !== 'vpc-a' || fact.status !== 'Available') return false;
          return supportedZones.includes(fact.zoneId) && fact.availableIpAddressCount > 0;
        };
        const choice = chooseVSwitch({ candidates, known: distinct, vpcId: 'vpc-a', supportedZones });
        expect(choice.chosen).toBe(candidates.find(fits));
        const before =
          choice.chosen === undefined ? candidates : candidates.slice(0, candidates.indexOf(choice.chosen));
        expect(choice.skipped.map(({ vSwitchId }) => vSwitchId)).toEqual(before);
        for (const suggestion of choice.chosen === undefined ? choice.suggestions : []) {
          if (suggestion.kind === 'use') {
            expect(candidates).not.toContain(suggestion.vSwitchId);
            expect(fits(suggestion.vSwitchId)).toBe(true);
          }
        }
      }),
    );
  });
});

const ZONES: string[] = ['cn-beijing-g', 'cn-beijing-i', 'cn-beijing-l'];
const ids = fc.constantFrom<string[]>('vsw-1', 'vsw-2', 'vsw-3', 'vsw-4', 'vsw-5');
const facts = fc.record<VSwitchFact>({
  vSwitchId: ids,
  vpcId: fc.constantFrom('vpc-a', 'vpc-a', 'vpc-b'),
  zoneId: fc.constantFrom(...ZONES),
  status: fc.constantFrom('Available', 'Available', 'Pending'),
  availableIpAddressCount: fc.nat({ max: 3 }),
  name: fc.constant(''),
  tags: fc.constant({}),
});

const known: VSwitchFact[] = [
  fact({ vSwitchId: 'vsw-i' }),
  fact({ vSwitchId: 'vsw-h' }),
  fact({ vSwitchId: 'vsw-j' }),
  fact({ vSwitchId: 'vsw-l', zoneId: 'cn-beijing-l', availableIpAddressCount: 252 }),
  fact({ vSwitchId: 'vsw-g', zoneId: 'cn-beijing-g' }),
  fact({ vSwitchId: 'vsw-k', zoneId: 'cn-beijing-j' }),
  fact({ vSwitchId: 'vsw-pending', status: 'Pending' }),
  fact({ vSwitchId: 'vsw-full', availableIpAddressCount: 0 }),
  fact({ vSwitchId: 'vsw-other', vpcId: 'vpc-b' }),
];

function fact(fields: Partial<VSwitchFact>): VSwitchFact {
  return {
    vSwitchId: '',
    vpcId: 'vpc-a',
    zoneId: 'cn-beijing-i',
    status: 'Available',
    availableIpAddressCount: 12,
    name: '',
    tags: {},
    ...fields,
  };
}

function choose(question: Partial<VSwitchQuestion>) {
  return chooseVSwitch({
    candidates: [],
    known,
    vpcId: 'vpc-a',
    supportedZones: ['cn-beijing-i', 'cn-beijing-l'],
    ...question,
  });
}
