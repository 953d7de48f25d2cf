import { describe, expect, it } from 'vitest';
import type { OperationAnswer, PlanAnswer } from '../../cli/answers.ts';
import { type Ending, follow } from '../../cli/follow.ts';
import { LOOKS_ALIKE } from '../../cli/standstill.ts';

const NOT_DELEGATED = {
  what: 'record/chat.example.com',
  reason: 'ZoneNotDelegated',
  message: 'm',
  wayOut: 'Delegate it.',
};
const FOREIGN = { what: 'record/chat.example.com', reason: 'ForeignRecord', message: 'm', wayOut: 'Adopt it.' };
const OPEN = { id: 'open-internet', summary: 'open public access', effects: ['exposes' as const] };
const CREATING = { id: 'running', on: 'cloud' as const, reason: 'Creating', message: 'm', typicalSeconds: 300 };
const CERTIFICATE = { ...CREATING, id: 'certificate', on: 'peer' as const, reason: 'CertificatePending' };
const LABEL = { id: 'label', kind: 'label', target: 'gw-1', summary: 's', after: [], effects: [], by: 'worker' };

interface Look {
  report: Partial<OperationAnswer>;
  plan?: Partial<PlanAnswer>;
}

const blocked: Look['report'] = { state: 'Blocked', blocked: [NOT_DELEGATED] };
const asking: Look['report'] = { state: 'AwaitingApproval', awaiting: [OPEN] };
const done: Look = { report: { state: 'Succeeded' } };

describe('following an operation ends with "waits for you"', () => {
  it.each<[string, Look]>([
    ['a yes', { report: asking, plan: { awaiting: [OPEN], steps: [{ ...LABEL, id: OPEN.id }] } }],
    ['a yes, while something else can be done', { report: asking, plan: { awaiting: [OPEN], steps: [LABEL] } }],
    ['the way out of a block', { report: { state: 'Blocked', blocked: [FOREIGN] }, plan: { blocked: [FOREIGN] } }],
    ['a yes that the workers have not come to', { report: blocked, plan: { awaiting: [OPEN] } }],
    ['another mode', { report: { state: 'Reporting' }, plan: { steps: [LABEL] } }],
    ['an end of the pause', { report: { state: 'Paused' }, plan: { steps: [LABEL], waits: [CREATING] } }],
  ])('at once, where report and plan agree that it is %s', async (_, look) => {
    expect(await followed([look])).toMatchObject({ ending: { kind: 'waiting' }, looks: 1 });
  });

  it.each<[string, Partial<PlanAnswer>]>([
    ['knows nothing of it', {}],
    ['is blocked by something else', { blocked: [FOREIGN] }],
    ['waits for another worker', { waits: [CERTIFICATE] }],
  ])('after some looks that say the same, where only a worker knows why, and the plan %s', async (_, plan) => {
    const looks = Array.from({ length: LOOKS_ALIKE }, () => ({ report: blocked, plan }));
    expect(await followed(looks)).toMatchObject({
      ending: { kind: 'waiting', operation: { blocked: [NOT_DELEGATED] } },
      looks: LOOKS_ALIKE,
    });
  });

  it('not by looks of which each says something else', async () => {
    const changing = Array.from({ length: 3 * LOOKS_ALIKE }, (_, at) => ({
      report: { state: 'Blocked' as const, blocked: [at % 2 === 0 ? NOT_DELEGATED : FOREIGN] },
    }));
    expect(await followed([...changing, done])).toMatchObject({ ending: { kind: 'succeeded' } });
  });
});

describe('following an operation goes on', () => {
  it.each<[string, Look['report']]>([
    ['blocked', blocked],
    ['waiting for a yes', asking],
  ])('when an older report still says %s and the plan is empty already', async (_, report) => {
    const older = Array.from({ length: LOOKS_ALIKE - 1 }, () => ({ report }));
    expect(await followed([...older, done])).toMatchObject({
      ending: { kind: 'succeeded' },
      looks: LOOKS_ALIKE,
    });
  });

  it('when it runs between: looks that say the same are counted anew', async () => {
    const older = Array.from({ length: LOOKS_ALIKE - 1 }, () => ({ report: blocked }));
    const looks = [...older, { report: { state: 'Running' as const } }, ...older, done];
    expect(await followed(looks)).toMatchObject({ ending: { kind: 'succeeded' } });
  });

  it.each<[string, Partial<PlanAnswer>]>([
    ['a step can be done', { blocked: [NOT_DELEGATED], steps: [LABEL] }],
    ['the cloud is waited for', { blocked: [NOT_DELEGATED], waits: [CREATING] }],
  ])('as long as %s, though another part is blocked', async (_, plan) => {
    const looks = Array.from({ length: 2 * LOOKS_ALIKE }, () => ({ report: blocked, plan }));
    expect(await followed([...looks, done])).toMatchObject({ ending: { kind: 'succeeded' } });
  });
});

/** Follows an operation of which each look in turn finds this; a look more than there are is an error. */
async function followed(looks: Look[]): Promise<{ ending: Ending; looks: number }> {
  let at = -1;
  const now = (): Look => {
    const look = looks[at];
    if (!look) throw new Error('it looked once too often');
    return look;
  };
  const ending = await follow(
    {
      journal: async () => ({ entries: [], cursor: 'c', more: false }),
      operation: async () => {
        at += 1;
        return { ...OPERATION, ...now().report };
      },
      planOf: async () => ({ ...PLAN, ...now().plan }),
    },
    { sleep: async () => {}, interrupted: new AbortController().signal },
    { event: () => {}, hitch: () => {} },
    { operation: OPERATION, cursor: undefined, pollMs: 1, limitMs: Number.POSITIVE_INFINITY },
  );
  return { ending, looks: at + 1 };
}

const OPERATION: OperationAnswer = {
  operation: 'cn-beijing.chat-prod.1',
  gateway: { name: 'chat-prod', region: 'cn-beijing' },
  generation: 1,
  deleting: false,
  state: 'Running',
  conditions: [],
  awaiting: [],
  blocked: [],
};

const PLAN: PlanAnswer = {
  generation: 1,
  planHash: '0123456789abcdef',
  awaiting: [],
  steps: [],
  waits: [],
  blocked: [],
  kept: [],
  keptCount: 0,
};
