import { afterEach, describe, expect, it } from 'vitest';
import { START, said, TinyProjects } from './tiny-project.ts';

const projects = new TinyProjects();
afterEach(() => projects.close());

const asTask = (taskId: string, delaySeconds = 0) => ({ taskId, delaySeconds });
const HOUR = 3600_000;

describe('time', () => {
  it('stands still while an invocation is in flight, however long that really takes', async () => {
    let arrive: (response: Response) => void = () => {};
    const slow = new Promise<Response>((resolve) => {
      arrive = resolve;
    });
    const { runtime, clock } = await projects.start(
      { reader: { code: "said('asked'); said(await (await deps.fetch('http://somewhere/')).text());" } },
      { fetch: () => slow },
    );
    clock.schedule(START + 1_000, () => arrive(new Response('too early')));
    await runtime.invoker.invokeAsync('reader', {}, asTask('t'));

    const advanced = clock.advanceBy(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    while (said(runtime).length === 0) await new Promise((resolve) => setImmediate(resolve));
    arrive(new Response('answer'));
    await advanced;

    expect(said(runtime)).toEqual(['0: asked', '0: answer']);
  });

  it('moves while all that runs is asleep, and wakes the sleepers in order', async () => {
    const { runtime, clock } = await projects.start({
      sleeper: {
        code: "const { name, naps } = JSON.parse(event); for (const nap of naps) { await deps.clock.sleep(nap * 1000); said(name + ' woke'); }",
      },
    });

    await runtime.invoker.invokeAsync('sleeper', { name: 'a', naps: [3, 4] }, asTask('a'));
    await runtime.invoker.invokeAsync('sleeper', { name: 'b', naps: [1, 4] }, asTask('b'));
    await runtime.invoker.invokeAsync('sleeper', { name: 'c', naps: [5] }, asTask('c'));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(['1: b woke', '3: a woke', '5: c woke', '5: b woke', '7: a woke']);
  });

  it.each([
    ['an answer', async () => turns().then(() => new Response('ok'))],
    ['the rest of an answer', async () => new Response(new ReadableStream({ pull: endLater }))],
  ])('is held while one branch waits for %s and another sleeps', async (_case, fetch) => {
    const { runtime, clock } = await projects.start(
      {
        brancher: {
          code: `await Promise.all([
            deps.clock.sleep(1000).then(() => said('slept')),
            deps.fetch('http://x/').then((response) => response.text()).then(() => said('read')),
          ]);`,
        },
      },
      { fetch },
    );

    await runtime.invoker.invokeAsync('brancher', {}, asTask('t'));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(['0: read', '1: slept']);
  });

  it('is not waited for by a sleep that is called off', async () => {
    const { runtime, clock } = await projects.start({
      restless: {
        code: `const stop = new AbortController();
          const nap = deps.clock.sleep(30_000, stop.signal).catch((error) => said(error.message));
          await deps.clock.sleep(2_000);
          stop.abort(new Error('called off'));
          await nap;
          await deps.clock.sleep(1, stop.signal).catch((error) => said('again ' + error.message));
          said('done');`,
      },
    });

    await runtime.invoker.invokeAsync('restless', {}, asTask('t'));
    await clock.advanceBy(2_000);

    expect(said(runtime)).toEqual(['2: called off', '2: again called off', '2: done']);
    expect(clock.nextDue()).toBeUndefined();
  });

  it("ends an invocation at its function's timeout, and the retry starts anew", async () => {
    const props = { timeout: 10, asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 1 } };
    const { runtime, clock } = await projects.start({
      slow: { code: "said('start'); await deps.clock.sleep(10_000); said('never');", props },
    });

    await runtime.invoker.invokeAsync('slow', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: start', '11: start']);
    expect(runtime.invocations).toMatchObject([
      { outcome: 'timed-out', attempt: 1, endedAt: START + 10_000 },
      { outcome: 'timed-out', attempt: 2, endedAt: START + 21_000 },
    ]);
  });
});

/** Longer than the clock looks whether anything is in flight. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

async function endLater(controller: ReadableStreamDefaultController): Promise<void> {
  await turns();
  controller.close();
}
