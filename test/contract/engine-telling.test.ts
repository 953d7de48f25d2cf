import { beforeEach, describe, expect, it } from 'vitest';
import type { ToriiEvent } from '../../shared/events/event-bus.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import type { Store } from '../../shared/state/store.ts';
import { CHAT, Rig, START, step } from './engine-rig.ts';

/** The instance is gone: nothing that comes after it happens. */
const DEATH = 'the instance is gone';

let rig: Rig;
let deathAt: string | undefined;
let isDead: boolean;
const passing = (where: string) => {
  isDead ||= deathAt === where;
  if (isDead) throw DEATH;
};
/** One invocation, a lease's time after whatever was before it. */
const invoke = () => {
  if (isDead) rig.clock.at += 90_000;
  isDead = false;
  deathAt = undefined;
  return rig.run({ eventIds: ['torii/1'] });
};
const die = (where: string) => {
  const run = rig.run({ eventIds: ['torii/1'] });
  deathAt = where;
  return expect(run).rejects.toBe(DEATH);
};
beforeEach(async () => {
  const memory = createMemoryStore();
  const store: Store = {
    ...memory,
    async put(key, document, version) {
      const tells = (document.body as { told?: string[] }).told?.length;
      const name = key.kind === 'lease' ? 'lease' : `document that has told ${tells}`;
      passing(`before the ${name}`);
      const written = await memory.put(key, document, version);
      passing(`after the ${name}`);
      return written;
    },
    async append(entry) {
      passing(`before the ${entry.kind}`);
      return memory.append(entry);
    },
  };
  deathAt = undefined;
  isDead = false;
  rig = new Rig(store);
  rig.deps.events.publish = async (event) => {
    passing('before the event');
    rig.told.push(event);
    passing('after the event');
  };
  await rig.declare();
  rig.tell = [{ type: 'torii.gateway.ready', key: 'ready' }];
});

const ids = (events: readonly ToriiEvent[]) => [...new Set(events.map(({ id }) => id))];

describe('what is told', () => {
  it.each([
    'before the document that has told 0',
    'after the document that has told 0',
    'before the event',
    'after the event',
    'before the document that has told 1',
    'after the document that has told 1',
  ])('is told though the function dies %s, as one event however often it is sent', async (where) => {
    await die(where);
    // Function Compute tries again; and where it is told that somebody is at it, the sweep finds it due.
    const { dueAt } = await rig.document();
    if (!where.includes('told 1')) expect(dueAt ?? START).toBeLessThanOrEqual(START + 90_000);
    await invoke();
    expect(ids(rig.told)).toHaveLength(1);
    const sent = rig.told.length;
    await rig.run();
    expect(rig.told).toHaveLength(sent);
    expect((await rig.document()).told).toEqual(['torii.gateway.ready:ready']);
  });

  it('of another generation is another event, and so is that of a gateway that went and came again', async () => {
    await rig.run();
    await rig.declare({ generation: 2 });
    await rig.run();
    const again = new Rig();
    again.tell = rig.tell;
    await again.declare({ declaredAt: START + 1 });
    await again.run();
    expect(ids([...rig.told, ...again.told])).toHaveLength(3);
  });
});

it.each(['before the outcome', 'after the call'])(
  'a function that dies %s leaves its intent with an outcome all the same, once it is known',
  async (where) => {
    rig.wanted = [step('create', { repeatable: false })];
    const { apply } = rig;
    rig.apply = async (...called) => {
      const applied = await apply(...called);
      passing('after the call');
      return applied;
    };
    await die(where);
    expect(await invoke()).toEqual({ outcome: 'settled' });
    expect(rig.calls).toHaveLength(1);
    const lines = (await rig.journal()).filter(({ reason, kind }) => reason === 'create' && kind !== 'note');
    expect(lines.map(({ kind }) => kind)).toEqual(['intent', 'outcome']);
    expect(lines[1]?.message).toMatch(/nothing of it left to do/);
    expect((await rig.document()).intents).toEqual({});
  },
);

it('whoever hears an event twice under one id does nothing the second time', async () => {
  await rig.run({ eventIds: ['torii/1'] });
  expect(await rig.run({ eventIds: ['torii/1'] })).toEqual({ outcome: 'heard-before' });
  expect(await rig.store.get({ ...CHAT, kind: 'declaration' })).toBeDefined();
});

it('a second copy of an event asks for the next look anew, where the first may have died before it did', async () => {
  rig.waits = () => [{ id: 'w', on: 'cloud', reason: 'R', message: '', typicalSeconds: 300 }];
  const first = await rig.run({ eventIds: ['torii/1'] });
  expect(first).toEqual({ outcome: 'continue', dueAt: START + 180_000, generation: 1 });
  rig.clock.at += 1_234;
  expect(await rig.run({ eventIds: ['torii/1'] })).toEqual(first);
  expect(rig.looks).toBe(1);
});
