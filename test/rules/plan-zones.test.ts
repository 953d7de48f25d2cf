import { describe, expect, it } from 'vitest';
import { emptyPlan, type Plan } from '../../shared/domain-rules/plan.ts';
import type { VSwitchFact } from '../../shared/domain-rules/zones.ts';
import type { VSwitchDecision } from '../../shared/domain-rules/zoning/decide-zones.ts';
import { FEW_ADDRESSES } from '../../shared/domain-rules/zoning/judge-link.ts';
import { NO_ZONES_MEMORY } from '../../shared/domain-rules/zoning/memory.ts';
import { NO_ZONES_OBSERVED, type ObservedZones } from '../../shared/domain-rules/zoning/observation.ts';
import { planZones, type ZoningDecision, type ZoningInput } from '../../shared/domain-rules/zoning/plan-zones.ts';
import { ACCOUNT, declared, OWNER, stepIds, stepOf } from './worlds.ts';

const OTHER = '2345678901234567';
const ROLE = `acs:ram::${OTHER}:role/torii-reads-vpc`;
const ZONES = ['cn-beijing-i', 'cn-beijing-l'];

const vSwitch = (vSwitchId: string, letter: string, is: Partial<VSwitchFact> = {}): VSwitchFact => ({
  vSwitchId,
  vpcId: 'vpc-1',
  zoneId: `cn-beijing-${letter}`,
  status: 'Available',
  availableIpAddressCount: 200,
  name: '',
  tags: {},
  cidrBlock: '10.8.0.0/24',
  ...is,
});
const OURS = { tags: { torii: OWNER } };

function zones(
  vpc: object,
  vSwitches: VSwitchFact[],
  given: Partial<Omit<ZoningInput, 'observation'>> & Partial<ObservedZones> = {},
): ZoningDecision {
  const { supportedZones = ZONES, listedZones = ZONES, unreadable = {}, vpcBlocks = {}, ...input } = given;
  return planZones({
    account: ACCOUNT,
    owner: OWNER,
    declaration: declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-g'], ...vpc }] }),
    deleting: false,
    observation: { supportedZones, listedZones, vSwitches, unreadable, vpcBlocks },
    memory: NO_ZONES_MEMORY,
    linkedThrough: {},
    refused: undefined,
    ...input,
  });
}

function ofVpc1({ memory }: ZoningDecision): VSwitchDecision {
  const decision = memory.vpcs['vpc-1'];
  if (!decision) throw new Error('nothing was decided for vpc-1');
  return decision;
}

describe('a VPC of another account (G27)', () => {
  const foreign = { account: OTHER };

  it('is taken at the word of its owner where no role reads it, and that is said', () => {
    const decision = zones({ ...foreign, vSwitches: ['vsw-x'] }, []);
    expect(ofVpc1(decision)).toMatchObject({ chosen: 'vsw-x', reason: 'NotChecked', rule: 'G27' });
    expect(decision.findings).toMatchObject([{ status: 'Unknown', reason: 'NotChecked' }]);
    expect(decision.findings[0]?.message).toContain('its zone is not checked');
  });

  it('is good once its link was accepted', () => {
    const decision = zones({ ...foreign, vSwitches: ['vsw-x'] }, [], { linkedThrough: { 'vpc-1': 'vsw-x' } });
    expect(ofVpc1(decision)).toMatchObject({ chosen: 'vsw-x', reason: 'LinkAccepted' });
    expect(decision.findings).toMatchObject([{ status: 'True' }]);
  });

  it('is blocked where the one vSwitch that was named was refused (G70)', () => {
    const refused = { supportedZones: ['cn-beijing-k'], vSwitchIds: ['vsw-x'], at: 0 };
    const decision = zones({ ...foreign, vSwitches: ['vsw-x'] }, [], { refused });
    expect(ofVpc1(decision)).toMatchObject({ chosen: undefined, reason: 'ZoneNotSupported' });
    expect(ofVpc1(decision).suggestions[0]).toContain('cn-beijing-k');
    expect(decision.findings).toMatchObject([{ status: 'False', reason: 'ZoneNotSupported' }]);
    const another = zones({ ...foreign, vSwitches: ['vsw-y'] }, [], { refused });
    expect(ofVpc1(another).chosen).toBe('vsw-y');
  });

  it('is read with its role like one of ours', () => {
    const decision = zones({ ...foreign, roleArn: ROLE, vSwitches: 'auto' }, [vSwitch('vsw-x', 'i')]);
    expect(ofVpc1(decision)).toMatchObject({ chosen: 'vsw-x', reason: 'MostFreeAddresses' });
  });

  it('that cannot be read is blocked with what its owner can do; a link that is there stays', () => {
    const unreadable = { 'vpc-1': { code: 'NoPermission', message: 'the role does not trust you' } };
    const decision = zones({ ...foreign, roleArn: ROLE, vSwitches: 'auto' }, [], { unreadable });
    expect(ofVpc1(decision)).toMatchObject({ chosen: undefined, reason: 'VpcNotReadable', rule: 'G27' });
    expect(ofVpc1(decision).suggestions.join(' ')).toContain(`trust account ${ACCOUNT}`);
    expect(decision.findings).toMatchObject([{ status: 'False', reason: 'VpcNotReadable' }]);
    const there = zones({ ...foreign, roleArn: ROLE, vSwitches: 'auto' }, [], {
      unreadable,
      linkedThrough: { 'vpc-1': 'vsw-x' },
    });
    expect(ofVpc1(there).chosen).toBe('vsw-x');
    expect(there.findings).toMatchObject([{ status: 'Unknown', reason: 'VpcNotReadable' }]);
  });

  it('that is the gateway’s own account is no other account', () => {
    const decision = zones({ account: ACCOUNT, vSwitches: ['vsw-i'] }, [vSwitch('vsw-i', 'i')]);
    expect(ofVpc1(decision).reason).toBe('FirstCandidate');
  });
});

describe('a link that is there (G70, G71)', () => {
  const linkedThrough = { 'vpc-1': 'vsw-l' };
  const I = vSwitch('vsw-i', 'i');
  const L = vSwitch('vsw-l', 'l');

  it('stays on its vSwitch while that is declared, whatever comes first in the list', () => {
    const decision = zones({ vSwitches: ['vsw-i', 'vsw-l'] }, [I, L], { linkedThrough });
    expect(ofVpc1(decision)).toMatchObject({ chosen: 'vsw-l', reason: 'StillLinked', linked: 'vsw-l' });
    expect(decision.findings).toMatchObject([{ status: 'True' }]);
    const first = zones({ vSwitches: ['vsw-l', 'vsw-i'] }, [I, L], { linkedThrough });
    expect(ofVpc1(first)).toMatchObject({ chosen: 'vsw-l', reason: 'FirstCandidate', linked: 'vsw-l' });
  });

  it('is to move where its vSwitch is declared no more, or let through no more', () => {
    const named = zones({ vSwitches: ['vsw-i'] }, [I, L], { linkedThrough });
    expect(ofVpc1(named)).toMatchObject({ chosen: 'vsw-i', linked: 'vsw-l' });
    expect(ofVpc1(named).message).toContain('it is linked through vsw-l, which is not declared');
    const filter = { auto: { zones: ['cn-beijing-i'] } };
    expect(ofVpc1(zones({ vSwitches: filter }, [I, L], { linkedThrough })).chosen).toBe('vsw-i');
    expect(ofVpc1(zones({ vSwitches: 'auto' }, [I, L], { linkedThrough })).chosen).toBe('vsw-l');
  });

  it('is not taken for one that is refused because it does not show at the moment', () => {
    expect(ofVpc1(zones({ vSwitches: 'auto' }, [I], { linkedThrough })).chosen).toBe('vsw-l');
    expect(ofVpc1(zones({ vSwitches: ['vsw-l', 'vsw-i'] }, [I], { linkedThrough })).chosen).toBe('vsw-l');
  });

  it('in a zone that is supported no more is said to work, with the better one', () => {
    const only = { supportedZones: ['cn-beijing-i'], listedZones: ['cn-beijing-i'], linkedThrough };
    const decision = zones({ vSwitches: ['vsw-l', 'vsw-i'] }, [I, L], only);
    expect(ofVpc1(decision)).toMatchObject({ chosen: 'vsw-i', reason: 'ZoneLost', linked: 'vsw-l' });
    expect(decision.findings).toMatchObject([{ status: 'False', reason: 'ZoneLost' }]);
    expect(decision.findings[0]?.message).toContain('the link still works. Approve the move to vsw-i.');
    const alone = zones({ vSwitches: ['vsw-l'] }, [I, L], only);
    expect(ofVpc1(alone)).toMatchObject({ chosen: 'vsw-l', reason: 'ZoneLost' });
    expect(alone.findings[0]?.message).toContain('Declare vsw-i');
    const nowhere = zones({ vSwitches: ['vsw-l'] }, [L], { ...only, supportedZones: [], listedZones: [] });
    expect(nowhere.findings[0]?.message).toContain('it lists none');
  });

  it('is not judged by what another link was refused for', () => {
    const decision = zones({ vSwitches: ['vsw-l'] }, [L], { supportedZones: ['cn-beijing-i'], linkedThrough });
    expect(ofVpc1(decision)).toMatchObject({ chosen: 'vsw-l', reason: 'StillLinked' });
  });

  it('on a vSwitch that is nearly full is said once, until there is room for good', () => {
    const with_ = (availableIpAddressCount: number, before?: VSwitchDecision) =>
      zones({ vSwitches: ['vsw-l'] }, [{ ...L, availableIpAddressCount }], {
        linkedThrough,
        memory: before ? { vpcs: { 'vpc-1': before } } : NO_ZONES_MEMORY,
      });
    expect(ofVpc1(with_(FEW_ADDRESSES)).reason).toBe('FirstCandidate');
    const low = with_(FEW_ADDRESSES - 1);
    expect(ofVpc1(low)).toMatchObject({ chosen: 'vsw-l', reason: 'AddressesLow' });
    expect(low.findings).toMatchObject([{ status: 'False', reason: 'AddressesLow' }]);
    expect(ofVpc1(with_(0)).reason).toBe('AddressesLow');
    expect(ofVpc1(with_(2 * FEW_ADDRESSES - 1, ofVpc1(low))).reason).toBe('AddressesLow');
    expect(ofVpc1(with_(2 * FEW_ADDRESSES, ofVpc1(low))).reason).toBe('FirstCandidate');
  });

  it('through one that appeared since none fitted stays there', () => {
    const blocked = zones({}, [vSwitch('vsw-g', 'g')]);
    const appeared = zones({}, [vSwitch('vsw-g', 'g'), L], { memory: blocked.memory });
    expect(ofVpc1(appeared)).toMatchObject({ chosen: 'vsw-l', taken: 'vsw-l' });
    const later = { supportedZones: [...ZONES, 'cn-beijing-g'], listedZones: [...ZONES, 'cn-beijing-g'] };
    const memory = appeared.memory;
    const linked = zones({}, [vSwitch('vsw-g', 'g'), L], { ...later, linkedThrough, memory });
    expect(ofVpc1(linked)).toMatchObject({ chosen: 'vsw-l', reason: 'StillLinked', taken: 'vsw-l' });
  });
});

describe('a vSwitch that Torii may create (G71)', () => {
  const allowed = { createVSwitch: {} };
  const G = vSwitch('vsw-g', 'g');
  const vpcBlocks = { 'vpc-1': ['10.8.0.0/16'] };

  it('is created where none fits, in a supported zone with a free block, without asking', () => {
    const decision = zones(allowed, [G], { vpcBlocks });
    expect(stepOf(decision.plan, 'create-vswitch/vpc-1')).toMatchObject({
      zoneId: 'cn-beijing-i',
      cidrBlock: '10.8.1.0/24',
      owner: OWNER,
      name: 'torii-chat-prod',
      effects: [],
      repeatable: false,
    });
    expect(ofVpc1(decision)).toMatchObject({ chosen: undefined, creating: true, reason: 'CreatingVSwitch' });
    expect(decision.findings).toMatchObject([{ status: 'False', reason: 'CreatingVSwitch' }]);
  });

  it('is not created where one fits, or without leave', () => {
    expect(stepIds(zones(allowed, [vSwitch('vsw-g', 'i')], { vpcBlocks }).plan)).toEqual([]);
    expect(stepIds(zones({}, [G], { vpcBlocks }).plan)).toEqual([]);
  });

  it('has the declared zone and block, or is not created and it is said why', () => {
    const wish = (createVSwitch: object) => zones({ createVSwitch }, [G], { vpcBlocks });
    expect(stepOf(wish({ zone: 'cn-beijing-l', cidrBlock: '10.8.9.0/28' }).plan, 'create-vswitch/vpc-1')).toMatchObject(
      {
        zoneId: 'cn-beijing-l',
        cidrBlock: '10.8.9.0/28',
      },
    );
    const elsewhere = wish({ zone: 'cn-beijing-g' });
    expect(elsewhere.plan.steps).toEqual([]);
    expect(ofVpc1(elsewhere).suggestions[0]).toContain('not in cn-beijing-g');
    const taken = wish({ cidrBlock: '10.8.0.0/26' });
    expect(ofVpc1(taken)).toMatchObject({ reason: 'BlockNotFree', chosen: undefined });
    expect(ofVpc1(taken).message).toContain('overlaps the vSwitch that has 10.8.0.0/24');
    expect(ofVpc1(zones(allowed, [{ ...G, cidrBlock: undefined }], {})).reason).toBe('NoFreeBlock');
  });

  it('is in a zone that the filter lets through', () => {
    const auto = (zone: string) => ({ ...allowed, vSwitches: { auto: { zones: [zone] } } });
    expect(stepOf(zones(auto('cn-beijing-l'), [G], { vpcBlocks }).plan, 'create-vswitch/vpc-1').zoneId).toBe(
      'cn-beijing-l',
    );
    expect(ofVpc1(zones(auto('cn-beijing-g'), [G], { vpcBlocks })).suggestions[0]).toContain('the declared zones');
    const any = zones({ ...allowed, vSwitches: 'auto' }, [G], { vpcBlocks, supportedZones: [], listedZones: [] });
    expect(ofVpc1(any).suggestions[0]).toContain('supports no zone');
    expect(stepIds(zones({ ...allowed, vSwitches: 'auto' }, [G], { vpcBlocks }).plan)).toHaveLength(1);
  });

  it('is waited for, found by its mark, taken, and not created twice', () => {
    const pending = zones(allowed, [G, vSwitch('vsw-new', 'i', { ...OURS, status: 'Pending' })], { vpcBlocks });
    expect(pending.plan).toMatchObject({ steps: [], waits: [{ id: 'vswitch-available/vpc-1', on: 'cloud' }] });
    expect(ofVpc1(pending)).toMatchObject({ creating: true });
    const there = zones(allowed, [G, vSwitch('vsw-new', 'i', OURS)], { vpcBlocks, memory: pending.memory });
    expect(ofVpc1(there)).toMatchObject({ chosen: 'vsw-new', reason: 'Created', taken: 'vsw-new' });
    expect(there.plan.steps).toEqual([]);
    const full = zones(allowed, [G, vSwitch('vsw-new', 'i', { ...OURS, availableIpAddressCount: 0 })], { vpcBlocks });
    expect(full.plan.steps).toEqual([]);
    expect(ofVpc1(full)).toMatchObject({ chosen: undefined, reason: 'NoVSwitchFits' });
    const linkedThrough = { 'vpc-1': 'vsw-new' };
    const linked = zones({}, [vSwitch('vsw-g', 'i'), vSwitch('vsw-new', 'i', OURS)], { linkedThrough });
    expect(ofVpc1(linked)).toMatchObject({ chosen: 'vsw-new', reason: 'StillLinked' });
    const declaredFits = zones(allowed, [vSwitch('vsw-g', 'i'), vSwitch('vsw-new', 'i', OURS)], { vpcBlocks });
    expect(ofVpc1(declaredFits).chosen).toBe('vsw-g');
  });

  it('is not created beside one that its owner is creating', () => {
    const decision = zones(allowed, [G, vSwitch('vsw-theirs', 'l', { status: 'Pending' })], { vpcBlocks });
    expect(decision.plan).toMatchObject({ steps: [], waits: [{ reason: 'VSwitchPending' }] });
    expect(ofVpc1(decision).creating).toBeUndefined();
  });

  it('stays when the gateway goes or its VPC is declared no more, and that is said', () => {
    const memory = { vpcs: {}, created: { 'vpc-9': 'vsw-9' } };
    const gone = zones({}, [], { memory, deleting: true });
    expect(gone).toMatchObject({ findings: [], memory: { vpcs: {}, created: { 'vpc-9': 'vsw-9' } } });
    expect(gone.plan.kept).toMatchObject([{ what: 'vsw-9', message: expect.stringContaining('stays') }]);
    const undeclared = zones({}, [vSwitch('vsw-i', 'i')], { memory });
    expect(undeclared.plan.kept).toMatchObject([{ what: 'vsw-9' }]);
    const seen = zones(allowed, [vSwitch('vsw-1', 'i', OURS)], { memory: { vpcs: {}, created: { 'vpc-1': 'vsw-0' } } });
    expect(seen.memory.created).toEqual({ 'vpc-1': 'vsw-1' });
    expect(seen.plan.kept).toEqual([]);
  });
});

describe('what there is to settle', () => {
  it('is nothing without VPCs, and not known before the gateway has an id', () => {
    const declaration = declared();
    expect(zones({}, [], { declaration })).toMatchObject({ findings: [], memory: { vpcs: {} } });
    const plan: Plan = emptyPlan();
    const early = planZones({
      account: ACCOUNT,
      owner: OWNER,
      declaration: declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches: 'auto' }] }),
      deleting: false,
      observation: NO_ZONES_OBSERVED,
      memory: NO_ZONES_MEMORY,
      linkedThrough: {},
      refused: undefined,
    });
    expect(early.plan).toEqual(plan);
    expect(early.findings).toMatchObject([{ status: 'Unknown', reason: 'GatewayNotCreated' }]);
  });
});
