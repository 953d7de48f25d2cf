import { describe, expect, it } from 'vitest';
import { readiness } from '../../shared/domain-rules/condition.ts';
import { neededSteps, readySteps } from '../../shared/domain-rules/plan.ts';
import {
  NO_PROVISIONING_MEMORY,
  type ProvisioningInput,
  type ProvisioningMemory,
  withoutOldRefusals,
} from '../../shared/domain-rules/provisioning/input.ts';
import type { ObservedLink } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { closeWindow, withWindows } from '../../shared/domain-rules/provisioning/window.ts';
import type { VSwitchDecision } from '../../shared/domain-rules/zoning/decide-zones.ts';
import { chosenVSwitch, declared, seen, situation, stepIds, stepOf } from './worlds.ts';

const OTHER = '2345678901234567';

const row = (vSwitchId: string, is: Partial<ObservedLink> = {}): ObservedLink => ({
  vpcId: 'vpc-1',
  vSwitchId,
  status: 'Running',
  authoritativeDns: false,
  ...is,
});

function linking(
  vpc: object,
  links: ObservedLink[],
  decision: Partial<VSwitchDecision> | undefined,
  given: Partial<ProvisioningInput> & { remembered?: Partial<ProvisioningMemory>; peers?: object } = {},
): ProvisioningInput {
  const { remembered, peers = {}, ...rest } = given;
  return situation({
    declaration: declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1', 'vsw-2'], ...vpc }] }),
    observation: {
      ...seen({ links, vpcAllowlists: links.length > 0 ? { 'vpc-1': ['10.0.0.0/8'] } : {} }),
      peers: peers as ProvisioningInput['observation']['peers'],
    },
    zones: decision ? { 'vpc-1': { ...chosenVSwitch('vsw-2'), ...decision } } : {},
    memory: { ...NO_PROVISIONING_MEMORY, links: links.length > 0 ? ['vpc-1'] : [], ...remembered },
    ...rest,
  });
}

const planOf = (input: ProvisioningInput) => planProvisioning(input).plan;
const readyIds = (input: ProvisioningInput) => readySteps(planOf(input)).map(({ id }) => id);
const networkOf = (input: ProvisioningInput) =>
  planProvisioning(input).findings.find(({ type }) => type === 'NetworkReady');

describe('linking a VPC of another account (G27)', () => {
  const foreign = { account: OTHER, vSwitches: ['vsw-2'] };
  const refusal = { code: 'Forbidden', message: 'not opened', beside: false, at: 1_000 };

  it('names its account', () => {
    expect(stepOf(planOf(linking(foreign, [], {})), 'link-vpc/vpc-1')).toMatchObject({
      account: OTHER,
      summary: `link vpc-1 of account ${OTHER} through vsw-2 (billed: PrivateLink: the instance and the data it processes)`,
    });
  });

  it('that was refused is blocked with the way out, and tried again after an hour', () => {
    const remembered = { linkRefusals: { 'vpc-1': refusal } };
    const input = linking(foreign, [], {}, { remembered });
    expect(planOf(input)).toMatchObject({
      steps: [],
      waits: [{ id: 'link-allowed/vpc-1', on: 'peer' }],
      blocked: [{ reason: 'CrossAccountRefused', rule: 'G27', wayOut: expect.stringContaining('by ticket') }],
    });
    expect(planOf(input).blocked[0]?.message).toContain('not opened');
    const memory = { ...NO_PROVISIONING_MEMORY, ...remembered };
    expect(withoutOldRefusals(memory, 1_000 + 3_599_999)).toEqual(memory);
    expect(withoutOldRefusals(memory, 1_000 + 3_600_000).linkRefusals).toEqual({});
    const refused = { supportedZones: [], vSwitchIds: [], at: 3_600_000 };
    expect(withoutOldRefusals({ ...memory, refused }, 1_000 + 3_600_000)).toMatchObject({ refused, linkRefusals: {} });
  });

  it('that nobody can read says so under its own rule', () => {
    const decision = { chosen: undefined, reason: 'VpcNotReadable', rule: 'G27', suggestions: ['Let it.'] };
    expect(planOf(linking(foreign, [], decision)).blocked).toMatchObject([{ rule: 'G27', wayOut: 'Let it.' }]);
  });

  it('is not blocked while a vSwitch is being created', () => {
    const decision = { chosen: undefined, reason: 'CreatingVSwitch', creating: true } as const;
    const plan = planOf(linking({ createVSwitch: {} }, [], decision));
    expect(plan.blocked).toEqual([]);
    expect(plan.waits).toMatchObject([{ id: 'zones-decided/vpc-1', reason: 'CreatingVSwitch' }]);
    const early = planOf(linking({ createVSwitch: {} }, [], undefined));
    expect(stepOf(early, 'link-vpc/vpc-1').summary).toContain('where none fits, one is created');
  });
});

describe('moving a link to another vSwitch (G30, G70)', () => {
  const move = { linked: 'vsw-1', chosen: 'vsw-2' };

  it('makes the new one before it breaks the old one, and begins nothing without a yes to both', () => {
    const input = linking({}, [row('vsw-1')], move);
    const plan = planOf(input);
    expect(stepIds(plan)).toEqual(['link-vpc/vpc-1/vsw-2', 'unlink-vpc/vpc-1/vsw-1']);
    expect(stepOf(plan, 'link-vpc/vpc-1/vsw-2')).toMatchObject({ effects: ['bills', 'disrupts'], beside: true });
    expect(stepOf(plan, 'unlink-vpc/vpc-1/vsw-1')).toMatchObject({ effects: ['disrupts'] });
    expect(readyIds(input)).toEqual(['link-vpc/vpc-1/vsw-2']);
    expect(networkOf(input)).toMatchObject({ status: 'False', reason: 'LinkedThroughAnother' });

    const remembered = { linkedThrough: { 'vpc-1': 'vsw-1' } };
    const coming = linking({}, [row('vsw-1'), row('vsw-2', { status: 'Creating' })], move, { remembered });
    expect(readyIds(coming)).toEqual([]);
    expect(planOf(coming).waits).toMatchObject([{ id: 'link-running/vpc-1/vsw-2' }]);
    const there = linking({}, [row('vsw-2'), row('vsw-1')], move, { remembered });
    expect(readyIds(there)).toEqual(['unlink-vpc/vpc-1/vsw-1']);
    expect(networkOf(there)).toMatchObject({ reason: 'Moving' });
    expect(planProvisioning(there).memory).toMatchObject({ links: ['vpc-1'], linkedThrough: { 'vpc-1': 'vsw-1' } });

    const done = linking({}, [row('vsw-2')], move, { remembered });
    expect(planOf(done)).toMatchObject({ steps: [], waits: [] });
    expect(planProvisioning(done).memory.linkedThrough).toEqual({ 'vpc-1': 'vsw-2' });
  });

  it('keeps the list as it is meanwhile', () => {
    const input = linking({ allow: ['10.0.0.0/8'] }, [row('vsw-1')], move);
    const { findings } = planProvisioning(input);
    expect(findings.find(({ type }) => type === 'AllowlistApplied')).toMatchObject({ status: 'True' });
  });

  it('is only offered where the zone was lost: the link works, so nothing has to be done', () => {
    const input = linking({}, [row('vsw-1')], { ...move, reason: 'ZoneLost' });
    expect(stepIds(planOf(input))).toHaveLength(2);
    expect(neededSteps(planOf(input))).toEqual([]);
    expect(networkOf(input)).toMatchObject({ status: 'True' });
    const zoneLost = { type: 'ZonesSupported', status: 'False', reason: 'ZoneLost', message: '' } as const;
    expect(readiness(['ZonesSupported'], [zoneLost])).toMatchObject({ status: 'True' });
    const remembered = { linkedThrough: { 'vpc-1': 'vsw-1' } };
    const begun = linking({}, [row('vsw-1'), row('vsw-2')], { ...move, reason: 'ZoneLost' }, { remembered });
    expect(neededSteps(planOf(begun)).map(({ id }) => id)).toEqual(['unlink-vpc/vpc-1/vsw-1']);
  });

  it('cuts first where a second link was refused, and asks again because that is an outage', () => {
    const beside = { code: 'LinkedVpcAlreadyExist', message: 'no', beside: true, at: 0 };
    const remembered = { linkRefusals: { 'vpc-1': beside } };
    const input = linking({}, [row('vsw-1')], move, { remembered });
    expect(stepIds(planOf(input))).toEqual(['cut-link/vpc-1/vsw-1', 'link-vpc/vpc-1']);
    expect(stepOf(planOf(input), 'cut-link/vpc-1/vsw-1')).toMatchObject({
      effects: ['disrupts', 'bills'],
      summary: expect.stringContaining('callers in it lose the gateway until it is linked again'),
    });
    expect(readyIds(input)).toEqual(['cut-link/vpc-1/vsw-1']);
    const offered = linking({}, [row('vsw-1')], { ...move, reason: 'ZoneLost' }, { remembered });
    expect(neededSteps(planOf(offered))).toEqual([]);
    expect(networkOf(offered)).toMatchObject({ status: 'True' });
    const cut = linking({}, [], move, { remembered });
    expect(readyIds(cut)).toEqual(['link-vpc/vpc-1']);
  });

  it('does not follow a decision that knew another link', () => {
    expect(stepIds(planOf(linking({}, [row('vsw-1')], { chosen: 'vsw-2' })))).toEqual([]);
    expect(stepIds(planOf(linking({}, [row('vsw-1')], { linked: 'vsw-9', chosen: 'vsw-2' })))).toEqual([]);
    expect(stepIds(planOf(linking({}, [row('vsw-1')], { linked: 'vsw-1', chosen: undefined })))).toEqual([]);
  });

  it('leaves a second row that somebody else made', () => {
    const remembered = { linkedThrough: { 'vpc-1': 'vsw-1' } };
    const input = linking({}, [row('vsw-9'), row('vsw-1')], { linked: 'vsw-1', chosen: 'vsw-1' }, { remembered });
    expect(planOf(input)).toMatchObject({ steps: [], kept: [{ what: 'vpc-1/vsw-9' }] });
  });
});

describe('authoritative DNS (G28)', () => {
  const on = { authoritativeDns: true };
  const settled = { linked: 'vsw-2', chosen: 'vsw-2' };

  it('is asked for with the link', () => {
    expect(stepOf(planOf(linking(on, [], {})), 'link-vpc/vpc-1')).toMatchObject({
      authoritativeDns: true,
      summary:
        'link vpc-1 through vsw-2, with authoritative DNS (billed: PrivateLink: the instance and the data it processes)',
    });
  });

  it('changes only with a new link: cut and made again, with the outage said, and never by itself', () => {
    const more = { ...on, allow: ['10.0.0.0/8'], peers: [{ vpcId: 'vpc-9', region: 'cn-hangzhou' }] };
    const there = { 'vpc-1': [{ vpcId: 'vpc-9', region: 'cn-hangzhou', status: 'Running' }] };
    const input = linking(more, [row('vsw-2')], settled, { peers: there });
    // The list and the peers go with the link, and come back after it.
    expect(stepIds(planOf(input))).toEqual([
      'cut-link/vpc-1/vsw-2',
      'link-vpc/vpc-1',
      'allow/vpc-1',
      'disallow/vpc-1/everyone',
      'add-peers/vpc-1',
    ]);
    expect(stepOf(planOf(input), 'cut-link/vpc-1/vsw-2').effects).toEqual(['disrupts', 'bills']);
    expect(stepOf(planOf(input), 'cut-link/vpc-1/vsw-2').summary).toContain('switch on authoritative DNS');
    expect(readyIds(input)).toEqual(['cut-link/vpc-1/vsw-2']);
    expect(networkOf(input)).toMatchObject({ status: 'False', reason: 'AuthoritativeDnsDiffers' });
    const off = linking({ authoritativeDns: false }, [row('vsw-2', on)], settled);
    expect(stepOf(planOf(off), 'cut-link/vpc-1/vsw-2').summary).toContain('switch off authoritative DNS');
    expect(networkOf(off)?.message).toContain('is on, and off is declared');
  });

  it('is left as it is where nothing is declared', () => {
    expect(stepIds(planOf(linking({}, [row('vsw-2', on)], settled)))).toEqual([]);
    const unsaid = row('vsw-2', { authoritativeDns: undefined });
    expect(stepIds(planOf(linking({ authoritativeDns: false }, [unsaid], settled)))).toEqual([]);
  });

  it('goes from one declared VPC to the other in order', () => {
    const second = { vpcId: 'vpc-2', vSwitches: ['vsw-9'], ...on };
    const declaration = declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-2'] }, second] });
    const input = linking({}, [row('vsw-2', on), row('vsw-9', { vpcId: 'vpc-2' })], settled, { declaration });
    expect(stepIds(planOf(input))).toEqual([
      'cut-link/vpc-1/vsw-2',
      'link-vpc/vpc-1',
      'cut-link/vpc-2/vsw-9',
      'link-vpc/vpc-2',
    ]);
    expect(readyIds(input)).toEqual(['cut-link/vpc-1/vsw-2']);
    expect(stepOf(planOf(input), 'cut-link/vpc-2/vsw-9').after).toContain('cut-link/vpc-1/vsw-2');
    expect(stepOf(planOf(input), 'link-vpc/vpc-1')).toMatchObject({ authoritativeDns: false });
  });

  it('is not taken from a VPC that somebody else linked', () => {
    const theirs = row('vsw-x', { vpcId: 'vpc-x', ...on });
    const input = linking(on, [theirs], {}, { remembered: { links: [] } });
    expect(planOf(input).blocked).toMatchObject([{ reason: 'AuthoritativeDnsElsewhere', rule: 'G28' }]);
    expect(readyIds(input)).toEqual([]);
    const ours = linking(on, [theirs], {}, { remembered: { links: ['vpc-x'] } });
    expect(planOf(ours).blocked).toEqual([]);
    expect(readyIds(ours)).toEqual(['unlink-vpc/vpc-x/vsw-x']);
  });
});

describe('peers of a VPC (G26)', () => {
  const peer = (vpcId: string, status = 'Running') => ({ vpcId, region: 'cn-hangzhou', status });
  const declaredPeers = (...ids: string[]) => ({ peers: ids.map((vpcId) => ({ vpcId, region: 'cn-hangzhou' })) });
  const settled = { linked: 'vsw-2', chosen: 'vsw-2' };
  const at = (ids: string[], there: ReturnType<typeof peer>[], remembered: Partial<ProvisioningMemory> = {}) =>
    linking(declaredPeers(...ids), [row('vsw-2')], settled, { peers: { 'vpc-1': there }, remembered });

  it('are added when agreed to, once the link runs', () => {
    const input = at(['vpc-8', 'vpc-9'], [peer('vpc-8')]);
    expect(planOf(input).steps).toMatchObject([
      {
        id: 'add-peers/vpc-1',
        peers: [{ vpcId: 'vpc-9', region: 'cn-hangzhou' }],
        effects: ['exposes'],
        repeatable: false,
      },
    ]);
    expect(networkOf(input)).toMatchObject({ status: 'False', reason: 'PeersMissing' });
    const unlinked = linking(declaredPeers('vpc-9'), [], {});
    expect(readyIds(unlinked)).toEqual(['link-vpc/vpc-1']);
  });

  it('are waited for while they are made; what else their status says counts as being there', () => {
    expect(planOf(at(['vpc-9'], [peer('vpc-9', 'Creating')])).waits).toMatchObject([{ id: 'peers-there/vpc-1' }]);
    for (const status of ['Running', 'Active', '']) {
      const input = at(['vpc-9'], [peer('vpc-9', status)]);
      expect(planOf(input)).toMatchObject({ steps: [], waits: [], blocked: [] });
      expect(networkOf(input)).toMatchObject({ status: 'True' });
      expect(planProvisioning(input).memory.peers).toEqual({ 'vpc-1': ['vpc-9@cn-hangzhou'] });
    }
  });

  it('that failed are reported', () => {
    const input = at(['vpc-9'], [peer('vpc-9', 'Failed')]);
    expect(planOf(input).blocked).toMatchObject([{ reason: 'PeerFailed', rule: 'G26' }]);
    expect(networkOf(input)).toMatchObject({ status: 'False', reason: 'PeerFailed' });
  });

  it('that nobody declares any more go when agreed to if they are ours, and stay if they are not', () => {
    const input = at([], [peer('vpc-8'), peer('vpc-9')], { peers: { 'vpc-1': ['vpc-9@cn-hangzhou'] } });
    expect(planOf(input).steps).toMatchObject([
      { id: 'remove-peers/vpc-1', peers: [{ vpcId: 'vpc-9' }], effects: ['disrupts'], repeatable: true },
    ]);
    expect(planOf(input).kept).toMatchObject([{ what: 'vpc-8@cn-hangzhou' }]);
    expect(networkOf(input)).toMatchObject({ reason: 'PeersNotDeclared' });
    const undeclared = situation({
      observation: { ...seen({ links: [row('vsw-2')] }), peers: { 'vpc-1': [peer('vpc-9')] } },
      memory: { ...NO_PROVISIONING_MEMORY, links: ['vpc-1'], peers: { 'vpc-1': ['vpc-9@cn-hangzhou'] } },
    });
    expect(planProvisioning(undeclared).memory.peers).toEqual({ 'vpc-1': ['vpc-9@cn-hangzhou'] });
  });
});

describe('the time in which a new link lets everybody in (G29)', () => {
  const open = (list: string[], links = [row('vsw-2')]) =>
    situation({
      declaration: declared({
        vpcs: [
          { vpcId: 'vpc-1', vSwitches: ['vsw-2'], allow: ['10.0.0.0/8'] },
          { vpcId: 'vpc-2', vSwitches: ['vsw-3'] },
          { vpcId: 'vpc-3', vSwitches: ['vsw-4'], allow: ['0.0.0.0/0'] },
        ],
      }),
      observation: seen({ links, vpcAllowlists: { 'vpc-1': list, 'vpc-2': ['0.0.0.0/0'], 'vpc-3': ['0.0.0.0/0'] } }),
    });
  const disallow = { kind: 'disallow', vpcId: 'vpc-1', entries: ['0.0.0.0/0'] } as Parameters<typeof closeWindow>[0];
  const windows = { 'vpc-1': { since: 1_000, from: 'link' as const } };
  const memory = { ...NO_PROVISIONING_MEMORY, windows };

  it('is counted from the link, or from the first look where that is not known', () => {
    const everybody = open(['0.0.0.0/0']);
    expect(withWindows(NO_PROVISIONING_MEMORY, everybody, 5_000).windows).toEqual({
      'vpc-1': { since: 5_000, from: 'sight' },
    });
    expect(withWindows(memory, everybody, 5_000).windows).toEqual(windows);
    expect(withWindows(memory, open([], []), 5_000).windows).toEqual(windows);
    expect(withWindows(memory, open(['10.0.0.0/8']), 5_000).windows).toEqual({});
    expect(withWindows(NO_PROVISIONING_MEMORY, open(['10.0.0.0/8']), 5_000)).toBe(NO_PROVISIONING_MEMORY);
    const unlisted = situation({ declaration: everybody.declaration, observation: seen({ links: [row('vsw-2')] }) });
    expect(withWindows(NO_PROVISIONING_MEMORY, unlisted, 5_000)).toBe(NO_PROVISIONING_MEMORY);
  });

  it('is said when it ends, and then forgotten', () => {
    const { message, learn } = closeWindow(disallow, memory, 63_400);
    expect(message).toBe('done; everybody in vpc-1 was let in for 62 s, from its link until now');
    expect(learn?.(memory).windows).toEqual({});
    expect(learn?.(NO_PROVISIONING_MEMORY).windows).toEqual({});
    const sight = { ...memory, windows: { 'vpc-1': { since: 0, from: 'sight' as const } } };
    expect(closeWindow(disallow, sight, 60_000).message).toContain('for at least 60 s, since it was first seen');
  });

  it('is not what other removals are about', () => {
    expect(closeWindow({ ...disallow, entries: ['10.1.0.0/16'] }, memory, 5_000)).toEqual({});
    expect(closeWindow({ ...disallow, vpcId: undefined }, memory, 5_000)).toEqual({});
    expect(closeWindow(disallow, NO_PROVISIONING_MEMORY, 5_000)).toEqual({});
  });
});
