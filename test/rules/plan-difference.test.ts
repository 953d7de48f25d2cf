import { describe, expect, it } from 'vitest';
import type { Effect } from '../../shared/domain-rules/declaration-schema.ts';
import type { AwaitingStep, Blocked } from '../../shared/domain-rules/plan.ts';
import { planDifference, type ShownStep, shownPlan } from '../../shared/domain-rules/plan-difference.ts';

const EXPOSES: Effect[] = ['exposes'];
const open: AwaitingStep = { id: 'open', summary: 'open public access', effects: EXPOSES };
const label: AwaitingStep = { id: 'label', summary: 'mark gw-1', effects: [] };
const allow = (...ranges: string[]): AwaitingStep => ({
  id: 'allow',
  summary: `let ${ranges.join(', ')} in`,
  effects: EXPOSES,
  terms: ranges,
});

/** A plan as it was shown: steps that want a yes are those with effects, unless they have it. */
function shown(
  steps: AwaitingStep[],
  { blocked = [], agreed = [], generation = 1, most = 100 }: Partial<Given> = {},
): ReturnType<typeof shownPlan> {
  const awaiting = steps.filter(({ id, effects }) => effects.length > 0 && !agreed.includes(id));
  const heads = steps.map(({ id, summary, effects }) => ({ id, summary, effects }));
  return shownPlan({ planHash: 'h', generation, awaiting, steps: heads, blocked }, 7, most);
}

interface Given {
  blocked: Blocked[];
  agreed: string[];
  generation: number;
  most: number;
}

const BLOCKED: Blocked = { what: 'domains', reason: 'R', message: 'm', wayOut: 'w' };
const heldBack: Blocked = {
  ...BLOCKED,
  held: { steps: [{ id: 'detach', summary: 'detach a', effects: ['disrupts'] }], touches: ['detach'] },
};

const ids = (steps: ShownStep[]) => steps.map(({ id }) => id);

describe('what became of a plan since it was shown', () => {
  it('names steps that are new and gone, with what wants a yes', () => {
    const difference = planDifference(shown([label, open]), shown([open, allow('a')]));
    expect([ids(difference.added), ids(difference.removed), difference.changed]).toEqual([['allow'], ['label'], []]);
    expect(difference.sentences).toEqual(['new: let a in (exposes: wants a yes)', 'gone: mark gw-1']);
  });

  it('names a step that would do something else, as it was and as it is', () => {
    const { changed, sentences } = planDifference(shown([allow('a')]), shown([allow('a', 'b')]));
    expect(changed).toMatchObject([{ id: 'allow', before: { terms: ['a'] }, now: { terms: ['a', 'b'] } }]);
    expect(sentences).toEqual(['changed: let a in (exposes: wants a yes) → let a, b in (exposes: wants a yes)']);
  });

  it('names a step that has had its yes since', () => {
    const { sentences } = planDifference(shown([open]), shown([open], { agreed: ['open'] }));
    expect(sentences).toEqual([
      'changed: open public access (exposes: wants a yes) → open public access (exposes: has its yes)',
    ]);
  });

  it('names what a brake has begun to hold back', () => {
    const { added, sentences } = planDifference(shown([]), shown([], { blocked: [heldBack, BLOCKED] }));
    expect(added).toMatchObject([{ id: 'detach', held: true, wanted: ['disrupts'] }]);
    expect(sentences).toEqual(['new: detach a (disrupts: wants a yes; held back unless forced)']);
  });

  it('says that it was declared again', () => {
    expect(planDifference(shown([open]), shown([open], { generation: 2 }))).toEqual({
      added: [],
      removed: [],
      changed: [],
      sentences: ['that plan was of generation 1; this one is of generation 2'],
    });
  });

  it('is nothing where only the order is another one', () => {
    const before = shown([{ ...allow('a', 'b'), effects: ['bills', 'exposes'] }, open]);
    const now = shown([open, { ...allow('a', 'b'), effects: ['exposes', 'bills'], terms: ['b', 'a'] }]);
    expect(planDifference(before, now).sentences).toEqual([]);
    const undecided = shown([{ ...open, terms: 'open' }]);
    expect(planDifference(undecided, undecided).sentences).toEqual([]);
    expect(planDifference(undecided, shown([open])).changed).toHaveLength(1);
  });
});

describe('a plan too long to be remembered whole', () => {
  const long = [label, { ...label, id: 'label-2' }, open, allow('a')];

  it('is remembered by what wants a yes', () => {
    expect(shown(long, { most: 4 })).toMatchObject({ leftOut: 0, shownAt: 7 });
    const short = shown(long, { most: 3 });
    expect([ids(short.steps), short.leftOut]).toEqual([['open', 'allow'], 2]);
    expect(ids(shown(long, { most: 1 }).steps)).toEqual(['open']);
  });

  it('is compared by that, and says so', () => {
    const { added, removed, sentences } = planDifference(shown(long, { most: 3 }), shown([label, open]));
    expect([ids(added), ids(removed)]).toEqual([[], ['allow']]);
    expect(sentences.at(-1)).toContain('too long to be compared whole');
  });
});
