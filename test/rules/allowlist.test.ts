import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowlistChange,
  changeOrder,
  contains,
  covers,
  EVERYONE,
  isSubset,
  PUBLIC_ENTRY_LIMIT,
  parseAllowlist,
} from '../../shared/domain-rules/allowlist.ts';
import { spell } from '../../shared/domain-rules/ipv4-range.ts';

describe('reading an allowlist (G23, G24, G29)', () => {
  it.each([
    ['a list', ['198.51.100.0/24', '203.0.113.7']],
    ['one text with commas', '198.51.100.0/24, 203.0.113.7'],
    ['one text with line breaks', '198.51.100.0/24\r\n203.0.113.7\n'],
    ['one text with both', ' 198.51.100.0/24,\n203.0.113.7 ,'],
  ])('G24: %s', (_, written) => {
    expect(parseAllowlist(written)).toEqual({
      entries: ['198.51.100.0/24', '203.0.113.7/32'],
      problems: [],
      advice: [],
    });
  });

  it.each([
    ['203.0.113.300', 'EntryInvalid'],
    ['example.com', 'EntryInvalid'],
    ['', 'EntryInvalid'],
    ['203.0.113.1-203.0.113.9', 'EntryInvalid'],
    ['2001:db8::/32', 'EntryNotIpv4'],
    ['2001:db8::1', 'EntryNotIpv4'],
    ['10.1.2.0/24', 'PrivateRange'],
    ['172.31.255.255', 'PrivateRange'],
    ['192.168.0.0/16', 'PrivateRange'],
    ['100.64.0.0/10', 'PrivateRange'],
  ])('G24: refuses "%s" on the public list with %s, at its place', (entry, reason) => {
    const { entries, problems } = parseAllowlist(['198.51.100.0/24', entry]);
    expect(entries).toEqual(['198.51.100.0/24']);
    expect(problems).toMatchObject([{ field: 'spec.internet.allow[1]', rule: 'G24', reason }]);
  });

  it.each(['172.32.0.0/16', '100.128.0.1', '11.0.0.0/8', '10.0.0.0/7'])('G24: %s holds public addresses', (entry) => {
    expect(parseAllowlist([entry]).problems).toEqual([]);
  });

  it('G24: points from a private range to the list of the VPC', () => {
    expect(parseAllowlist(['10.0.0.0/8']).problems[0]?.wayOut).toContain('spec.vpcs[].allow');
  });

  it.each<[string, string[], string[], string[]]>([
    ['host bits', ['203.0.113.7/24'], ['203.0.113.0/24'], ['HostBitsSet']],
    ['the same range twice', ['203.0.113.0/24', '203.0.113.0/24'], ['203.0.113.0/24'], ['DuplicateEntry']],
    ['a range in a range', ['203.0.113.0/24', '203.0.113.9'], ['203.0.113.0/24', '203.0.113.9/32'], ['ContainedEntry']],
    ['everyone', [EVERYONE], [EVERYONE], ['EveryoneAllowed']],
    ['everyone by a slip', ['203.0.113.7/0'], [EVERYONE], ['HostBitsSet', 'EveryoneAllowed']],
    ['an address that nobody has', ['0.0.0.0'], ['0.0.0.0/32'], ['ZeroAddress']],
    ['nobody', [], [], ['NobodyAllowed']],
  ])('G24: accepts %s and says so', (_, written, entries, reasons) => {
    const parsed = parseAllowlist(written);
    expect(parsed.entries).toEqual(entries);
    expect(parsed.problems).toEqual([]);
    expect(parsed.advice.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('G24: takes 15 public entries, not 16; the same one twice counts once', () => {
    const fifteen = Array.from({ length: PUBLIC_ENTRY_LIMIT }, (_, index) => `203.0.113.${index * 2}`);
    expect(parseAllowlist([...fifteen, '203.0.113.0/32']).problems).toEqual([]);
    expect(parseAllowlist([...fifteen, '198.51.100.1']).problems).toMatchObject([
      { field: 'spec.internet.allow', reason: 'TooManyEntries', wayOut: expect.stringContaining('Join') },
    ]);
    expect(parseAllowlist([...fifteen, '203.0.113.0/24']).problems).toMatchObject([
      { reason: 'TooManyEntries', wayOut: expect.stringContaining('Leave out the 15') },
    ]);
  });

  it('G29: the list of a VPC takes private ranges, and more than 15 of them', () => {
    const many = Array.from({ length: 20 }, (_, index) => `10.${index}.0.0/16`);
    expect(parseAllowlist(many, 'vpc')).toEqual({ entries: many, problems: [], advice: [] });
  });

  it('G29: the list of a VPC is never empty, and everyone on it is nothing special', () => {
    expect(parseAllowlist(' ', 'vpc', 'spec.vpcs[0].allow').problems).toMatchObject([
      { field: 'spec.vpcs[0].allow', rule: 'G29', reason: 'NeverEmpty' },
    ]);
    expect(parseAllowlist([EVERYONE], 'vpc').advice).toEqual([]);
  });

  it('does not call a list empty whose entries were all refused', () => {
    const reasons = ({ problems, advice }: ReturnType<typeof parseAllowlist>) =>
      [...problems, ...advice].map(({ reason }) => reason);
    expect(reasons(parseAllowlist(['x'], 'vpc'))).toEqual(['EntryInvalid']);
    expect(reasons(parseAllowlist(['x'], 'public'))).toEqual(['EntryInvalid']);
  });
});

describe('what entries admit', () => {
  it.each<[string[], string, boolean]>([
    [['203.0.113.0/24'], '203.0.113.9', true],
    [['203.0.113.0/24'], '203.0.114.0', false],
    [[EVERYONE], '203.0.114.0', true],
    [[], '203.0.114.0', false],
    [['not a range'], '203.0.114.0', false],
    [['203.0.113.0/24'], '203.0.113.0/25', false],
  ])('%j contains address %s: %s', (entries, address, expected) => {
    expect(contains(entries, address)).toBe(expected);
  });

  it.each<[string[], string, boolean]>([
    [['10.0.0.0/9', '10.128.0.0/9'], '10.0.0.0/8', true],
    [['10.0.0.0/9'], '10.0.0.0/8', false],
    [[EVERYONE], 'no range', false],
  ])('%j covers %s: %s', (entries, cidr, expected) => {
    expect(covers(entries, cidr)).toBe(expected);
  });

  it('a list is a subset of another exactly if each of its addresses is admitted there', () => {
    fc.assert(
      fc.property(smallList, smallList, (a, b) => {
        const everyOne = SMALL_ADDRESSES.every((address) => !contains(a, address) || contains(b, address));
        expect(isSubset(a, b)).toBe(everyOne);
      }),
    );
  });
});

describe('changing an allowlist', () => {
  it('takes other spellings of a range for the same range, and removes by the cloud’s spelling', () => {
    const change = allowlistChange({
      current: ['203.0.113.7', '198.51.100.9/24', ' 192.0.2.1/32'],
      wanted: ['203.0.113.7/32', '198.51.100.0/24', '198.51.100.0/24'],
    });
    expect(change).toMatchObject({
      reason: 'AllowlistNarrows',
      add: [],
      remove: [' 192.0.2.1/32'],
      keeps: ['203.0.113.7', '198.51.100.9/24'],
      widens: false,
    });
  });

  it.each<[string, string[], string[], string, boolean]>([
    ['the same', ['203.0.113.7'], ['203.0.113.7/32'], 'AllowlistEqual', false],
    ['one more', ['203.0.113.7'], ['203.0.113.6/31'], 'AllowlistWidens', true],
    ['one less', ['203.0.113.6/31'], ['203.0.113.7/32'], 'AllowlistNarrows', false],
    ['one in, one out', ['203.0.113.6'], ['203.0.113.7'], 'AllowlistWidens', true],
    ['two halves for a whole', ['203.0.113.6/31'], ['203.0.113.6', '203.0.113.7'], 'AllowlistRestated', false],
    ['a contained range goes', [EVERYONE, '203.0.113.6'], [EVERYONE], 'AllowlistRestated', false],
    ['something that is no range goes', ['::/0', '203.0.113.6'], ['203.0.113.6'], 'AllowlistRestated', false],
  ])('%s', (_, current, wanted, reason, widens) => {
    expect(allowlistChange({ current, wanted })).toMatchObject({ reason, widens });
  });

  it('G29: does not count the vendor’s own default as touched, but counts an owner’s', () => {
    const lists = { current: [EVERYONE, '10.0.0.0/8'], wanted: ['10.0.0.0/8'] };
    expect(allowlistChange({ ...lists, vendorDefault: true }).touched).toEqual({ existing: 1, updated: 0, removed: 0 });
    expect(allowlistChange(lists).touched).toEqual({ existing: 2, updated: 0, removed: 1 });
  });

  it('adds first, removes after, the default last', () => {
    const change = allowlistChange({
      current: [EVERYONE, '10.1.0.0/16', '10.2.0.0/16'],
      wanted: ['10.2.0.0/16', '10.3.0.0/16'],
    });
    expect(changeOrder(change)).toEqual([
      { action: 'add', entries: ['10.3.0.0/16'], interrupts: false },
      { action: 'remove', entries: ['10.1.0.0/16'], interrupts: false },
      { action: 'remove', entries: [EVERYONE], interrupts: false },
    ]);
  });

  it('has no steps where nothing differs', () => {
    expect(changeOrder(allowlistChange({ current: [EVERYONE], wanted: [EVERYONE] }))).toEqual([]);
  });

  it('G24: makes room on a full list with what others cover', () => {
    const change = { add: ['10.9.0.0/16'], remove: ['10.1.0.0/16', '10.2.0.0/17'], keeps: ['10.2.0.0/16'] };
    expect(changeOrder({ ...change, add: ['10.1.0.0/17', ...change.add] }, 3)).toEqual([
      { action: 'remove', entries: ['10.2.0.0/17'], interrupts: false },
      { action: 'add', entries: ['10.1.0.0/17'], interrupts: false },
      { action: 'remove', entries: ['10.1.0.0/16'], interrupts: false },
      { action: 'add', entries: ['10.9.0.0/16'], interrupts: false },
    ]);
  });

  it('G24: says so where a full list cannot change without a gap', () => {
    expect(changeOrder({ add: ['10.1.0.0/17'], remove: ['10.1.0.0/16'], keeps: ['10.2.0.0/16'] }, 2)).toEqual([
      { action: 'remove', entries: ['10.1.0.0/16'], interrupts: true },
      { action: 'add', entries: ['10.1.0.0/17'], interrupts: false },
    ]);
  });

  it('adds all the same where even the wanted list is over the limit, for the vendor to judge', () => {
    expect(changeOrder({ add: ['10.1.0.0/16', '10.2.0.0/16'], remove: [], keeps: [] }, 1)).toEqual([
      { action: 'add', entries: ['10.1.0.0/16', '10.2.0.0/16'], interrupts: false },
    ]);
  });

  it('wherever it stops, whom both lists admit is admitted, whom neither admits is not, and the list is not empty', () => {
    fc.assert(
      fc.property(smallList, smallList, fc.option(fc.integer({ min: 4, max: 7 })), (old, wanted, limit) => {
        const steps = changeOrder(allowlistChange({ current: old, wanted }), limit ?? undefined);
        const interrupted = steps.some(({ interrupts }) => interrupts);
        if (limit === null) expect(interrupted).toBe(false);
        if (interrupted) return;
        let list = old;
        for (const { action, entries } of steps) {
          for (const entry of entries) {
            list = action === 'add' ? [...list, entry] : list.filter((other) => other !== entry);
            if (wanted.length > 0) expect(list).not.toEqual([]);
            for (const address of SMALL_ADDRESSES) {
              const [before, after, between] = [old, wanted, list].map((entries) => contains(entries, address));
              if (before && after) expect(between).toBe(true);
              if (!before && !after) expect(between).toBe(false);
            }
          }
        }
        expect(SMALL_ADDRESSES.map((address) => contains(list, address))).toEqual(
          SMALL_ADDRESSES.map((address) => contains(wanted, address)),
        );
      }),
      { numRuns: 120 },
    );
  });

  it('whatever fails or gets lost, and however often it is planned anew, nobody outside both lists is ever let in, and nobody in both is refused (G29)', () => {
    const fate = fc.constantFrom('done', 'half done', 'refused');
    fc.assert(
      fc.property(smallList, smallList, fc.array(fate, { maxLength: 12 }), (old, wanted, fates) => {
        let list = old;
        const order = () => changeOrder(allowlistChange({ current: list, wanted, vendorDefault: true }));
        const check = () => {
          if (wanted.length > 0 && old.length > 0) expect(list).not.toEqual([]);
          for (const address of SMALL_ADDRESSES) {
            const [before, after, between] = [old, wanted, list].map((entries) => contains(entries, address));
            if (before && after) expect(between).toBe(true);
            if (!before && !after) expect(between).toBe(false);
          }
        };
        // A call that was answered or not: only what the list says afterwards leads to the next plan.
        for (const what of [...fates, ...Array.from({ length: 12 }, () => 'done')]) {
          const [step] = order();
          if (!step) break;
          const half = Math.ceil(step.entries.length / 2);
          const entries = what === 'refused' ? [] : what === 'done' ? step.entries : step.entries.slice(0, half);
          list = step.action === 'add' ? [...list, ...entries] : list.filter((entry) => !entries.includes(entry));
          check();
        }
        expect(order()).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('never exceeds the limit of a list that was within it', () => {
    fc.assert(
      fc.property(smallList, smallList, (old, wanted) => {
        const limit = Math.max(old.length, wanted.length, 1);
        let count = old.length;
        for (const { action, entries } of changeOrder(allowlistChange({ current: old, wanted }), limit)) {
          count += action === 'add' ? entries.length : -entries.length;
          expect(count).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });
});

/** Sixteen addresses and one far off, so that ranges meet often and everyone can be asked; canonical, each range once. */
const SMALL_BASE = 203 * 2 ** 24;
const SMALL_ADDRESSES = ['198.51.100.1', ...Array.from({ length: 16 }, (_, index) => spell(SMALL_BASE + index))];
const smallRange = fc
  .record({ at: fc.integer({ min: 0, max: 15 }), prefix: fc.integer({ min: 28, max: 32 }) })
  .map(({ at, prefix }) => `${spell(SMALL_BASE + at - (at % 2 ** (32 - prefix)))}/${prefix}`);
const smallList = fc.uniqueArray(
  fc.oneof({ weight: 9, arbitrary: smallRange }, { weight: 1, arbitrary: fc.constant(EVERYONE) }),
  {
    maxLength: 6,
  },
);
