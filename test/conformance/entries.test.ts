import { expect, test } from 'vitest';
import { isWithin, leavesOf, pathsOf } from './entries.ts';

test('a field that no row has is told from one that leads to a row, or is inside of any JSON value', () => {
  const row = {
    headers: { location: 'string' },
    orders: ['string'],
    value: 'json',
    list: [{ name: 'string' }],
  } as const;
  const leaves = new Map(leavesOf(row).map(({ path, type }) => [path, type]));
  const answer = {
    headers: { location: 'here', link: 'more' },
    orders: ['a'],
    value: { any: [{ thing: 1 }] },
    list: [{ name: 'a', nickname: 'b' }],
    orders2: [],
  };
  const strangers = pathsOf(answer).filter(([path, value]) => !leaves.has(path) && !isWithin(path, value, leaves));
  expect(strangers.map(([path]) => path)).toEqual(['headers.link', 'list[].nickname', 'orders2']);
});
