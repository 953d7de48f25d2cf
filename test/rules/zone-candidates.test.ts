import { describe, expect, it } from 'vitest';
import type { DeclaredVpc } from '../../shared/domain-rules/declaration.ts';
import type { VSwitchFact } from '../../shared/domain-rules/zones.ts';
import { vpcZones } from '../../shared/domain-rules/zoning/candidates.ts';
import { decideZones } from '../../shared/domain-rules/zoning/decide-zones.ts';
import { declared } from './worlds.ts';

const fact = (vSwitchId: string, letter: string, is: Partial<VSwitchFact> = {}): VSwitchFact => ({
  vSwitchId,
  vpcId: 'vpc-1',
  zoneId: `cn-beijing-${letter}`,
  status: 'Available',
  availableIpAddressCount: 9,
  name: '',
  tags: {},
  ...is,
});

const SUPPORTED = ['cn-beijing-i', 'cn-beijing-k'];

/** What is said of vpc-1 when its vSwitch is settled now. */
function said(vSwitches: DeclaredVpc['vSwitches'], known: VSwitchFact[], presentBefore?: string[]) {
  const declaration = declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches }] });
  const before = presentBefore && {
    'vpc-1': {
      chosen: undefined,
      skipped: [],
      reason: 'NoVSwitchFits',
      message: '',
      suggestions: [],
      presentWhenBlocked: presentBefore,
    },
  };
  const { vpcs } = decideZones({ declaration, supportedZones: SUPPORTED, vSwitches: known, before: before ?? {} });
  const [vpc] = declaration.spec.vpcs;
  const decision = vpcs['vpc-1'];
  if (!vpc || !decision) throw new Error('vpc-1 is declared and settled');
  return vpcZones(vpc, SUPPORTED, known, decision);
}

const reasons = ({ candidates }: ReturnType<typeof said>) =>
  candidates.map(({ vSwitchId, reason }) => [vSwitchId, reason]);

describe('why a VPC is linked through a vSwitch (G70, G71)', () => {
  it('is said of each declared one, in the order they are declared', () => {
    const zones = said(
      ['vsw-g', 'vsw-i', 'vsw-k', 'vsw-no'],
      [fact('vsw-g', 'g'), fact('vsw-i', 'i'), fact('vsw-k', 'k')],
    );
    expect(reasons(zones)).toEqual([
      ['vsw-g', 'ZoneNotSupported'],
      ['vsw-i', 'Chosen'],
      ['vsw-k', 'Fits'],
      ['vsw-no', 'NotFound'],
    ]);
    expect(zones).toMatchObject({ automatic: false, chosen: 'vsw-i', suggestions: [] });
    expect(zones.counts).toEqual([
      { reason: 'ZoneNotSupported', count: 1 },
      { reason: 'NotFound', count: 1 },
    ]);
    expect(zones.candidates.map(({ zoneId, freeAddresses }) => [zoneId, freeAddresses])).toEqual([
      ['cn-beijing-g', 9],
      ['cn-beijing-i', 9],
      ['cn-beijing-k', 9],
      [undefined, undefined],
    ]);
  });

  it('names what would fit where none of the declared ones does', () => {
    const zones = said(['vsw-g'], [fact('vsw-g', 'g'), fact('vsw-k', 'k')]);
    expect(reasons(zones)).toEqual([['vsw-g', 'ZoneNotSupported']]);
    expect(zones).toMatchObject({ chosen: undefined, reason: 'NoVSwitchFits' });
    expect(zones.suggestions).toEqual([expect.stringContaining('vsw-k')]);
  });

  it('names the one that appeared after none of the declared ones fitted', () => {
    const zones = said(['vsw-g'], [fact('vsw-g', 'g'), fact('vsw-k', 'k')], ['vsw-g']);
    expect(reasons(zones)).toEqual([
      ['vsw-g', 'ZoneNotSupported'],
      ['vsw-k', 'Chosen'],
    ]);
  });

  it('is said of all that the VPC has where Torii chooses', () => {
    const known = [
      fact('vsw-g', 'g'),
      fact('vsw-i', 'i'),
      fact('vsw-i2', 'i', { availableIpAddressCount: 3 }),
      fact('vsw-k', 'k', { availableIpAddressCount: 5 }),
      fact('vsw-theirs', 'i', { vpcId: 'vpc-2' }),
    ];
    const zones = said({ auto: {} }, known);
    expect(reasons(zones)).toEqual([
      ['vsw-g', 'ZoneNotSupported'],
      ['vsw-i', 'Chosen'],
      ['vsw-i2', 'ZoneTaken'],
      ['vsw-k', 'Fits'],
    ]);
    expect(zones.automatic).toBe(true);
  });
});
