import { beforeEach, describe, expect, it } from 'vitest';
import { statusView } from '../../functions/provisioning-api/status.ts';
import type { DeclarationDocument } from '../../shared/engine/worker.ts';
import { OutOfTime } from '../../shared/function-compute/run-out.ts';
import { CHAT, Rig, START, step } from './engine-rig.ts';

let rig: Rig;
/** How many looks to come are given up, as calls that hang are shortly before the function is killed. */
let givenUp: number;
beforeEach(async () => {
  rig = new Rig();
  givenUp = 0;
  await rig.declare();
  rig.observe = async () => {
    if (givenUp-- <= 0) return;
    rig.clock.at += 600_000;
    throw new OutOfTime();
  };
});

/** Runs until nothing wants to go on. @returns how long it was waited before each run but the first, in seconds */
async function runOn(most = 20): Promise<number[]> {
  const waited: number[] = [];
  for (let run = 0; run < most; run += 1) {
    const result = await rig.run();
    if (result.outcome !== 'continue') return waited;
    const wait = Math.max(0, result.dueAt - rig.clock.now());
    waited.push(Math.round(wait / 1000));
    await rig.clock.sleep(wait);
  }
  return waited;
}

const conditions = async () =>
  (await rig.document()).conditions.map(({ type, status, reason }) => [type, status, reason]);

describe('a look that its time runs out on', () => {
  it('is no failure: the run saves, asks to be invoked again at once, and goes on there', async () => {
    rig.wanted = [step('a')];
    givenUp = 1;
    const result = await rig.run();
    expect(result).toEqual({ outcome: 'continue', dueAt: expect.any(Number), generation: 1 });
    expect(result).toHaveProperty('dueAt', rig.clock.now() + 1);
    expect(await rig.leaseIsFree()).toBe(true);
    expect(await conditions()).toEqual([]);
    expect((await rig.journal()).map(({ kind, reason }) => [kind, reason])).toEqual([['note', 'OutOfTime']]);
    expect(await runOn()).toEqual([]);
    expect(rig.calls.map(([id]) => id)).toEqual(['a']);
  });

  it('again and again is tried ever later, due at that time for the timer, too, and the condition says why', async () => {
    givenUp = Number.POSITIVE_INFINITY;
    expect(await runOn(10)).toEqual([0, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
    expect(await conditions()).toEqual([['GatewayRunning', 'Unknown', 'OutOfTime']]);
    const { generation, dueAt } = await rig.document();
    expect([generation, dueAt]).toEqual([1, rig.clock.now()]);
    const [{ body } = { body: undefined }] = await rig.store.list<DeclarationDocument>(CHAT.account, 'declaration');
    if (!body) throw new Error('nothing is declared');
    const row = { reference: CHAT, version: 1, declared: body, peers: { provisioning: await rig.document() } };
    expect(statusView(row, START).conditions.at(-1)).toMatchObject({
      type: 'Ready',
      status: 'False',
      reason: 'OutOfTime',
    });
  });

  it('comes through at last: nothing of it is left', async () => {
    rig.wanted = [step('a')];
    givenUp = 4;
    expect(await runOn()).toEqual([0, 10, 20, 40]);
    expect(await rig.document()).toMatchObject({ conditions: [], openSteps: [], settledAt: rig.clock.now() });
    givenUp = 1;
    expect(await runOn()).toEqual([0]);
  });

  it('leaves what was known as it was the first time: a cloud that is slow once tells nobody that it is not ready', async () => {
    rig.wanted = [step('a')];
    await rig.run();
    const before = await rig.document();
    givenUp = 1;
    await rig.run();
    expect(await rig.document()).toMatchObject({ generation: 1, settledAt: before.settledAt, openSteps: [] });
  });

  it('of a run that stalled, and whose gateway another run looks after by then, is none of its business', async () => {
    rig.wanted = [step('a')];
    let looks = 0;
    rig.observe = async () => {
      looks += 1;
      if (looks > 1) return;
      rig.clock.at += 90_000;
      await rig.run({ holder: 'second' });
      throw new OutOfTime();
    };
    expect(await rig.run()).toEqual({ outcome: 'lost-lease' });
    expect(await rig.document()).not.toHaveProperty('outOfTime');
    expect(rig.calls).toHaveLength(1);
  });

  it('of a gateway that went meanwhile is left alone', async () => {
    givenUp = 1;
    const { observe } = rig;
    rig.observe = async (subject) => {
      await rig.store.delete({ ...CHAT, kind: 'declaration' }, 1);
      await observe(subject);
    };
    expect(await rig.run()).toEqual({ outcome: 'unknown-gateway' });
  });
});
