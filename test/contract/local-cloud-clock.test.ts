import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { TimeFlow } from '../../local/cloud/time-flow.ts';

test('whatever is scheduled and taken back, the rest happens by time, and at one instant in the order it was asked for', async () => {
  const tasks = fc.array(fc.record({ at: fc.integer({ min: 0, max: 20 }), cancelled: fc.boolean() }), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(tasks, fc.integer({ min: 0, max: 20 }), async (asked, until) => {
      const clock = new VirtualClock(0);
      const happened: number[] = [];
      const scheduled = asked.map(({ at }, index) => clock.schedule(at, () => void happened.push(index)));
      asked.forEach(({ cancelled }, index) => {
        if (cancelled) scheduled[index]?.cancel();
      });
      const kept = asked.map((task, index) => ({ ...task, index })).filter(({ cancelled }) => !cancelled);
      const inOrder = kept.sort((one, other) => one.at - other.at || one.index - other.index);
      expect(clock.nextDue()).toBe(inOrder[0]?.at);
      await clock.advanceTo(until);
      expect(happened).toEqual(inOrder.filter(({ at }) => at <= until).map(({ index }) => index));
      expect(clock.nextDue()).toBe(inOrder.find(({ at }) => at > until)?.at);
    }),
    { numRuns: 60 },
  );
});

test('a task that is over cannot be taken back, and takes no other one with it', async () => {
  const clock = new VirtualClock(0);
  const happened: string[] = [];
  const first = clock.schedule(1, () => void happened.push('first'));
  clock.schedule(2, () => void happened.push('second'));
  await clock.step();
  first.cancel();
  first.cancel();
  await clock.advanceTo(5);
  expect(happened).toEqual(['first', 'second']);
});

/** A flow whose machine is a variable: `beat(ms)` lets so much of its time pass. */
function flowOf(clock: VirtualClock) {
  let machine = 0;
  let wake: (() => void) | undefined;
  const flow = new TimeFlow(clock, {
    machineNow: () => machine,
    pause: (_ms, signal) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve());
      }),
  });
  const beat = async (ms: number) => {
    machine += ms;
    const woken = wake;
    wake = undefined;
    woken?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { flow, beat, settled: () => flow.jump(0) };
}

test('time that flows passes as many virtual seconds a second as its scale says, and none before or when frozen', async () => {
  const clock = new VirtualClock(0);
  const { flow, beat, settled } = flowOf(clock);
  await beat(100);
  expect(clock.now()).toBe(0);
  flow.scale = 60;
  await beat(100);
  await settled();
  expect(clock.now()).toBe(6_000);
  flow.freeze();
  await beat(100);
  await settled();
  expect([clock.now(), flow.frozen, flow.scale]).toEqual([6_000, true, 60]);
  await flow.jump(1_000);
  flow.resume();
  await beat(50);
  await settled();
  expect(clock.now()).toBe(10_000);
  await flow.close();
  await beat(100);
  expect(clock.now()).toBe(10_000);
});

test('time that flows waits for what is in flight, and does not make up for it', async () => {
  const clock = new VirtualClock(0);
  const { flow, beat, settled } = flowOf(clock);
  flow.scale = 10;
  const release = clock.hold();
  await beat(100);
  await beat(60_000);
  expect(clock.now()).toBe(0);
  release();
  await settled();
  expect(clock.now()).toBe(1_000);
  await flow.close();
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a scale of %s is refused', (scale) => {
  const flow = new TimeFlow(new VirtualClock(0), { machineNow: () => 0 });
  expect(() => {
    flow.scale = scale;
  }).toThrow(RangeError);
});
