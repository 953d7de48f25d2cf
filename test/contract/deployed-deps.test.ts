import { describe, expect, it, onTestFinished } from 'vitest';
import { deployedDeps } from '../../shared/engine/deployed-deps.ts';
import { tell } from '../../shared/engine/tell.ts';
import { clockAt, machineClock } from '../../shared/function-compute/clock.ts';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import { runOut } from '../../shared/function-compute/run-out.ts';
import { createMemoryStore } from '../../shared/state/memory-store.ts';
import type { TablestoreStoreOptions } from '../../shared/state/tablestore/store.ts';
import { type Received, type Reply, startLoopbackServer } from './loopback-server.ts';

const NOW = Date.UTC(2026, 2, 2, 8);
const EVENT = {
  type: 'torii.gateway.declared' as const,
  data: { account: '1234567890123456', region: 'cn-beijing', name: 'chat-prod', generation: 1 },
};

function context(more: Partial<FunctionContext> = {}): { context: FunctionContext; lines: string[] } {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  return {
    lines,
    context: {
      requestId: 'request-1',
      credentials: { accessKeyId: 'STS.one', accessKeySecret: 'secret-one-secret', securityToken: 'token-one-token' },
      function: { name: 'torii-x', handler: 'index.handler', memory: 512, timeout: 60 },
      service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
      region: 'cn-beijing',
      accountId: '1234567890123456',
      logger: { debug: say, info: say, warn: say, error: say },
      tracing: {},
      ...more,
    },
  };
}

async function cloudThat(reply: (received: Received, count: number) => Reply) {
  const server = await startLoopbackServer(reply);
  onTestFinished(() => server.close());
  return server;
}

/** A clock in another process that jumps to whoever sleeps. */
function clockServer() {
  let now = NOW;
  return cloudThat(({ path, body }) => {
    if (path.endsWith('/sleep')) now += JSON.parse(body).ms;
    return { body: { now } };
  });
}

describe('a deployed function', () => {
  it('keeps no configuration of a service in plain text', async () => {
    const under = createMemoryStore();
    const keys = `a:${Buffer.alloc(32, 1).toString('base64')}`;
    const deps = await deployedDeps({ TORII_MASTER_KEYS: keys }, context().context, () => under);
    const key = { account: '1', region: 'cn-beijing', kind: 'provisioning', name: 'chat-prod' } as const;
    const kept = { llm: { before: '{"token":"hunter2"}', version: 1, gatewayId: 'gw-1' } };
    const body = { memory: { services: { kept } } };

    await deps.store.put(key, { body, dueAt: null }, 0);

    expect(JSON.stringify(await under.get(key))).not.toContain('hunter2');
    expect((await deps.store.get(key))?.body).toEqual(body);

    // dns-recorder and zone-checker have no master keys, and read what gateway-provisioner reports all the same.
    const reader = await deployedDeps({}, context().context, () => under);
    const [read] = await reader.store.getMany([key]);
    expect(read?.body).toEqual((await under.get(key))?.body);
    await expect(reader.store.put(key, { body, dueAt: null }, 1)).rejects.toThrow('TORII_MASTER_KEYS');
  });

  it('has everything through one origin, with the credentials of its invocation', async () => {
    const cloud = await cloudThat(({ path }) =>
      path.startsWith('/-/clock')
        ? { body: { now: NOW } }
        : { status: path === '/openapi/putEvents' ? 200 : 202, body: {} },
    );
    let opened: TablestoreStoreOptions | undefined;
    const environment = {
      TORII_ENDPOINT: cloud.url,
      TORII_CLOCK: `${cloud.url}/-/clock`,
      TORII_EVENT_BUS: 'torii-two',
    };
    const deps = await deployedDeps(environment, context().context, (access) => {
      opened = access;
      return createMemoryStore();
    });

    expect(deps.clock.now()).toBe(NOW);
    expect(opened).toMatchObject({ instance: 'torii', endpoint: cloud.url });
    expect(opened?.credentials()).toEqual(context().context.credentials);
    await deps.events.publish(EVENT);
    await deps.invoker.invokeAsync('torii-x', {}, { delaySeconds: 0, taskId: 't' });
    const [, published, invoked] = cloud.received;
    expect(JSON.parse(published?.body ?? '')[0]).toMatchObject({
      aliyuneventbusname: 'torii-two',
      time: '2026-03-02T08:00:00.000Z',
    });
    expect(published?.headers['x-acs-security-token']).toBe('token-one-token');
    expect(invoked).toMatchObject({
      path: '/2023-03-30/functions/torii-x/invocations',
      headers: { 'x-fc-security-token': 'token-one-token' },
    });
    expect(invoked?.headers).not.toHaveProperty('x-fc-async-delay');
    expect(deps.newId()).not.toBe(deps.newId());
    expect(deps.random()).toBeLessThan(1);
  });

  it('without a role says what is missing', async () => {
    const bare = context({ credentials: undefined as never }).context;
    await expect(deployedDeps({}, bare)).rejects.toMatchObject({ code: 'NoCredentials' });
  });

  it('cannot begin without its clock', async () => {
    const cloud = await cloudThat(() => ({ status: 500, body: {} }));
    await expect(deployedDeps({ TORII_CLOCK: cloud.url }, context().context)).rejects.toMatchObject({
      code: 'ClockUnreachable',
    });
  });
});

describe('a virtual clock', () => {
  it('stands still until somebody sleeps, and tells then what time has come', async () => {
    const server = await clockServer();
    const clock = await clockAt(`${server.url}/-/clock`, { requestId: 'request-1', fetch });
    expect([clock.now(), clock.now()]).toEqual([NOW, NOW]);
    await clock.sleep(90_000.4);
    expect(clock.now()).toBe(NOW + 90_001);
    expect(server.received.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['GET', '/-/clock', ''],
      ['POST', '/-/clock/sleep', JSON.stringify({ requestId: 'request-1', ms: 90_001 })],
    ]);
  });

  it('hears from any answer how long it took there, and does not go back', async () => {
    const answers = [
      { body: { now: NOW } },
      ...[NOW + 2_500, NOW + 1_000].map((now) => ({ body: {}, headers: { 'x-clock-now': String(now) } })),
      { body: {} },
    ];
    const server = await cloudThat((_, count) => answers[count - 1] ?? 'drop');
    const clock = await clockAt(server.url, { requestId: 'r', fetch });
    for (const _ of answers.slice(1)) {
      await clock.fetch(`${server.url}/slow`);
      expect(clock.now()).toBe(NOW + 2_500);
    }
  });

  it.each([
    ['a virtual one', async () => clockAt((await clockServer()).url, { requestId: 'r', fetch })],
    ["the machine's", async () => machineClock()],
  ])('and %s rejects with the reason of who aborts a sleep', async (_, make) => {
    const clock = await make();
    const reason = new Error('enough');
    await expect(clock.sleep(3_600_000, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it("the machine's is woken from a sleep, too", async () => {
    const controller = new AbortController();
    const sleeping = machineClock().sleep(3_600_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
  });
});

describe('the end of an invocation', () => {
  it('aborts what is under way shortly before the platform kills it', async () => {
    const { signal, end } = runOut({ timeoutSeconds: 4, marginSeconds: 4 });
    onTestFinished(end);
    await expect(machineClock().sleep(60_000, signal)).rejects.toMatchObject({ code: 'OutOfTime', retryable: true });
  });
});

describe('an event that cannot be published', () => {
  it('keeps nobody from their work: it is logged, and stands in the journal', async () => {
    const store = createMemoryStore();
    const { context: given, lines } = context();
    const deps = {
      store,
      clock: { now: () => NOW, sleep: async () => {} },
      log: given.logger,
      events: { publish: () => Promise.reject(Object.assign(new Error('the bus is full'), { code: 'Throttling' })) },
    };

    await tell(deps, 'gateway-provisioner', EVENT);

    expect(lines).toEqual([
      'gateway-provisioner: torii.gateway.declared was not published: Throttling: the bus is full',
    ]);
    expect((await store.journal(EVENT.data)).entries).toMatchObject([
      { kind: 'note', reason: 'EventNotPublished', from: 'gateway-provisioner', gateway: 'chat-prod' },
    ]);
  });
});
