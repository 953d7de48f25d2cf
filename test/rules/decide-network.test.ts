import { describe, expect, it } from 'vitest';
import type { DeclaredNetwork, VSwitchFilter } from '../../shared/domain-rules/declaration.ts';
import type { VSwitchFact } from '../../shared/domain-rules/zones.ts';
import {
  decideNetwork,
  type NetworkDecision,
  type NetworkQuestion,
  networkFinding,
} from '../../shared/domain-rules/zoning/decide-network.ts';

const vSwitch = (letter: string, is: Partial<VSwitchFact> = {}): VSwitchFact => ({
  vSwitchId: `vsw-${letter}`,
  vpcId: 'vpc-1',
  zoneId: `cn-beijing-${letter}`,
  status: 'Available',
  availableIpAddressCount: 200,
  name: `gateway-${letter}`,
  tags: {},
  ...is,
});

const ZONES = ['cn-beijing-g', 'cn-beijing-i', 'cn-beijing-k', 'cn-beijing-l'];
const KNOWN = [vSwitch('i'), vSwitch('k'), vSwitch('l')];
const named = (...vSwitches: string[]): DeclaredNetwork => ({ vpcId: 'vpc-1', vSwitches });
const auto = (filter: VSwitchFilter = {}): DeclaredNetwork => ({ vpcId: 'vpc-1', vSwitches: { auto: filter } });

function decide(given: Partial<NetworkQuestion> = {}): NetworkDecision {
  return decideNetwork({
    declared: named('vsw-i', 'vsw-k'),
    supportedZones: ZONES,
    known: KNOWN,
    before: undefined,
    inUse: [],
    ...given,
  });
}

describe('the vSwitches of a gateway of the ALB kind (G13)', () => {
  it('are the declared ones that fit, one of each zone, in the order of the owner', () => {
    const known = [...KNOWN, vSwitch('k2', { zoneId: 'cn-beijing-k' })];
    const decision = decide({ known, declared: named('vsw-k2', 'vsw-none', 'vsw-i', 'vsw-k', 'vsw-l') });
    expect(decision).toMatchObject({ chosen: ['vsw-k2', 'vsw-i', 'vsw-l'], reason: 'Chosen' });
    expect(decision.skipped.map(({ vSwitchId, reason }) => [vSwitchId, reason])).toEqual([
      ['vsw-none', 'NotFound'],
      ['vsw-k', 'ZoneTaken'],
    ]);
    expect(networkFinding(decision)).toMatchObject({ type: 'ZonesSupported', status: 'True', reason: 'Chosen' });
    expect(decision.message).toContain('vsw-k2 (zone cn-beijing-k), vsw-i (zone cn-beijing-i)');
  });

  it('left to Torii, are the one with the most free addresses of each zone that the filter lets through', () => {
    const known = [vSwitch('i'), vSwitch('k', { availableIpAddressCount: 250 }), vSwitch('l', { name: 'other' })];
    expect(decide({ known, declared: auto({ names: ['gateway-*'] }) }).chosen).toEqual(['vsw-k', 'vsw-i']);
    expect(decide({ known, declared: auto() }).chosen).toEqual(['vsw-k', 'vsw-i', 'vsw-l']);
  });

  it('are two at least, and where fewer fit the owner is told what would', () => {
    const blocked = decide({ declared: named('vsw-i', 'vsw-x'), known: [vSwitch('i'), vSwitch('k')] });
    expect(blocked).toMatchObject({ chosen: [], reason: 'TooFewZones', presentWhenBlocked: ['vsw-i', 'vsw-k'] });
    expect(blocked.message).toContain('and 1 fits: 1 NotFound');
    expect(blocked.suggestions).toEqual(['Declare vsw-k: zone cn-beijing-k, 200 free addresses.']);
    expect(networkFinding(blocked)).toMatchObject({ status: 'False', reason: 'TooFewZones' });
    const filtered = decide({ declared: auto({ names: ['gateway-i'] }) });
    expect(filtered.suggestions[0]).toBe('Let the filter take vsw-k: zone cn-beijing-k, 200 free addresses.');
    const alone = decide({ declared: auto(), known: [vSwitch('i')] });
    expect(alone.message).toContain('and 1 fits: there is no other.');
    expect(alone.suggestions).toEqual([
      'Create a vSwitch of vpc-1 in another zone of the region, such as cn-beijing-g or cn-beijing-k or cn-beijing-l.',
    ]);
    const nowhere = decide({ declared: auto(), known: [vSwitch('i')], supportedZones: ['cn-beijing-i'] });
    expect(nowhere.suggestions).toEqual(['Create a vSwitch of vpc-1 in another zone of the region.']);
  });

  it('take one that appears while too few of the declared ones fit, and keep it', () => {
    const blocked = decide({ declared: named('vsw-i', 'vsw-x'), known: [vSwitch('i')] });
    const again = decide({ declared: named('vsw-i', 'vsw-x'), known: [vSwitch('i')], before: blocked });
    expect(again).toEqual(blocked);
    const known = [vSwitch('i'), vSwitch('k')];
    const appeared = decide({ declared: named('vsw-i', 'vsw-x'), known, before: blocked });
    expect(appeared).toMatchObject({ chosen: ['vsw-i', 'vsw-k'], reason: 'AppearedSince' });
    expect(appeared.message).toContain('vsw-k appeared after too few of the declared ones fitted');
    const later = decide({ declared: named('vsw-i', 'vsw-x'), known, before: appeared });
    expect(later).toMatchObject({ chosen: ['vsw-i', 'vsw-k'], reason: 'StillFits' });
  });

  it('stay as they are though their addresses run out, because the load balancers take them', () => {
    const before = decide();
    const known = [vSwitch('i', { availableIpAddressCount: 0 }), vSwitch('k'), vSwitch('l')];
    expect(decide({ known, before })).toMatchObject({ chosen: ['vsw-i', 'vsw-k'], reason: 'StillFits' });
    const free = [vSwitch('i', { availableIpAddressCount: 1 }), vSwitch('k'), vSwitch('l')];
    const left = { declared: auto({ minFreeAddresses: 50 }), known: free };
    expect(decide({ ...left, inUse: ['vsw-i', 'vsw-l'] })).toMatchObject({
      chosen: ['vsw-i', 'vsw-l'],
      reason: 'StillFits',
    });
    expect(decide({ ...left, inUse: [] }).chosen).toEqual(['vsw-k', 'vsw-l']);
  });

  it('change with the declaration, where what is used counts as fitting', () => {
    const known = [vSwitch('i', { availableIpAddressCount: 0 }), vSwitch('k'), vSwitch('l')];
    const before = decide();
    const declared = named('vsw-i', 'vsw-k', 'vsw-l');
    expect(decide({ known, before, declared, inUse: ['vsw-i', 'vsw-k'] }).chosen).toEqual(['vsw-i', 'vsw-k', 'vsw-l']);
    expect(decide({ known, before, declared: named('vsw-k', 'vsw-l'), inUse: ['vsw-i', 'vsw-k'] })).toMatchObject({
      chosen: ['vsw-k', 'vsw-l'],
      reason: 'Chosen',
    });
    expect(decide({ before, declared: auto({ names: ['gateway-k', 'gateway-l'] }) }).chosen).toEqual([
      'vsw-k',
      'vsw-l',
    ]);
  });

  it('are decided anew where one of them is gone, or two are in one zone', () => {
    const before = decide();
    expect(decide({ before, known: [vSwitch('k'), vSwitch('l')] }).reason).toBe('TooFewZones');
    expect(decide({ declared: auto(), inUse: ['vsw-i', 'vsw-gone'] }).chosen).toEqual(['vsw-i', 'vsw-k', 'vsw-l']);
    const known = [vSwitch('i'), vSwitch('k', { zoneId: 'cn-beijing-i' }), vSwitch('l')];
    expect(decide({ before, declared: named('vsw-i', 'vsw-k'), known }).reason).toBe('TooFewZones');
  });
});
