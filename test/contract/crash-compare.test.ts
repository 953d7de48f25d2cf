import { expect, it } from 'vitest';
import { compare } from '../crash/compare.ts';

const STORY = {
  end: ['acls acl-0', 'gateways chat', 'provisioning cn-beijing/chat'],
  made: { CreateGateway: 1 },
  told: { 'torii.gateway.ready cn-beijing/chat 1': 1 },
  openIntents: [],
};

it.each([
  ['nothing differs', {}, { converged: true, duplicates: 0, lost: 0 }],
  ['a thing is gone', { end: STORY.end.slice(1) }, { converged: false, duplicates: 0, lost: 1 }],
  ['a thing is left behind', { end: [...STORY.end, 'acls acl-1'] }, { converged: false, duplicates: 0, lost: 0 }],
  ['there are two of a thing', { end: [...STORY.end, 'acls acl-0'] }, { converged: false, duplicates: 0, lost: 0 }],
  [
    'a document says something else',
    { end: [...STORY.end.slice(0, 2), 'provisioning cn-beijing/chat, but'] },
    { converged: false, duplicates: 0, lost: 1 },
  ],
  ['something was made twice', { made: { CreateGateway: 2 } }, { converged: true, duplicates: 1, lost: 0 }],
  [
    'something was told twice',
    { told: { 'torii.gateway.ready cn-beijing/chat 1': 2 } },
    { converged: true, duplicates: 1, lost: 0 },
  ],
  ['something was never told', { told: {} }, { converged: true, duplicates: 0, lost: 1 }],
  [
    'no journal says what became of a step',
    { openIntents: ['cn-beijing/chat/create-gateway'] },
    { converged: true, duplicates: 0, lost: 1 },
  ],
])('a sweep of crashes sees that %s', (_, given, seen) => {
  expect(compare(STORY, { ...STORY, ...given })).toMatchObject(seen);
});
