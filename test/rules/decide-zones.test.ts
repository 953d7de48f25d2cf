import { describe, expect, it } from 'vitest';
import type { VSwitchFilter } from '../../shared/domain-rules/declaration.ts';
import type { VSwitchFact } from '../../shared/domain-rules/zones.ts';
import { decideZones, type VSwitchDecision, type ZonesInput } from '../../shared/domain-rules/zoning/decide-zones.ts';
import { declared } from './worlds.ts';

const vSwitch = (vSwitchId: string, zoneId: string, is: Partial<VSwitchFact> = {}): VSwitchFact => ({
  vSwitchId,
  vpcId: 'vpc-1',
  zoneId,
  status: 'Available',
  availableIpAddressCount: 200,
  name: '',
  tags: {},
  ...is,
});

const IN_G = vSwitch('vsw-g', 'cn-beijing-g');
const IN_I = vSwitch('vsw-i', 'cn-beijing-i');
const IN_L = vSwitch('vsw-l', 'cn-beijing-l');

function decide(given: Partial<ZonesInput> & { candidates?: string[] | 'auto' | { auto: VSwitchFilter } }) {
  const { candidates = ['vsw-g'], ...rest } = given;
  return decideZones({
    declaration: declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches: candidates }] }),
    supportedZones: ['cn-beijing-i', 'cn-beijing-l'],
    vSwitches: [IN_G],
    before: {},
    ...rest,
  });
}

function ofVpc1({ vpcs }: { vpcs: Record<string, VSwitchDecision> }): VSwitchDecision {
  const decision = vpcs['vpc-1'];
  if (!decision) throw new Error('nothing was decided for vpc-1');
  return decision;
}

describe('which vSwitch a VPC is linked through (G70, G71)', () => {
  it('is no question without VPCs', () => {
    expect(decideZones({ declaration: declared(), supportedZones: ['a'], vSwitches: [], before: {} })).toEqual({
      vpcs: {},
      findings: [],
    });
  });

  it('is decided after creation: before, no zone is known', () => {
    expect(decide({ supportedZones: undefined })).toMatchObject({
      vpcs: {},
      findings: [{ type: 'ZonesSupported', status: 'Unknown', reason: 'GatewayNotCreated' }],
    });
  });

  it('is the first declared one in a supported zone, and it is said which were passed over', () => {
    const decision = decide({ candidates: ['vsw-g', 'vsw-i', 'vsw-l'], vSwitches: [IN_G, IN_I, IN_L] });
    expect(ofVpc1(decision)).toMatchObject({ chosen: 'vsw-i', reason: 'LaterCandidate' });
    expect(ofVpc1(decision).message).toMatch(
      /vpc-1 is linked through vsw-i \(passed over: vsw-g is in zone cn-beijing-g/,
    );
    expect(decision.findings).toMatchObject([{ type: 'ZonesSupported', status: 'True', reason: 'Chosen' }]);
    expect(ofVpc1(decide({ candidates: ['vsw-i'], vSwitches: [IN_I] })).message).toBe('vpc-1 is linked through vsw-i');
  });

  it('is none where no declared one fits: the others are suggested, not taken, however often it is asked', () => {
    const first = decide({ vSwitches: [IN_G, IN_I] });
    expect(ofVpc1(first)).toMatchObject({
      chosen: undefined,
      reason: 'NoVSwitchFits',
      presentWhenBlocked: ['vsw-g', 'vsw-i'],
    });
    expect(ofVpc1(first).suggestions).toEqual(['Declare vsw-i: zone cn-beijing-i, 200 free addresses.']);
    expect(first.findings).toMatchObject([{ type: 'ZonesSupported', status: 'False', reason: 'NoVSwitchFits' }]);
    expect(decide({ vSwitches: [IN_G, IN_I], before: first.vpcs }).vpcs).toEqual(first.vpcs);
  });

  it('is one that appeared since none fitted, and stays that one', () => {
    const blocked = decide({ vSwitches: [IN_G, IN_I] });
    const mended = decide({ vSwitches: [IN_G, IN_I, IN_L], before: blocked.vpcs });
    expect(ofVpc1(mended)).toMatchObject({ chosen: 'vsw-l', reason: 'AppearedSince' });
    expect(ofVpc1(mended).message).toContain('which appeared after none of the declared ones fitted');
    expect(decide({ vSwitches: [IN_G, IN_I, IN_L], before: mended.vpcs }).vpcs).toEqual(mended.vpcs);
  });

  it('is not a newcomer of another VPC or in another zone', () => {
    const blocked = decide({ vSwitches: [IN_G] });
    const elsewhere = [IN_G, vSwitch('vsw-x', 'cn-beijing-i', { vpcId: 'vpc-9' }), vSwitch('vsw-y', 'cn-beijing-g')];
    expect(ofVpc1(decide({ vSwitches: elsewhere, before: blocked.vpcs })).chosen).toBeUndefined();
  });

  it('is none of the undeclared ones when the chosen one stops fitting, as after a refused link (G70)', () => {
    const vSwitches = [IN_G, IN_I];
    const chosen = decide({ supportedZones: ['cn-beijing-g', 'cn-beijing-i'], vSwitches });
    expect(ofVpc1(chosen).chosen).toBe('vsw-g');
    const refused = decide({ supportedZones: ['cn-beijing-i'], vSwitches, before: chosen.vpcs });
    expect(ofVpc1(refused)).toMatchObject({ chosen: undefined, presentWhenBlocked: ['vsw-g', 'vsw-i'] });
  });

  it('is a declared one as soon as one fits again; what appeared meanwhile is forgotten', () => {
    const blocked = decide({ vSwitches: [IN_G] });
    const fits = decide({ supportedZones: ['cn-beijing-g'], vSwitches: [IN_G, IN_I], before: blocked.vpcs });
    expect(ofVpc1(fits)).toMatchObject({ chosen: 'vsw-g', presentWhenBlocked: undefined });
  });

  it('is Torii’s choice where the owner wrote auto, and stays that choice', () => {
    const vSwitches = [IN_G, IN_I, { ...IN_L, availableIpAddressCount: 100 }];
    const first = decide({ candidates: 'auto', vSwitches });
    expect(ofVpc1(first)).toMatchObject({ chosen: 'vsw-i', reason: 'MostFreeAddresses' });
    expect(ofVpc1(first).message).toBe(
      'vpc-1 is linked through vsw-i: zone cn-beijing-i, 200 free addresses, the most of those that fit (passed over: 1 ZoneNotSupported).',
    );
    const later = [IN_G, { ...IN_I, availableIpAddressCount: 99 }, IN_L];
    expect(ofVpc1(decide({ candidates: 'auto', vSwitches: later, before: first.vpcs }))).toMatchObject({
      chosen: 'vsw-i',
      reason: 'StillFits',
    });
  });

  it('is none where the filter lets none through, and the first that it does, once there is one', () => {
    const candidates = { auto: { names: ['gateway-*'] } };
    const blocked = decide({ candidates, vSwitches: [IN_G, IN_I] });
    expect(ofVpc1(blocked)).toMatchObject({ chosen: undefined, reason: 'NoVSwitchFits' });
    expect(ofVpc1(blocked).message).toBe('No vSwitch of vpc-1 fits: 1 ZoneNotSupported, 1 NameNotWanted.');
    expect(ofVpc1(blocked).suggestions).toEqual(['Let the filter take vsw-i: zone cn-beijing-i, 200 free addresses.']);
    const unfit = vSwitch('vsw-new', 'cn-beijing-i');
    expect(ofVpc1(decide({ candidates, vSwitches: [IN_I, unfit], before: blocked.vpcs })).chosen).toBeUndefined();
    const named = { ...unfit, name: 'gateway-1' };
    expect(ofVpc1(decide({ candidates, vSwitches: [IN_I, named], before: blocked.vpcs })).chosen).toBe('vsw-new');
  });

  it('is settled only when it is for every VPC, and the first open one is named', () => {
    const both = decideZones({
      declaration: declared({
        vpcs: [
          { vpcId: 'vpc-2', vSwitches: ['vsw-2'] },
          { vpcId: 'vpc-1', vSwitches: ['vsw-i'] },
        ],
      }),
      supportedZones: ['cn-beijing-i'],
      vSwitches: [IN_I],
      before: {},
    });
    expect(both.vpcs).toMatchObject({ 'vpc-1': { chosen: 'vsw-i' }, 'vpc-2': { chosen: undefined } });
    expect(both.findings).toMatchObject([{ status: 'False', message: expect.stringContaining('vpc-2') }]);
  });
});
