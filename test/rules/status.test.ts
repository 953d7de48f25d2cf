import { describe, expect, it } from 'vitest';
import {
  type Condition,
  changedConditions,
  type Finding,
  readiness,
  withSince,
} from '../../shared/domain-rules/condition.ts';
import { MODES } from '../../shared/domain-rules/mode.ts';
import { gatewayStatus, type WorkerReport } from '../../shared/domain-rules/status.ts';
import { declared } from './worlds.ts';

const running: Finding = { type: 'GatewayRunning', status: 'True', reason: 'Running', message: 'it is Running' };
const closed: Finding = { type: 'NetworkReady', status: 'False', reason: 'InternetClosed', message: 'it is off' };
const network: Finding = { type: 'NetworkReady', status: 'True', reason: 'Open', message: 'it is open' };
const listed: Finding = { type: 'AllowlistApplied', status: 'True', reason: 'AsDeclared', message: 'as declared' };
const unseen: Finding = { type: 'EndpointVerified', status: 'Unknown', reason: 'NoVantagePoint', message: 'unseen' };
const since = (finding: Finding, at: number): Condition => ({ ...finding, since: at });

describe('conditions', () => {
  it('say since when: the time moves with the status, not with the words', () => {
    const before = [since(running, 10), since(closed, 10)];
    const reworded = { ...running, reason: 'Running2', message: 'still' };
    expect(withSince([reworded, network, listed], before, 50)).toEqual([
      since(reworded, 10),
      since(network, 50),
      since(listed, 50),
    ]);
  });

  it('are told when the status or the reason is another one, not when only the sentence is', () => {
    const before = [since(running, 1), since(closed, 1)];
    const now = [
      since({ ...running, message: 'reworded' }, 1),
      since({ ...closed, reason: 'InternetFailed' }, 1),
      since(listed, 2),
    ];
    expect(changedConditions(now, before).map(({ type }) => type)).toEqual(['NetworkReady', 'AllowlistApplied']);
    expect(changedConditions([since(network, 3)], before)).toHaveLength(1);
  });

  it.each([
    ['all are true', [running, network], 'True', 'AsDeclared'],
    ['one is false: its reason is the first to read', [running, closed], 'False', 'InternetClosed'],
    ['one was never looked at', [running], 'False', 'NotLookedYet'],
    ['no place to look from blocks nothing', [running, network, unseen], 'True', 'AsDeclared'],
    [
      'what nobody expected, but is false',
      [running, network, { ...listed, status: 'False' as const }],
      'False',
      'AsDeclared',
    ],
  ])('sum up: %s', (_, findings, status, reason) => {
    expect(readiness(['GatewayRunning', 'NetworkReady'], findings)).toMatchObject({ type: 'Ready', status, reason });
  });

  it('name all that is not true, and all that is missing', () => {
    expect(readiness([], [closed, { ...running, status: 'Unknown', reason: 'Vanished' }]).message).toBe(
      'not ready yet (NetworkReady: InternetClosed, GatewayRunning: Vanished)',
    );
    expect(readiness(['GatewayRunning', 'ServicesBound'], []).message).toBe(
      'not looked at yet: GatewayRunning, ServicesBound',
    );
  });
});

describe('how far a declaration has come', () => {
  const declaration = { declaration: declared(), generation: 2, mode: 'enforce' as const };
  const report = (given: Partial<WorkerReport> = {}): WorkerReport => ({
    generation: 2,
    conditions: [running, network, listed, unseen].map((finding) => since(finding, 100)),
    awaiting: [],
    blocked: [],
    kept: [],
    openSteps: [],
    ...given,
  });
  const awaiting = [{ id: 'resize', summary: 'resize', effects: ['bills' as const] }];
  const blocked = [{ what: 'x', reason: 'R', message: 'm', wayOut: 'w' }];

  it.each<[string, WorkerReport[], string, string]>([
    ['nobody has looked yet', [], 'Running', 'NotLookedYet'],
    ['all is as declared', [report()], 'Succeeded', 'AsDeclared'],
    ['only an older generation was looked at', [report({ generation: 1 })], 'Running', 'NotLookedYet'],
    ['a worker has not compared what was before', [report(), report({ generation: 1 })], 'Running', 'NotLookedYet'],
    ['a step is left though every condition is true', [report({ openSteps: ['label'] })], 'Running', 'StepsRemain'],
    ['a step wants a yes', [report({ openSteps: ['resize'], awaiting })], 'AwaitingApproval', 'StepsRemain'],
    [
      'a yes is wanted and something is blocked',
      [report({ openSteps: ['r'], awaiting, blocked })],
      'AwaitingApproval',
      'StepsRemain',
    ],
    ['something is blocked', [report({ conditions: [since(closed, 9)], blocked })], 'Blocked', 'InternetClosed'],
    ['all is as declared but for something foreign', [report({ blocked })], 'Succeeded', 'AsDeclared'],
  ])('%s', (_, reports, state, reason) => {
    const status = gatewayStatus(declaration, reports, undefined, 500);
    expect(status.state).toBe(state);
    expect(status.conditions.at(-1)).toMatchObject({ type: 'Ready', reason });
  });

  it('says when it is only reported, or paused', () => {
    const open = [report({ openSteps: ['resize'], awaiting })];
    expect(gatewayStatus({ ...declaration, mode: 'report' }, open, undefined, 500).state).toBe('Reporting');
    expect(gatewayStatus({ ...declaration, mode: 'report' }, [report()], undefined, 500).state).toBe('Succeeded');
    expect(gatewayStatus({ ...declaration, mode: 'paused' }, [report()], undefined, 500).state).toBe('Paused');
    const states = MODES.map((mode) => gatewayStatus({ ...declaration, mode }, open, undefined, 500).state);
    expect(new Set(states).size).toBe(MODES.length);
  });

  it('shows what every worker reports, and since when it is ready: since the last condition changed', () => {
    const kept = [{ what: 'vpc-1', message: 'stays' }];
    const status = gatewayStatus(
      declaration,
      [report({ kept }), report({ conditions: [since({ ...network, type: 'ZonesSupported' }, 300)] })],
      undefined,
      500,
    );
    expect(status.kept).toEqual(kept);
    expect(status.conditions).toHaveLength(6);
    expect(status.conditions.at(-1)).toMatchObject({ type: 'Ready', status: 'True', since: 300 });
    expect(gatewayStatus(declaration, [], undefined, 500).conditions).toMatchObject([{ type: 'Ready', since: 500 }]);
  });

  it('of a deletion: nothing is Ready, and it has succeeded when all is gone', () => {
    const under = gatewayStatus(declaration, [report({ openSteps: ['delete-gateway'] })], false, 500);
    expect(under.state).toBe('Running');
    expect(under.conditions.map(({ type }) => type)).not.toContain('Ready');
    expect(gatewayStatus(declaration, [report()], true, 500).state).toBe('Succeeded');
  });

  it('is blocked and not Ready while a trouble keeps a worker from looking, whatever was true before', () => {
    const trouble = { what: 'its memory', reason: 'SealBroken', message: 'does not open', wayOut: 'the right key' };
    const status = gatewayStatus(declaration, [report()], undefined, 500, trouble);
    expect(status).toMatchObject({ state: 'Blocked', blocked: [trouble] });
    expect(status.conditions.at(-1)).toMatchObject({ type: 'Ready', status: 'False', message: 'does not open' });
    expect(status.conditions.at(-1)?.reason).toBe('SealBroken');
    expect(gatewayStatus(declaration, [report()], false, 500, trouble)).toMatchObject({ state: 'Blocked' });
  });
});
