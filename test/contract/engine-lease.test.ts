import { describe, expect, it } from 'vitest';
import { type Lease, takeLease } from '../../shared/engine/lease.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import type { Store } from '../../shared/state/store.ts';
import { LEASE, SteppedClock } from './engine-rig.ts';

const TTL_MS = 90_000;

function scene() {
  const clock = new SteppedClock();
  const memory = createMemoryStore();
  let meanwhile: (() => Promise<unknown>) | undefined;
  const store: Store = {
    ...memory,
    put: async (...write) => {
      const happening = meanwhile;
      meanwhile = undefined;
      await happening?.();
      return memory.put(...write);
    },
  };
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const take = (holder: string): Promise<Lease | undefined> =>
    takeLease({ store, clock, newId }, LEASE, holder, TTL_MS);
  const held = async (holder: string): Promise<Lease> => {
    const lease = await take(holder);
    if (!lease) throw new Error(`${holder} did not get the lease`);
    return lease;
  };
  /** Lets something happen between the next reading of the lease and its writing. */
  const justBeforeTheNextWrite = (happening: () => Promise<unknown>) => {
    meanwhile = happening;
  };
  return { clock, take, held, justBeforeTheNextWrite };
}

describe('a lease', () => {
  it('is held by one alone, however many ask at the same time', async () => {
    const { take } = scene();
    const leases = await Promise.all(Array.from({ length: 8 }, (_, index) => take(`run-${index}`)));
    expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('that is let go can be taken', async () => {
    const { take, held } = scene();
    expect(await (await held('first')).release()).toBe(false);
    expect(await take('second')).toBeDefined();
  });

  it('that ran out while its holder stalled is taken up again, and who knocked meanwhile is not forgotten', async () => {
    const { clock, take, held } = scene();
    const lease = await held('first');
    await take('second');
    clock.at += TTL_MS + 1;
    expect(await lease.holds()).toBe(true);
    clock.at += TTL_MS + 1;
    expect(await lease.holds()).toBe(true);
    expect(await lease.knocked()).toBe(true);
    expect(await lease.release()).toBe(true);
    expect(await lease.release()).toBe(false);
  });

  it('is kept once more by whoever was knocked at, and only once', async () => {
    const { take, held } = scene();
    const lease = await held('first');
    expect(await take('second')).toBeUndefined();
    expect(await lease.release()).toBe(true);
    expect(await take('third')).toBeUndefined();
    expect(await lease.release()).toBe(true);
    expect(await lease.release()).toBe(false);
    expect(await take('second')).toBeDefined();
  });

  it('is kept by its holder when somebody knocks in the moment of letting go', async () => {
    const { take, held, justBeforeTheNextWrite } = scene();
    const lease = await held('first');
    justBeforeTheNextWrite(() => take('second'));
    expect(await lease.release()).toBe(true);
    expect(await take('third')).toBeUndefined();
  });

  it('is renewed though somebody knocked: the look that follows answers them', async () => {
    const { take, held } = scene();
    const lease = await held('first');
    await take('second');
    expect(await lease.renew()).toBe(true);
    expect(await lease.release()).toBe(false);
  });

  it('that runs out goes to the next; the first one finds it lost and takes nothing away', async () => {
    const { clock, take, held } = scene();
    const first = await held('first');
    await clock.sleep(TTL_MS - 1);
    expect(await take('second')).toBeUndefined();
    await clock.sleep(1);
    const second = await held('second');
    expect(await first.renew()).toBe(false);
    expect(await first.release()).toBe(false);
    await first.letGo();
    expect(await take('third')).toBeUndefined();
    expect(await second.renew()).toBe(true);
  });

  it('that runs out goes to a retry with the same name, too, and not back to the first attempt', async () => {
    const { clock, take, held } = scene();
    const first = await held('request-1');
    await clock.sleep(TTL_MS);
    const second = await held('request-1');
    expect(await first.holds()).toBe(false);
    expect(await first.renew()).toBe(false);
    await first.letGo();
    expect(await take('other')).toBeUndefined();
    expect(await second.holds()).toBe(true);
  });

  it('that ran out and that nobody wanted is still its holder’s to renew', async () => {
    const { clock, take, held } = scene();
    const lease = await held('first');
    await clock.sleep(TTL_MS * 2);
    expect(await lease.renew()).toBe(true);
    await clock.sleep(TTL_MS - 1);
    expect(await take('second')).toBeUndefined();
  });

  it('is let go by a run that fails, knocked at or not, even in that moment', async () => {
    const { take, held, justBeforeTheNextWrite } = scene();
    const lease = await held('first');
    await take('second');
    justBeforeTheNextWrite(() => take('third'));
    await lease.letGo();
    const next = await held('fourth');
    await lease.letGo();
    expect(await next.renew()).toBe(true);
  });
});
