import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApprovalState, awaitingApproval, readySteps, yesTo } from '../../shared/domain-rules/plan.ts';
import { allowlistSteps } from '../../shared/domain-rules/provisioning/allowlist-steps.ts';
import {
  NO_PROVISIONING_MEMORY,
  type ProvisioningInput,
  type ProvisioningMemory,
  withoutOldRefusals,
} from '../../shared/domain-rules/provisioning/input.ts';
import type { GatewayObservation } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import type { ProvisioningStep } from '../../shared/domain-rules/provisioning/step.ts';
import { chosenVSwitch, declared, gatewayThat, OPEN, seen, situation, stepIds, stepOf } from './worlds.ts';

const findingOf = (input: ProvisioningInput, type: string) =>
  planProvisioning(input).findings.find((finding) => finding.type === type);

const readyIds = (input: ProvisioningInput) => readySteps(planProvisioning(input).plan).map(({ id }) => id);

describe('public access (G23)', () => {
  const declaration = declared({ internet: { allow: ['203.0.113.0/24'] } });
  const that = (is: Parameters<typeof gatewayThat>[0], internetAllowlist: string[] = []) =>
    situation({ declaration, observation: seen({ gateway: gatewayThat(is), internetAllowlist }) });

  it('is opened when agreed to, and then the declared ranges are let in', () => {
    const { plan } = planProvisioning(that({}));
    expect(stepOf(plan, 'open-internet')).toMatchObject({ enabled: true, effects: ['exposes'] });
    expect(stepOf(plan, 'allow/internet')).toMatchObject({ entries: ['203.0.113.0/24'], effects: ['exposes'] });
    expect(readyIds(that({}))).toEqual(['open-internet']);
    expect(findingOf(that({}), 'NetworkReady')).toMatchObject({ status: 'False', reason: 'InternetClosed' });
  });

  it('is waited for while it opens; the list comes after', () => {
    const opening = that({ internetEnabled: true, internetStatus: 'Creating' });
    expect(planProvisioning(opening).plan.waits).toMatchObject([{ id: 'internet-running', on: 'cloud' }]);
    expect(readyIds(opening)).toEqual([]);
    expect(findingOf(opening, 'AllowlistApplied')).toMatchObject({ status: 'False', reason: 'PublicListDiffers' });
  });

  it('that failed is reported and not polled', () => {
    const failed = that({ internetEnabled: true, internetStatus: 'Failed' });
    const { plan } = planProvisioning(failed);
    expect(plan.blocked).toMatchObject([{ reason: 'InternetFailed', rule: 'G23' }]);
    expect(plan.waits).toMatchObject([{ id: 'internet-running', on: 'peer' }]);
    expect(readyIds(failed)).toEqual([]);
  });

  it('is as declared when it is open and the list says the same in other words', () => {
    const input = that(OPEN, ['203.0.113.9/24']);
    expect(planProvisioning(input).plan.steps).toEqual([]);
    expect(findingOf(input, 'NetworkReady')).toMatchObject({ status: 'True', reason: 'AsDeclared' });
    expect(findingOf(input, 'AllowlistApplied')).toMatchObject({ status: 'True', reason: 'AsDeclared' });
  });

  it('lets in whom the declaration names before it keeps others out', () => {
    expect(readyIds(that(OPEN, ['0.0.0.0/0']))).toEqual(['allow/internet']);
    const after = that(OPEN, ['0.0.0.0/0', '203.0.113.0/24']);
    expect(planProvisioning(after).plan.steps).toMatchObject([
      { id: 'disallow/internet/everyone', effects: [], summary: expect.stringContaining('until then everybody') },
    ]);
  });

  it('that nobody declared is closed when agreed to', () => {
    const undeclared = situation({
      observation: seen({ gateway: gatewayThat(OPEN), internetAllowlist: ['1.2.3.4/32'] }),
    });
    const { plan } = planProvisioning(undeclared);
    expect(plan.steps).toMatchObject([{ id: 'close-internet', enabled: false, effects: ['disrupts'] }]);
    expect(findingOf(undeclared, 'NetworkReady')).toMatchObject({ status: 'False', reason: 'InternetNotDeclared' });
  });
});

describe('private access (G26, G29, G30)', () => {
  const vpc = (more: object = {}) => ({ vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1', 'vsw-2'], ...more }] });
  const zones = { 'vpc-1': chosenVSwitch('vsw-2') };
  const linked = (what: Partial<GatewayObservation> = {}) =>
    seen({
      links: [{ vpcId: 'vpc-1', vSwitchId: 'vsw-2', status: 'Running' }],
      vpcAllowlists: { 'vpc-1': ['0.0.0.0/0'] },
      ...what,
    });

  it('waits for zone-checker to settle the vSwitch, and shows the link that is to come', () => {
    const input = situation({ declaration: declared(vpc()) });
    const { plan } = planProvisioning(input);
    expect(stepOf(plan, 'link-vpc/vpc-1')).toMatchObject({
      vSwitchId: undefined,
      effects: ['bills'],
      repeatable: false,
      summary: expect.stringContaining('which of vsw-1, vsw-2 is decided'),
    });
    expect(plan.waits).toMatchObject([{ id: 'zones-decided/vpc-1', on: 'peer', reason: 'AwaitingZones' }]);
    expect(plan.blocked).toEqual([]);
    expect(readyIds(input)).toEqual([]);
    const automatic = declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches: 'auto' }] });
    expect(stepOf(planProvisioning(situation({ declaration: automatic })).plan, 'link-vpc/vpc-1').summary).toContain(
      'which of its vSwitches is decided',
    );
  });

  it('is blocked where no vSwitch fits, with what the owner can do (G71)', () => {
    const decision = {
      ...chosenVSwitch(''),
      chosen: undefined,
      reason: 'NoVSwitchFits',
      suggestions: ['Declare vsw-3.'],
    };
    const { plan } = planProvisioning(situation({ declaration: declared(vpc()), zones: { 'vpc-1': decision } }));
    expect(plan.blocked).toMatchObject([{ what: 'link-vpc/vpc-1', reason: 'NoVSwitchFits', rule: 'G71' }]);
    expect(plan.blocked[0]?.wayOut).toBe(
      'Declare vsw-3. The first fitting vSwitch that appears is taken, and it is said.',
    );
  });

  it('is linked through the settled vSwitch, waited for, and then true', () => {
    const input = situation({ declaration: declared(vpc()), zones });
    expect(readySteps(planProvisioning(input).plan)).toMatchObject([{ id: 'link-vpc/vpc-1', vSwitchId: 'vsw-2' }]);

    const coming = {
      ...input,
      observation: linked({ links: [{ vpcId: 'vpc-1', vSwitchId: 'vsw-2', status: 'Creating' }] }),
    };
    expect(planProvisioning(coming).plan.waits).toMatchObject([{ id: 'link-running/vpc-1', on: 'cloud' }]);
    expect(findingOf(coming, 'NetworkReady')).toMatchObject({ status: 'False', reason: 'Linking' });

    const there = { ...input, observation: linked() };
    expect(stepIds(planProvisioning(there).plan)).toEqual([]);
    expect(findingOf(there, 'NetworkReady')).toMatchObject({ status: 'True' });
    expect(planProvisioning(there).memory.links).toEqual(['vpc-1']);
  });

  it('asks zone-checker again where the settled vSwitch was refused since, for an hour (G70)', () => {
    const refusedAt = 1_000_000;
    const refused = { supportedZones: ['cn-beijing-k'], vSwitchIds: ['vsw-1'], at: refusedAt };
    const memory = { ...NO_PROVISIONING_MEMORY, refused };
    const linking = (remembered: ProvisioningMemory) =>
      planProvisioning(
        situation({
          declaration: declared(vpc()),
          zones: { 'vpc-1': chosenVSwitch('vsw-1') },
          memory: remembered,
        }),
      ).plan;
    const asked = linking(withoutOldRefusals(memory, refusedAt + 3_599_999));
    expect(asked.waits).toMatchObject([{ id: 'zones-decided/vpc-1', reason: 'AwaitingZones' }]);
    expect(readySteps(asked)).toEqual([]);
    const later = linking(withoutOldRefusals(memory, refusedAt + 3_600_000));
    expect(readySteps(later)).toMatchObject([{ id: 'link-vpc/vpc-1', vSwitchId: 'vsw-1' }]);
    expect(withoutOldRefusals(NO_PROVISIONING_MEMORY, refusedAt)).toBe(NO_PROVISIONING_MEMORY);
  });

  it('stays linked through the vSwitch it has, whatever is settled later', () => {
    const there = situation({
      declaration: declared(vpc()),
      zones: { 'vpc-1': chosenVSwitch('vsw-1') },
      observation: linked(),
    });
    expect(planProvisioning(there).plan.steps).toEqual([]);
  });

  it('keeps the vendor’s 0.0.0.0/0 where no list is declared (G29)', () => {
    const there = situation({ declaration: declared(vpc()), observation: linked() });
    expect(findingOf(there, 'AllowlistApplied')).toMatchObject({ status: 'True' });
  });

  it('narrows the new list to the declared one without asking: adds first, 0.0.0.0/0 last (G29)', () => {
    const declaration = declared(vpc({ allow: ['10.0.0.0/8'] }));
    const { plan } = planProvisioning(situation({ declaration, zones }));
    expect(plan.steps.map(({ id, effects }) => [id, effects])).toEqual([
      ['link-vpc/vpc-1', ['bills']],
      ['allow/vpc-1', []],
      ['disallow/vpc-1/everyone', []],
    ]);
    expect(stepOf(plan, 'disallow/vpc-1/everyone').after).toContain('allow/vpc-1');
    expect(readyIds(situation({ declaration, observation: linked() }))).toEqual(['allow/vpc-1']);
    const done = situation({ declaration, observation: linked({ vpcAllowlists: { 'vpc-1': ['10.0.0.0/8'] } }) });
    expect(findingOf(done, 'AllowlistApplied')).toMatchObject({
      status: 'True',
      message: expect.stringContaining('the list of vpc-1 is as declared'),
    });
  });

  it('that admits nobody any more is opened for the declared ones only when agreed to', () => {
    const declaration = declared(vpc({ allow: ['10.0.0.0/8'] }));
    const { plan } = planProvisioning(situation({ declaration, observation: linked({ vpcAllowlists: {} }) }));
    expect(stepOf(plan, 'allow/vpc-1').effects).toEqual(['exposes']);
  });

  it('that we linked and nobody declares any more is closed when agreed to, row by row', () => {
    const rows = ['vsw-1', 'vsw-2'].map((vSwitchId) => ({ vpcId: 'vpc-1', vSwitchId, status: 'Running' }));
    const memory = { ...NO_PROVISIONING_MEMORY, links: ['vpc-1'] };
    const { plan } = planProvisioning(situation({ observation: linked({ links: rows }), memory }));
    expect(plan.steps).toMatchObject([
      { id: 'unlink-vpc/vpc-1/vsw-1', kind: 'unlink-vpc', effects: ['disrupts'] },
      { id: 'unlink-vpc/vpc-1/vsw-2', kind: 'unlink-vpc', effects: ['disrupts'] },
    ]);
  });

  it('that we linked are not closed by the dozen unless their owner forces it (G30)', () => {
    const links = Array.from({ length: 10 }, (_, at) => ({
      vpcId: `vpc-${at}x`,
      vSwitchId: 'vsw-1',
      status: 'Running',
    }));
    const memory = { ...NO_PROVISIONING_MEMORY, links: links.map(({ vpcId }) => vpcId) };
    const input = situation({ observation: linked({ links }), memory });
    const { plan } = planProvisioning(input);
    expect(plan).toMatchObject({ steps: [], blocked: [{ what: 'links', reason: 'OverThreshold', rule: 'G30' }] });
    expect(findingOf(input, 'NetworkReady')).toMatchObject({ status: 'False', reason: 'OverThreshold' });
    const forced = plan.blocked.flatMap(({ held }) => held?.touches ?? []);
    expect(planProvisioning({ ...input, forced }).plan.steps).toHaveLength(10);
    const one = situation({ observation: linked({ links }), memory: { ...memory, links: ['vpc-0x'] } });
    expect(planProvisioning(one).plan).toMatchObject({ steps: { length: 1 }, kept: { length: 9 } });
  });

  it('that somebody else linked stays', () => {
    const { plan } = planProvisioning(situation({ observation: linked() }));
    expect(plan).toMatchObject({ steps: [], kept: [{ what: 'vpc-1' }] });
  });

  it('whose link we asked for without an answer is ours when it comes to light', () => {
    const { memory } = planProvisioning(situation({ observation: linked(), openIntents: ['link-vpc/vpc-1'] }));
    expect(memory.links).toEqual(['vpc-1']);
  });
});

describe('steps between two allowlists (G24)', () => {
  const steps = (current: string[], wanted: string[], limit?: number, forced?: string[]) =>
    allowlistSteps({ vpcId: undefined, current, wanted, limit, after: ['open-internet'], forced });

  const ranges = (count: number, third = 113) =>
    Array.from({ length: count }, (_, at) => `203.0.${third}.${at * 2}/32`);

  it('a change of more than 30 % of ten or more is refused', () => {
    const { steps: none, blocked } = steps(ranges(10), ranges(6));
    expect(none).toEqual([]);
    expect(blocked).toMatchObject([
      {
        reason: 'OverThreshold',
        rule: 'G24',
        message: expect.stringContaining('take away 4 of the 10 entries of the internet list'),
        held: { steps: [{ id: 'disallow/internet' }] },
      },
    ]);
    const forced = blocked.flatMap(({ held }) => held?.touches ?? []);
    expect(steps(ranges(10), ranges(6), 15, forced).steps).toMatchObject([{ id: 'disallow/internet', effects: [] }]);
    expect(steps(ranges(10), ranges(5), 15, forced).blocked).toHaveLength(1);
    expect(steps(ranges(10), ranges(7)).steps).toHaveLength(1);
  });

  it('such a change leaves the condition false', () => {
    const input = situation({
      declaration: declared({ internet: { allow: ranges(2) } }),
      observation: seen({ gateway: gatewayThat(OPEN), internetAllowlist: ranges(10) }),
    });
    expect(findingOf(input, 'AllowlistApplied')).toMatchObject({ status: 'False', reason: 'PublicListDiffers' });
  });

  it('an equal list that is more finely written widens nothing', () => {
    const { steps: planned } = steps(['203.0.113.0/24'], ['203.0.113.0/25', '203.0.113.128/25']);
    expect(planned.map(({ id, effects }) => [id, effects])).toEqual([
      ['allow/internet', []],
      ['disallow/internet', []],
    ]);
  });

  it('on a full list some callers are refused for a moment, which is asked for, and so is letting them in again', () => {
    const current = [...ranges(14), '198.51.100.0/24'];
    const wanted = [...ranges(13), '198.51.100.0/25', '198.51.100.128/25'];
    const { steps: planned } = steps(current, wanted, 15);
    expect(planned.map(({ id, effects }) => [id, effects])).toEqual([
      ['disallow/internet', []],
      ['allow/internet', ['exposes']],
      ['disallow/internet/gap', ['disrupts']],
      ['allow/internet/2', ['exposes']],
    ]);
  });

  it('the yes to a plan lasts to its end: what remains after each step asks for nothing new', () => {
    const pool = ['/24', '/25', '/26', '/32'].map((prefix) => `203.0.113.0${prefix}`);
    const list = fc.uniqueArray(
      fc.constantFrom('0.0.0.0/0', ...pool, '203.0.113.128/25', '203.0.113.64/26', '198.51.100.7/32'),
      {
        maxLength: 5,
      },
    );
    fc.assert(
      fc.property(list, list, fc.integer({ min: 5, max: 6 }), (start, wanted, limit) => {
        let current = start;
        const first = steps(current, wanted, limit).steps;
        const agreed = agreedTo(first);
        for (let left = first; left.length > 0; left = steps(current, wanted, limit).steps) {
          expect(new Set(left.map(({ id }) => id)).size).toBe(left.length);
          expect(awaitingApproval(left, agreed)).toEqual([]);
          current = applied(current, left[0]);
          expect(current.length).toBeLessThanOrEqual(limit);
        }
        expect(new Set(current)).toEqual(new Set(wanted));
      }),
    );
  });
});

describe('a yes covers what was shown', () => {
  const rangesLetIn = (current: string[]) =>
    allowlistSteps({ vpcId: undefined, current, wanted: ['203.0.113.0/24', '198.51.100.0/24'], limit: 15, after: [] })
      .steps;

  it('a range that comes back into the plan is asked for, though another one was agreed to (G24)', () => {
    const agreed = agreedTo(rangesLetIn(['198.51.100.0/24']));
    expect(awaitingApproval(rangesLetIn([]), agreed)).toMatchObject([{ id: 'allow/internet', effects: ['exposes'] }]);
    expect(awaitingApproval(rangesLetIn(['203.0.113.0/24']), agreedTo(rangesLetIn([])))).toEqual([]);
  });

  it('a VPC is linked through the vSwitch that was shown, or through any where none was known yet (G71)', () => {
    const planned = (...chosen: string[]) =>
      planProvisioning(
        situation({
          declaration: declared({ vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1', 'vsw-2'] }] }),
          zones: Object.fromEntries(chosen.map((vSwitchId) => ['vpc-1', chosenVSwitch(vSwitchId)])),
        }),
      ).plan.steps;
    expect(awaitingApproval(planned('vsw-2'), agreedTo(planned()))).toEqual([]);
    expect(awaitingApproval(planned('vsw-1'), agreedTo(planned('vsw-1')))).toEqual([]);
    expect(awaitingApproval(planned('vsw-2'), agreedTo(planned('vsw-1')))).toMatchObject([{ id: 'link-vpc/vpc-1' }]);
    expect(awaitingApproval(planned(), agreedTo(planned('vsw-1')))).toEqual([]);
  });

  it('taking the place of one default gateway is no yes to taking another one’s (G44)', () => {
    const planned = (gatewayId?: string, status = 'Running') =>
      planProvisioning(
        situation({
          declaration: declared({ default: true }),
          observation: seen({
            gateway: gatewayThat({ status }),
            defaultHolder: gatewayId ? { gatewayId, name: 'old' } : undefined,
          }),
        }),
      ).plan.steps;
    const agreed = agreedTo(planned('gw-old'));
    expect(awaitingApproval(planned('gw-old'), agreed)).toEqual([]);
    expect(awaitingApproval(planned(undefined), agreed)).toEqual([]);
    expect(awaitingApproval(planned('gw-other'), agreed)).toMatchObject([{ id: 'make-default' }]);
    expect(awaitingApproval(planned(undefined, 'Creating'), agreed)).toEqual([]);
  });
});

/** Approvals as they are once the owner has said yes to all that these steps ask for. */
function agreedTo(steps: ProvisioningStep[]): ApprovalState {
  const nothing: ApprovalState = { generation: 1, inAdvance: [], subscription: false, approvals: [], settledAt: null };
  const yes = yesTo({ awaiting: awaitingApproval(steps, nothing), blocked: [] }, false);
  return { ...nothing, approvals: [{ generation: 1, planHash: 'h', at: 1, ...yes }] };
}

function applied(list: string[], step: ProvisioningStep | undefined): string[] {
  if (step?.kind === 'allow') return [...list, ...step.entries];
  if (step?.kind === 'disallow') return list.filter((entry) => !step.entries.includes(entry));
  throw new Error('a list is changed by allow and disallow only');
}
