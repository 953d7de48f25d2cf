import { describe, expect, it } from 'vitest';
import { overThreshold } from '../../shared/domain-rules/large-change.ts';
import { emptyPlan, type StepHead } from '../../shared/domain-rules/plan.ts';
import { addWithinThreshold, withinThreshold } from '../../shared/domain-rules/safety-threshold.ts';

const step = (id: string, effects: StepHead['effects'] = []): StepHead => ({
  id,
  kind: 'remove',
  target: id,
  summary: `remove ${id}`,
  after: [],
  effects,
  repeatable: true,
});

const question = (removed: number, forced: string[] = []) => ({
  set: 'domains',
  entries: 'custom domains',
  touched: { existing: 10, updated: 0, removed },
  steps: Array.from({ length: removed }, (_, at) => step(`remove/${at}`, ['disrupts'])),
  touches: Array.from({ length: removed }, (_, at) => `remove/${at}`),
  forced,
});

describe('the brake on large changes', () => {
  it.each([
    [{ existing: 10, updated: 0, removed: 3 }, false],
    [{ existing: 10, updated: 2, removed: 2 }, true],
    [{ existing: 9, updated: 0, removed: 9 }, false],
    [{ existing: 100, updated: 31, removed: 0 }, true],
    [{ existing: 100, updated: 30, removed: 0 }, false],
  ])('%j is over the threshold: %s', (touched, expected) => {
    expect(overThreshold(touched)).toBe(expected);
  });

  it('lets a small change pass', () => {
    const plan = emptyPlan<StepHead>();
    expect(addWithinThreshold(plan, question(3))).toBeUndefined();
    expect(plan).toMatchObject({ steps: [{ id: 'remove/0' }, { id: 'remove/1' }, { id: 'remove/2' }], blocked: [] });
  });

  it('holds back a large one whole, and shows what would be done and how to have it done', () => {
    const plan = emptyPlan<StepHead>();
    const blocked = addWithinThreshold(plan, { ...question(4), rule: 'G30' });
    expect(plan).toMatchObject({ steps: [], blocked: [blocked] });
    expect(blocked).toEqual({
      what: 'domains',
      reason: 'OverThreshold',
      rule: 'G30',
      message: 'this would take away 4 of the 10 custom domains',
      wayOut: expect.stringContaining('approve this plan with force'),
      held: {
        steps: [0, 1, 2, 3].map((at) => ({
          id: `remove/${at}`,
          summary: `remove remove/${at}`,
          effects: ['disrupts'],
        })),
        touches: ['remove/0', 'remove/1', 'remove/2', 'remove/3'],
      },
    });
  });

  it('says what it would change apart from what it would take away', () => {
    const touched = { existing: 10, updated: 3, removed: 1 };
    expect(withinThreshold({ ...question(4), touched })).toMatchObject({
      blocked: { message: 'this would change 3 and take away 1 of the 10 custom domains' },
    });
  });

  it('lets pass what its owner has forced, and less than that, but not one more', () => {
    const forced = ['remove/0', 'remove/1', 'remove/2', 'remove/3'];
    expect(withinThreshold(question(4, forced)).held).toBe(false);
    expect(withinThreshold(question(4, [...forced, 'remove/4'])).held).toBe(false);
    expect(withinThreshold(question(5, forced)).held).toBe(true);
  });
});
