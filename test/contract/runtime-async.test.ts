import { afterEach, describe, expect, it } from 'vitest';
import { said, TinyProjects } from './tiny-project.ts';

const projects = new TinyProjects();
afterEach(() => projects.close());

const asTask = (taskId: string, delaySeconds = 0) => ({ taskId, delaySeconds });
const HOUR = 3600_000;

describe('asynchronous invocations', () => {
  it('wait for their delay', async () => {
    const { runtime, clock } = await projects.start({ f: { code: 'said(event);' } });

    await runtime.invoker.invokeAsync('f', { n: 1 }, asTask('late', 3599));
    await runtime.invoker.invokeAsync('f', { n: 2 }, asTask('soon', 1));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['1: {"n":2}', '3599: {"n":1}']);
  });

  it('run once a task id, for a week, and per function', async () => {
    const { runtime, clock } = await projects.start({ f: { code: 'said("f");' }, g: { code: 'said("g");' } });

    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same'))).toBe('scheduled');
    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same', 5))).toBe('already-scheduled');
    expect(await runtime.invoker.invokeAsync('g', {}, asTask('same'))).toBe('scheduled');
    await clock.advanceBy(HOUR);
    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same'))).toBe('already-scheduled');
    expect(said(runtime)).toEqual(['0: f', '0: g']);

    await clock.advanceBy(7 * 24 * HOUR);
    expect(await runtime.invoker.invokeAsync('f', {}, asTask('same'))).toBe('scheduled');
  });

  it('are retried when the function fails, three times unless configured, ever later', async () => {
    const { runtime, clock } = await projects.start({
      failing: { code: "said('try'); throw new TypeError('no');" },
      once: {
        code: "said('once'); throw new Error('no');",
        props: { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } },
      },
    });

    await runtime.invoker.invokeAsync('failing', {}, asTask('t'));
    await runtime.invoker.invokeAsync('once', {}, asTask('t', 100));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: try', '1: try', '3: try', '7: try', '100: once']);
    expect(runtime.invocations.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 1]);
    expect(runtime.invocations[0]).toMatchObject({ outcome: 'failed', error: { name: 'TypeError', message: 'no' } });
  });

  it.each(['new', 'same'] as const)('are retried with a request id that is %s, as told', async (retriedRequestId) => {
    const { runtime, clock } = await projects.start(
      { failing: { code: "throw new Error('no');" } },
      { retriedRequestId: () => retriedRequestId },
    );

    await runtime.invoker.invokeAsync('failing', {}, asTask('t'));
    await runtime.invoker.invokeAsync('failing', {}, asTask('u'));
    await clock.advanceBy(HOUR);

    expect(runtime.invocations).toHaveLength(8);
    expect(new Set(runtime.invocations.map(({ requestId }) => requestId)).size).toBe(
      retriedRequestId === 'new' ? 8 : 2,
    );
  });

  it('that fail for good are told to the failure destination, with what they were started with', async () => {
    const onFailure = { destination: 'acs:fc:cn-beijing:1234567890123456:functions/keeper' };
    const asyncInvokeConfig = { asyncTask: true, maxAsyncRetryAttempts: 1, destinationConfig: { onFailure } };
    const { runtime, clock } = await projects.start({
      failing: { code: "throw new TypeError('no');", props: { asyncInvokeConfig } },
      fine: { code: '', props: { asyncInvokeConfig } },
      keeper: {
        code: `const { requestContext, requestPayload, responsePayload } = JSON.parse(event);
          const { functionArn, condition, approximateInvokeCount } = requestContext;
          said([functionArn.split('/').pop(), condition, approximateInvokeCount, requestPayload, JSON.parse(responsePayload).errorMessage].join(' | '));`,
      },
    });

    await runtime.invoker.invokeAsync('failing', { n: 1 }, asTask('t'));
    await runtime.invoker.invokeAsync('fine', { n: 2 }, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['1: failing | UnhandledInvocationError | 2 | {"n":1} | no']);
    expect(runtime.invocations.at(-1)).toMatchObject({ functionName: 'keeper', trigger: 'destination' });
  });

  it('that are due at one instant may race', async () => {
    const code = "said('begins'); await deps.store.list('1', 'lease'); said('ends');";
    const order = async (together: boolean) => {
      const { runtime, clock } = await projects.start({ f: { code } });
      runtime.together = together;
      for (const id of ['a', 'b', 'c']) await runtime.invoker.invokeAsync('f', {}, asTask(id));
      await clock.advanceBy(HOUR);
      return said(runtime).map((line) => line.replace('0: ', ''));
    };

    expect(await order(false)).toEqual(['begins', 'ends', 'begins', 'ends', 'begins', 'ends']);
    expect((await order(true)).slice(0, 3)).toEqual(['begins', 'begins', 'begins']);
  });

  it('are retried no longer than they may live', async () => {
    const asyncInvokeConfig = { asyncTask: true, maxAsyncRetryAttempts: 8, maxAsyncEventAgeInSeconds: 5 };
    const { runtime, clock } = await projects.start({
      failing: { code: "said('try'); throw new Error('no');", props: { asyncInvokeConfig } },
    });

    await runtime.invoker.invokeAsync('failing', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: try', '1: try', '3: try']);
  });

  it.each([
    ['an unknown function', 'nobody', {}, asTask('t'), 'nobody'],
    ['more than 128 KB', 'f', 'x'.repeat(128 * 1024), asTask('t'), '128 KB'],
    ['a delay of an hour', 'f', {}, asTask('t', 3600), '3600 s'],
    ['a negative delay', 'f', {}, asTask('t', -1), '-1 s'],
    ['a task id of other characters', 'f', {}, asTask('a/b'), '"a/b"'],
    ['a task id that is too long', 'f', {}, asTask('a'.repeat(129)), 'no task id'],
    ['a task id where s.yaml enables none', 'plain', {}, asTask('t'), 'asyncTask: true'],
  ])('refuse %s', async (_case, name, payload, options, why) => {
    const { runtime, clock } = await projects.start({
      f: { code: '' },
      plain: { code: '', props: { asyncInvokeConfig: {} } },
    });

    await expect(runtime.invoker.invokeAsync(name, payload, options)).rejects.toThrow(why);
    await clock.advanceBy(HOUR);
    expect(runtime.invocations).toEqual([]);
  });
});
