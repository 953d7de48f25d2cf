import { describe, expect, it } from 'vitest';
import { readDeclaration } from '../../shared/domain-rules/declaration.ts';
import { declared } from './worlds.ts';

const OTHER = '2345678901234567';
const ROLE = `acs:ram::${OTHER}:role/torii-reads-vpc`;

function read(...vpcs: object[]) {
  return readDeclaration({
    apiVersion: 'torii/v1',
    kind: 'Gateway',
    metadata: { name: 'chat-prod' },
    spec: { region: 'cn-beijing', type: 'managed', specification: '4c8g', nodes: 2, vpcs },
  });
}

function problems(...vpcs: object[]) {
  const reading = read(...vpcs);
  return reading.ok ? [] : reading.problems.map(({ field, rule, reason }) => `${rule} ${field}: ${reason}`);
}

const vpc = (more: object = {}) => ({ vpcId: 'vpc-1', vSwitches: ['vsw-1'], ...more });

describe('a VPC of another account (G27)', () => {
  it('is named with its account, and with a role that reads it or exactly one vSwitch', () => {
    expect(problems(vpc({ account: OTHER }))).toEqual([]);
    expect(problems(vpc({ account: OTHER, roleArn: ROLE, vSwitches: 'auto' }))).toEqual([]);
    expect(problems(vpc({ account: OTHER, roleArn: ROLE, vSwitches: ['vsw-1', 'vsw-2'] }))).toEqual([]);
  });

  it.each([
    ['auto', 'auto'],
    ['auto with a filter', { auto: {} }],
    ['several', ['vsw-1', 'vsw-2']],
  ])('without a role cannot be chosen in: %s', (_, vSwitches) => {
    expect(problems(vpc({ account: OTHER, vSwitches }))).toEqual(['G27 spec.vpcs[0].vSwitches: VSwitchNotNamed']);
  });

  it('is said not to be checked where no role is named', () => {
    const reading = read(vpc({ account: OTHER }), vpc({ vpcId: 'vpc-2' }));
    const advice = reading.ok ? reading.advice.filter(({ rule }) => rule === 'G27') : [];
    expect(advice).toMatchObject([{ field: 'spec.vpcs[0].vSwitches', reason: 'VSwitchNotChecked' }]);
    expect(advice[0]?.message).toContain('its zone shows only when the link is tried');
    const checked = read(vpc({ account: OTHER, roleArn: ROLE }));
    expect(checked.ok && checked.advice.filter(({ rule }) => rule === 'G27')).toEqual([]);
  });

  it.each([
    ['a role without an account', { roleArn: ROLE }, 'G27 spec.vpcs[0].roleArn: RoleWithoutAccount'],
    [
      'a role of a third account',
      { account: '3456789012345678', roleArn: ROLE },
      'G27 spec.vpcs[0].roleArn: RoleOfAnotherAccount',
    ],
    [
      'a vSwitch to create in it',
      { account: OTHER, roleArn: ROLE, createVSwitch: {} },
      'G27 spec.vpcs[0].createVSwitch: CreationInAnotherAccount',
    ],
    ['a user for a role', { account: OTHER, roleArn: 'user/x' }, 'G27 spec.vpcs[0].roleArn: BadFormat'],
    ['a number for an account', { account: 2345678901234567 }, 'G27 spec.vpcs[0].account: WrongType'],
    ['a name for an account', { account: 'acme' }, 'G27 spec.vpcs[0].account: BadFormat'],
  ])('is refused with %s', (_, more, problem) => {
    expect(problems(vpc(more))).toEqual([problem]);
  });
});

describe('authoritative DNS (G28)', () => {
  it('is on for one VPC at most', () => {
    const on = { authoritativeDns: true };
    expect(problems(vpc(on), vpc({ vpcId: 'vpc-2', authoritativeDns: false }))).toEqual([]);
    expect(problems(vpc(on), vpc({ vpcId: 'vpc-2' }), vpc({ vpcId: 'vpc-3', ...on }))).toEqual([
      'G28 spec.vpcs[2].authoritativeDns: AuthoritativeDnsTwice',
    ]);
  });
});

describe('peers and a vSwitch to create', () => {
  const peer = (vpcId: string, region = 'cn-hangzhou') => ({ vpcId, region });

  it('are read as they are declared', () => {
    const more = { peers: [peer('vpc-8'), peer('vpc-9', 'cn-beijing')], createVSwitch: { cidrBlock: '10.8.9.0/24' } };
    expect(declared({ vpcs: [vpc(more)] }).spec.vpcs).toEqual([vpc(more)]);
    expect(declared({ vpcs: [vpc({ createVSwitch: {} })] }).spec.vpcs[0]?.createVSwitch).toEqual({});
  });

  it.each([
    ['a peer twice (G26)', { peers: [peer('vpc-9'), peer('vpc-9')] }, 'G26 spec.vpcs[0].peers[1].vpcId: DuplicatePeer'],
    ['itself as a peer', { peers: [peer('vpc-1')] }, 'G26 spec.vpcs[0].peers[0].vpcId: PeerIsLinked'],
    ['a zone for a region', { peers: [peer('vpc-9', 'cn-beijing-g')] }, 'G05 spec.vpcs[0].peers[0].region: BadFormat'],
    [
      'a block that no vSwitch can have',
      { createVSwitch: { cidrBlock: '10.8.0.0/30' } },
      'G71 spec.vpcs[0].createVSwitch.cidrBlock: VSwitchBlockInvalid',
    ],
    ['a region for a zone', { createVSwitch: { zone: 'Beijing' } }, 'G71 spec.vpcs[0].createVSwitch.zone: BadFormat'],
    ['something else for what is to be created', { createVSwitch: true }, 'G71 spec.vpcs[0].createVSwitch: WrongType'],
  ])('%s is refused', (_, more, problem) => {
    expect(problems(vpc(more))).toEqual([problem]);
  });

  it('that cannot be read are told their form alone', () => {
    expect(problems(vpc({ peers: ['vpc-9', { region: 'cn-beijing' }] }))).toEqual([
      'G26 spec.vpcs[0].peers[0]: WrongType',
      'G26 spec.vpcs[0].peers[1].vpcId: FieldMissing',
    ]);
  });
});
