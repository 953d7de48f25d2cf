import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder } from '../../shared/domain-rules/step-order.ts';

const step = (id: string, ...after: string[]) => ({ id, after });
const ids = (steps: { id: string }[]) => steps.map(({ id }) => id);

describe('the order in which steps are shown', () => {
  it.each([
    ['as given where nothing comes first', [step('a'), step('b')], ['a', 'b']],
    ['what comes first is before what comes after', [step('b', 'a'), step('a')], ['a', 'b']],
    ['what is done already keeps nobody waiting', [step('b', 'long-done'), step('a')], ['b', 'a']],
    ['over several steps', [step('c', 'b'), step('b', 'a'), step('a'), step('d')], ['a', 'd', 'b', 'c']],
    ['a circle is left as it is given', [step('b', 'c'), step('c', 'b'), step('a')], ['a', 'b', 'c']],
  ])('%s', (_, steps, expected) => {
    expect(ids(inOrder(steps))).toEqual(expected);
  });

  it('a step that waits for what another function does comes after the steps that end the wait', () => {
    const steps = [step('add-record', 'endpoint-known'), step('open', 'create'), step('create')];
    expect(ids(inOrder(steps, { 'endpoint-known': ['create', 'open'] }))).toEqual(['create', 'open', 'add-record']);
  });

  it('holds every step once, and none before what it comes after', () => {
    const steps = fc
      .array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 })
      .map((given) => given.map((after, at) => step(`${at}`, ...after.filter((one) => one < at).map(String))));
    const shuffled = steps.chain((given) => fc.shuffledSubarray(given, { minLength: given.length }));
    fc.assert(
      fc.property(shuffled, (given) => {
        const ordered = inOrder(given);
        expect(ids(ordered).sort()).toEqual(ids(given).sort());
        ordered.forEach(({ after }, at) => {
          expect(ids(ordered.slice(at)).filter((id) => after.includes(id))).toEqual([]);
        });
      }),
    );
  });
});
