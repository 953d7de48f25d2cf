import { afterEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { depsFromHost, HostMissing } from '../../shared/engine/deps.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import { outcomes, START, said, TinyProjects, tick } from './tiny-project.ts';

const projects = new TinyProjects();
afterEach(() => projects.close());

const asTask = (taskId: string, delaySeconds = 0) => ({ taskId, delaySeconds });
const HOUR = 3600_000;

describe('a function runs as it would when deployed', () => {
  it('with the documented context and its own environment', async () => {
    const { runtime, clock } = await projects.start({
      probe: {
        code: `
          const { logger, ...plain } = context;
          await deps.store.put({ account: 'a', region: 'r', kind: 'zones', name: 'seen' },
            { body: { plain, env: { ...process.env }, isBuffer: Buffer.isBuffer(event) }, dueAt: null }, 0);`,
        props: { environmentVariables: { STAGE: 'test' }, memorySize: 256, timeout: 30 },
      },
    });

    await runtime.invoker.invokeAsync('probe', {}, asTask('t'));
    await clock.advanceBy(1);

    const seen = await runtime.store.get<{ plain: unknown; env: Record<string, string>; isBuffer: boolean }>({
      account: 'a',
      region: 'r',
      kind: 'zones',
      name: 'seen',
    });
    expect(seen?.body.isBuffer).toBe(true);
    expect(seen?.body.plain).toEqual({
      requestId: runtime.invocations[0]?.requestId,
      credentials: { accessKeyId: 'LTAI-test', accessKeySecret: 'the-secret-of-the-account', securityToken: '' },
      function: { name: 'probe', handler: 'index.handler', memory: 256, timeout: 30 },
      service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: 'cn-beijing',
      accountId: '1234567890123456',
      tracing: {},
    });
    expect(seen?.body.env).toMatchObject({
      STAGE: 'test',
      FC_FUNCTION_NAME: 'probe',
      FC_FUNCTION_MEMORY_SIZE: '256',
      FC_REGION: 'cn-beijing',
      FC_ACCOUNT_ID: '1234567890123456',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI-test',
      TORII_HOST: expect.any(String),
    });
    expect(seen?.body.env).not.toHaveProperty('PATH');
  });

  it('with fresh credentials for each invocation', async () => {
    let issued = 0;
    const { runtime, clock } = await projects.start(
      { probe: { code: 'said(context.credentials.accessKeyId);' } },
      {
        credentials: () => ({
          accessKeyId: `STS.${++issued}`,
          accessKeySecret: 'a-role-secret',
          securityToken: 'a-role-token',
        }),
      },
    );

    await runtime.invoker.invokeAsync('probe', {}, asTask('one'));
    await runtime.invoker.invokeAsync('probe', {}, asTask('two', 1));
    await clock.advanceBy(5_000);

    expect(said(runtime)).toEqual(['0: STS.1', '1: STS.2']);
  });

  it('warm when it can, and in an instance of its own while another is busy', async () => {
    const { runtime, clock } = await projects.start({
      counter: { moduleCode: 'let served = 0;', code: 'served += 1; await deps.clock.sleep(10_000); said(served);' },
    });

    await runtime.invoker.invokeAsync('counter', {}, asTask('one'));
    await runtime.invoker.invokeAsync('counter', {}, asTask('meanwhile', 5));
    await runtime.invoker.invokeAsync('counter', {}, asTask('later', 30));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(['10: 1', '15: 1', '40: 2']);
  });

  it('with a copy of its own of every file of its code, and its own environment in each', async () => {
    const files = {
      'counter.js': "const { next } = require('./next.js'); exports.count = next;",
      'next.js': `let n = 0;
        exports.next = () => [n += 1, process.env.MARK, require('process') === process].join(' ');`,
    };
    const code =
      "const { count } = require('./counter.js'); said(count()); await deps.clock.sleep(10_000); said(count());";
    const props = { environmentVariables: { MARK: 'here' } };
    const { runtime, clock } = await projects.start({ f: { code, files, props } });

    await runtime.invoker.invokeAsync('f', {}, asTask('one'));
    await runtime.invoker.invokeAsync('f', {}, asTask('meanwhile', 5));
    await runtime.invoker.invokeAsync('f', {}, asTask('later', 30));
    await clock.advanceBy(60_000);

    expect(said(runtime)).toEqual(
      ['0: 1', '5: 1', '10: 2', '15: 2', '30: 3', '40: 4'].map((line) => `${line} here true`),
    );
  });

  it('apart from other functions: neither environment nor modules are shared, nor can it end the process', async () => {
    const moduleCode = 'let here = 0;';
    const { runtime, clock } = await projects.start({
      one: { moduleCode, code: 'here += 1; process.env.MARK = "one"; process.exit(0);' },
      two: { moduleCode, code: 'said([here, process.env.MARK, require("node:process").env.MARK].join());' },
    });

    await runtime.invoker.invokeAsync('one', {}, asTask('t'));
    await runtime.invoker.invokeAsync('two', {}, asTask('t', 1));
    await clock.advanceBy(2_000);

    expect(said(runtime)).toEqual(['1: 0,,']);
    expect(outcomes(runtime).slice(0, 2)).toEqual(['one failed', 'two succeeded']);
    expect(process.env.MARK).toBeUndefined();
  });

  it('with its secrets kept out of its log and its errors', async () => {
    const { runtime, clock } = await projects.start({
      leaky: {
        code: `context.logger.info('key ' + context.credentials.accessKeySecret);
               throw new Error('bad key ' + context.credentials.accessKeySecret);`,
        props: { asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } },
      },
    });

    await runtime.invoker.invokeAsync('leaky', {}, asTask('t'));
    await clock.advanceBy(1);

    expect(runtime.invocations[0]?.error).toEqual({ name: 'Error', message: 'bad key ***' });
    expect(JSON.stringify(runtime.invocations)).not.toContain('the-secret-of-the-account');
  });

  it('and what it left running when it returned is frozen', async () => {
    const { runtime, clock } = await projects.start({
      hasty: {
        code: "void deps.clock.sleep(1000).then(() => deps.events.publish({ type: 'x', data: {} })).then(() => said('late')); said('done');",
      },
    });

    await runtime.invoker.invokeAsync('hasty', {}, asTask('t'));
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: done']);
    expect(runtime.invocations[0]).toMatchObject({ outcome: 'succeeded', calls: 0 });
  });

  it('not at all when its bundle is missing', async () => {
    await expect(projects.start({ probe: { code: '', props: { code: './nowhere' } } })).rejects.toThrow(
      /probe.*nowhere.*built/,
    );
  });

  it('not at all when its bundle is no JavaScript', async () => {
    await expect(projects.start({ probe: { code: 'this is not;' } })).rejects.toThrow(/probe/);
  });

  it('not at all when s.yaml deploys it to another region', async () => {
    await expect(projects.start({ probe: { code: '' } }, { region: 'cn-hangzhou' })).rejects.toThrow(
      'resources.probe.props.region: it is cn-beijing',
    );
  });

  it('and fails, rather than the runtime, when the handler is not there', async () => {
    const props = { handler: 'index.main', asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 0 } };
    const { runtime, clock } = await projects.start({ probe: { code: '', props } });

    await runtime.invoker.invokeAsync('probe', {}, asTask('t'));
    await clock.advanceBy(1);

    expect(runtime.invocations[0]).toMatchObject({ outcome: 'failed', error: { name: 'FunctionNotLoaded' } });
  });
});

describe('randomness', () => {
  it('is the same for the same seed, while ids never repeat', async () => {
    const probe = { f: { code: 'said(deps.random()); said(deps.newId());' } };
    const runOnce = async (seed: number) => {
      const { runtime, clock } = await projects.start(probe, { seed });
      await runtime.invoker.invokeAsync('f', {}, asTask('t'));
      await clock.advanceBy(1);
      return said(runtime);
    };
    const [[number, id], [sameNumber, otherId], [otherNumber]] = [await runOnce(7), await runOnce(7), await runOnce(8)];

    expect(sameNumber).toBe(number);
    expect(otherNumber).not.toBe(number);
    expect(otherId).not.toBe(id);
    expect(id).toMatch(/^0: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('a closed runtime', () => {
  it('does nothing more on a clock that others go on using', async () => {
    const ended: string[] = [];
    const { runtime, clock } = await projects.start(
      {
        f: {
          code: "said('start'); await deps.clock.sleep(5_000); said('woke');",
          props: { triggers: [tick('@every 1m')] },
        },
      },
      { onInvocation: ({ outcome }) => ended.push(outcome) },
    );
    await runtime.invoker.invokeAsync('f', {}, asTask('now'));
    await runtime.invoker.invokeAsync('f', {}, asTask('later', 30));
    await clock.advanceBy(1_000);

    await runtime.close();
    await clock.advanceBy(HOUR);

    expect(said(runtime)).toEqual(['0: start']);
    expect(ended).toEqual(['killed']);
    expect(clock.nextDue()).toBeUndefined();
  });

  it('lends nothing more', async () => {
    const { runtime, clock } = await projects.start({ f: { code: 'said(process.env.TORII_HOST);' } });
    await runtime.invoker.invokeAsync('f', {}, asTask('t'));
    await clock.advanceBy(1);
    const hostName = said(runtime)[0]?.slice('0: '.length) ?? '';
    const stranger = { requestId: 'made-up' } as FunctionContext;

    expect(() => depsFromHost(hostName, stranger)).toThrow('the very object the handler was called with');
    await runtime.close();
    expect(() => depsFromHost(hostName, stranger)).toThrow(HostMissing);
  });

  it('leaves another runtime on the same clock alone', async () => {
    const clock = new VirtualClock(START);
    const project = { f: { code: "said('tick');", props: { triggers: [tick('@every 1m')] } } };
    const one = await projects.start(project, { clock });
    const other = await projects.start(project, { clock });

    await one.runtime.close();
    await clock.advanceBy(60_000);

    expect(said(one.runtime)).toEqual([]);
    expect(said(other.runtime)).toEqual(['60: tick']);
  });
});
