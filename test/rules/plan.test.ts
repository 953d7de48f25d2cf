import { describe, expect, it } from 'vitest';
import {
  type ApprovalState,
  approvalState,
  approvalSubject,
  awaitingApproval,
  emptyPlan,
  forcedTouches,
  readySteps,
  type StepHead,
  type Terms,
  unapprovedEffects,
  yesTo,
} from '../../shared/domain-rules/plan.ts';
import { declared } from './worlds.ts';

const step = (id: string, given: Partial<StepHead> = {}): StepHead => ({
  id,
  kind: 'resize-gateway',
  target: 'gw-1',
  summary: `do ${id}`,
  after: [],
  effects: [],
  repeatable: true,
  ...given,
});

const nobodySaidYes: ApprovalState = {
  generation: 3,
  inAdvance: [],
  subscription: false,
  approvals: [],
  settledAt: null,
};

describe('steps run as soon as what they need is done', () => {
  const wait = (id: string) => ({ id, on: 'cloud' as const, reason: 'R', message: 'm', typicalSeconds: 1 });

  it.each([
    ['one that needs nothing', [step('a')], [], ['a']],
    ['one whose step is not in the plan any more', [step('a', { after: ['done-long-ago'] })], [], ['a']],
    ['not one behind another step', [step('a'), step('b', { after: ['a'] })], [], ['a']],
    ['not one behind a wait', [step('a', { after: ['w'] })], ['w'], []],
    ['several at once', [step('a'), step('b'), step('c', { after: ['a', 'b'] })], ['w'], ['a', 'b']],
  ])('%s', (_, steps, waits, ready) => {
    const plan = { ...emptyPlan(), steps, waits: waits.map(wait) };
    expect(readySteps(plan).map(({ id }) => id)).toEqual(ready);
  });
});

describe('the owner’s yes', () => {
  const open = step('open', { effects: ['exposes', 'bills'] });
  const approval = (given: object = {}) => ({
    generation: 3,
    planHash: 'h',
    at: 100,
    steps: { open: ['exposes' as const, 'bills' as const] },
    ...given,
  });

  it.each<[string, Partial<ApprovalState>, string[]]>([
    ['nobody said yes', {}, ['exposes', 'bills']],
    ['one effect is approved in the declaration', { inAdvance: ['bills'] }, ['exposes']],
    ['all are approved in the declaration', { inAdvance: ['bills', 'exposes'] }, []],
    [
      'a subscription asks about money all the same',
      { inAdvance: ['bills', 'exposes'], subscription: true },
      ['bills'],
    ],
    ['the plan was approved', { approvals: [approval()] }, []],
    ['a part of it was approved', { approvals: [approval({ steps: { open: ['bills'] } })] }, ['exposes']],
    ['another step was approved', { approvals: [approval({ steps: { other: ['bills'] } })] }, ['exposes', 'bills']],
    ['an older declaration was approved', { approvals: [approval({ generation: 2 })] }, ['exposes', 'bills']],
    ['the approval is used up', { approvals: [approval()], settledAt: 100 }, ['exposes', 'bills']],
    ['the approval came after the last end', { approvals: [approval()], settledAt: 99 }, []],
  ])('%s', (_, given, missing) => {
    expect(unapprovedEffects(open, { ...nobodySaidYes, ...given })).toEqual(missing);
  });

  it.each<[string, Terms, (object | undefined)[], string[]]>([
    ['less than was shown', ['let a in'], [{ open: ['let a in', 'let b in'] }], []],
    ['more than was shown', ['let a in', 'let b in'], [{ open: ['let a in'] }], ['exposes', 'bills']],
    ['something else', ['through vsw-2'], [{ open: ['through vsw-1'] }], ['exposes', 'bills']],
    ['what was to be decided later, and is decided now', ['through vsw-1'], [{ open: 'open' }], []],
    ['what is to be decided again', 'open', [{ open: ['through vsw-1'] }], []],
    ['what two steps were shown to do', ['let a in', 'let b in'], [{ open: ['let a in'], two: ['let b in'] }], []],
    ['what was agreed to in two goes', ['let a in', 'let b in'], [{ open: ['let a in'] }, { open: ['let b in'] }], []],
    ['a step that had no terms yet', ['let a in'], [{}], ['exposes', 'bills']],
    ['a yes that was shown no terms at all', ['let a in'], [undefined], ['exposes', 'bills']],
  ])('covers what it was shown and no more: %s', (_, terms, given, missing) => {
    const approvals = given.map((shown) => approval({ terms: shown }));
    expect(unapprovedEffects({ ...open, terms }, { ...nobodySaidYes, approvals })).toEqual(missing);
  });

  it('to a force counts as long as the yes does', () => {
    const state = { generation: 3, settledAt: 99 };
    expect(forcedTouches({ ...state, approvals: [approval({ forced: ['x'] }), approval()] })).toEqual(['x']);
    expect(forcedTouches({ ...state, approvals: [approval({ forced: ['x'], at: 99 })] })).toEqual([]);
    expect(forcedTouches({ ...state, approvals: [approval({ forced: ['x'], generation: 2 })] })).toEqual([]);
  });

  it('is asked for steps with effects only, and names just those that are missing', () => {
    expect(awaitingApproval([step('label'), open], { ...nobodySaidYes, inAdvance: ['bills'] })).toEqual([
      { id: 'open', summary: 'do open', effects: ['exposes'] },
    ]);
    expect(awaitingApproval([{ ...open, terms: ['let a in'] }], nobodySaidYes)).toMatchObject([
      { terms: ['let a in'] },
    ]);
  });

  it('reads what was approved in advance, and whether it is a subscription, from the declaration', () => {
    const approvals = [approval()];
    expect(approvalState({ generation: 3, declaration: declared({ approve: ['bills'] }), approvals }, 7)).toEqual({
      generation: 3,
      inAdvance: ['bills'],
      subscription: false,
      approvals,
      settledAt: 7,
    });
    const paid = { generation: 1, declaration: declared({ charge: 'PrePaid' }), approvals: [] };
    expect(approvalState(paid, null).subscription).toBe(true);
  });

  it('is for the same thing whatever the order it is listed in, and for another thing when anything differs', () => {
    const one = { id: 'a', effects: ['bills' as const, 'exposes' as const] };
    const other = { id: 'b', effects: ['disrupts' as const] };
    const subject = approvalSubject(1, [one, other]);
    expect(approvalSubject(1, [other, { id: 'a', effects: ['exposes', 'bills'] }])).toBe(subject);
    expect(approvalSubject(2, [one, other])).not.toBe(subject);
    expect(approvalSubject(1, [one])).not.toBe(subject);
    expect(approvalSubject(1, [one, { id: 'b', effects: ['destroys'] }])).not.toBe(subject);
    const termed = (...terms: string[]) => approvalSubject(1, [one, { ...other, terms }]);
    expect(termed('x', 'y')).toBe(termed('y', 'x'));
    expect(termed('x')).not.toBe(termed('x', 'y'));
    expect(approvalSubject(1, [one, { ...other, terms: 'open' }])).not.toBe(termed('open'));
  });

  it('to a plan is a yes to what it asks for; a force is one to what its brakes hold back as well', () => {
    const awaiting = [{ id: 'open', summary: 's', effects: ['exposes' as const], terms: ['let a in'] }];
    const steps = [{ id: 'remove', summary: 's', effects: [] }];
    const plan = { awaiting, blocked: [{ held: { steps, touches: ['a', 'b'] } }, {}] };
    expect(yesTo(plan, false)).toEqual({ steps: { open: ['exposes'] }, terms: { open: ['let a in'] } });
    expect(yesTo(plan, true)).toEqual({
      steps: { open: ['exposes'], remove: [] },
      terms: { open: ['let a in'] },
      forced: ['a', 'b'],
    });
  });

  it('is for what could be forced, too', () => {
    const held = (...touches: string[]) => ({ held: { steps: [step('remove')], touches } });
    const subject = approvalSubject(1, [], [held('a', 'b')]);
    expect(approvalSubject(1, [], [held('b', 'a'), {}])).toBe(subject);
    expect(approvalSubject(1, [], [held('a')])).not.toBe(subject);
    expect(approvalSubject(1, [], [{}])).toBe(approvalSubject(1, []));
  });
});
