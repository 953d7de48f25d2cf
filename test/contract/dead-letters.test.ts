import { describe, expect, it } from 'vitest';
import type { DeadLetterDocument } from '../../shared/engine/dead-letter.ts';
import { keepDeadLetters } from '../../shared/engine/keep-dead-letters.ts';
import { readTrigger } from '../../shared/function-compute/trigger.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import { ACCOUNT } from '../rules/worlds.ts';
import { certificatesRig } from './certificates-rig.ts';
import { CHAT, START, SteppedClock } from './engine-rig.ts';

const SECRET = 'AbCdEf0123456789AbCdEf01234567';

/** What a failure destination is told, as documented. */
const failed = (payload: unknown, { requestId = '1-abc', fn = 'torii-dns-recorder' } = {}) => ({
  timestamp: START - 1000,
  requestContext: {
    requestId,
    functionArn: `acs:fc:cn-beijing:${ACCOUNT}:functions/${fn}`,
    condition: 'UnhandledInvocationError',
    approximateInvokeCount: 4,
  },
  requestPayload: JSON.stringify(payload),
  responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
  responsePayload: JSON.stringify({
    errorType: 'CloudError',
    errorMessage: `no, accessKeySecret: ${SECRET}`,
    stackTrace: [],
  }),
});
const timer = { triggerName: 'sweep', triggerTime: '2026-03-02T08:00:00Z', payload: '{}' };
const event = (bus: string, more: object = {}) => ({
  id: 'e-1',
  source: 'torii',
  specversion: '1.0',
  type: 'torii.gateway.declared',
  aliyuneventbusname: bus,
  data: { ...CHAT, generation: 3 },
  ...more,
});

function keeper() {
  const store = createMemoryStore();
  const logged: string[] = [];
  const say = (message: string) => void logged.push(message);
  const deps = { store, clock: new SteppedClock(), log: { debug: say, info: say, warn: say, error: say } };
  const hand = (payload: unknown) => {
    const trigger = readTrigger(Buffer.from(JSON.stringify(payload)));
    return keepDeadLetters(trigger, deps, { account: ACCOUNT, from: 'torii-zone-checker' });
  };
  const kept = async () =>
    (await store.list<DeadLetterDocument>(ACCOUNT, 'dead-letter')).map(({ key, body }) => ({ id: key.name, ...body }));
  return { store, logged, hand, kept };
}

describe('what the platform gave up', () => {
  it('is written down by reference, once, and stands in the journal of its gateway', async () => {
    const { hand, kept, store, logged } = keeper();

    expect(await hand(failed({ ...CHAT, secret: SECRET }))).toBe(1);
    expect(await hand(failed(CHAT))).toBe(1);

    expect(await kept()).toEqual([
      {
        id: 'torii-dns-recorder.1-abc',
        functionName: 'torii-dns-recorder',
        about: { what: 'subject', region: CHAT.region, name: CHAT.name },
        at: START - 1000,
        condition: 'UnhandledInvocationError',
        error: 'CloudError: no, accessKeySecret: ***',
        count: 4,
      },
    ]);
    const { entries } = await store.journal(CHAT);
    expect(entries).toMatchObject([{ kind: 'note', reason: 'GivenUp', from: 'torii-zone-checker' }]);
    expect(JSON.stringify([entries, logged, await kept()])).not.toContain(SECRET);
  });

  it.each<[string, unknown, object]>([
    ['a sweep', timer, { what: 'sweep' }],
    ['a part of a sweep', { kind: 'records', sweep: [{ region: 'r', name: 'n' }] }, { what: 'sweep' }],
    ['an event of ours', event('torii'), { what: 'subject', region: CHAT.region, name: CHAT.name }],
    ['an event of the cloud', event('default', { source: 'acs.vpc' }), { what: 'sweep' }],
    [
      'a certificate',
      { ...CHAT, kind: 'issuance' },
      { what: 'subject', region: CHAT.region, name: CHAT.name, kind: 'issuance' },
    ],
    ['something of another account', { ...CHAT, account: '999' }, { what: 'unknown' }],
    ['nothing', undefined, { what: 'unknown' }],
    ['no work of ours', 'rubbish', { what: 'unknown' }],
  ])('is known as %s', async (_, payload, about) => {
    const { hand, kept } = keeper();
    await hand(failed(payload));
    expect(await kept()).toMatchObject([{ about }]);
  });

  it('counts failed sweeps of one function together: the next one makes up for all of them', async () => {
    const { hand, kept } = keeper();
    await hand(failed(timer, { requestId: '1-a' }));
    await hand({ ...failed(timer, { requestId: '1-b' }), timestamp: START });
    await hand(failed(timer, { requestId: '1-c', fn: 'torii-zone-checker' }));
    expect((await kept()).map(({ id, count, at }) => [id, count, at])).toEqual([
      ['torii-dns-recorder.sweep', 8, START],
      ['torii-zone-checker.sweep', 4, START - 1000],
    ]);
  });

  it('may be an event that reached nobody', async () => {
    const { hand, kept } = keeper();
    expect(await hand(event('torii-dead-letters'))).toBe(1);
    expect(await hand(event('torii-dead-letters'))).toBe(1);
    expect(await kept()).toMatchObject([
      {
        id: 'event.e-1',
        functionName: null,
        about: { what: 'event', type: 'torii.gateway.declared', region: CHAT.region, name: CHAT.name, generation: 3 },
      },
    ]);
  });

  it('is not lost where its keeper failed itself: another one is told what it was told', async () => {
    const { hand, kept } = keeper();
    await hand(failed(failed(CHAT), { requestId: '1-keeper', fn: 'torii-zone-checker' }));
    await hand(failed(event('torii-dead-letters'), { requestId: '1-keeper-2', fn: 'torii-zone-checker' }));
    expect((await kept()).map(({ id }) => id)).toEqual(['event.e-1', 'torii-dns-recorder.1-abc']);
  });

  it.each([timer, CHAT, event('torii')])('is not taken for what is ordinary work: %j', async (payload) => {
    const { hand, kept } = keeper();
    expect(await hand(payload)).toBeUndefined();
    expect(await kept()).toEqual([]);
  });
});

describe('another go at it', () => {
  const LETTER = { functionName: 'torii-dns-recorder', at: START, condition: 'X', error: '', count: 4 };
  const subject = { what: 'subject', region: CHAT.region, name: CHAT.name };

  async function apiWith(letters: Record<string, object>) {
    const rig = certificatesRig();
    for (const [name, body] of Object.entries(letters)) {
      const key = { account: ACCOUNT, region: 'global', kind: 'dead-letter', name } as const;
      await rig.store.put(key, { body: { ...LETTER, ...body }, dueAt: null }, 0);
    }
    const ids = async () =>
      (await rig.ask('GET', '/v1/dead-letters')).body.deadLetters.map(({ id }: { id: string }) => id);
    return { ...rig, ids };
  }

  it('starts the same function about the same thing, and forgets the letter', async () => {
    const { ask, woken, ids } = await apiWith({
      a: { about: subject },
      b: { about: { what: 'sweep' } },
      c: { about: subject },
    });

    const { status, body } = await ask('POST', '/v1/dead-letters/replay', { ids: ['a', 'b'] });

    expect([status, body]).toEqual([202, { replayed: ['a', 'b'], left: [] }]);
    expect(woken).toEqual([
      { functionName: 'torii-dns-recorder', payload: CHAT },
      {
        functionName: 'torii-dns-recorder',
        payload: { triggerName: 'replay', triggerTime: '2026-03-02T00:00:00.000Z', payload: '{}' },
      },
    ]);
    // The function reads it as it reads its timer.
    expect(readTrigger(Buffer.from(JSON.stringify(woken[1]?.payload)))).toMatchObject({ kind: 'timer' });
    expect(await ids()).toEqual(['c']);
  });

  it('keeps what cannot be started now, or at all, and says which', async () => {
    const { ask, rotator, ids } = await apiWith({ a: { about: subject }, b: { about: { what: 'unknown' } } });
    rotator.isReachable = false;
    const { body } = await ask('POST', '/v1/dead-letters/replay', { all: true });
    expect(body).toMatchObject({
      replayed: [],
      left: [
        { id: 'a', reason: 'NotStarted' },
        { id: 'b', reason: 'NotReplayable' },
      ],
    });
    expect(await ids()).toEqual(['a', 'b']);
  });

  it('publishes an event again', async () => {
    const about = {
      what: 'event',
      type: 'torii.gateway.declared',
      region: CHAT.region,
      name: CHAT.name,
      generation: 3,
    };
    const { ask, published, ids } = await apiWith({ a: { functionName: null, about } });
    await ask('POST', '/v1/dead-letters/replay', { all: true });
    expect(published).toEqual([{ type: 'torii.gateway.declared', data: { ...CHAT, generation: 3 } }]);
    expect(await ids()).toEqual([]);
  });

  it('is refused for one that is not there, before anything is started', async () => {
    const { ask, woken } = await apiWith({ a: { about: subject } });
    expect(await ask('POST', '/v1/dead-letters/replay', { ids: ['a', 'z'] })).toMatchObject({
      status: 404,
      body: { reason: 'DeadLetterNotFound', ids: ['z'] },
    });
    expect(woken).toEqual([]);
  });

  it('can be given up', async () => {
    const { ask, ids } = await apiWith({ 'torii-x.1-a': { about: subject }, b: { about: subject } });
    expect((await ask('DELETE', '/v1/dead-letters/torii-x.1-a')).body).toEqual({ deleted: 'torii-x.1-a' });
    expect(await ids()).toEqual(['b']);
  });
});
