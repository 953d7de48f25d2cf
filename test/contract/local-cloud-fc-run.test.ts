import { expect, test } from 'vitest';
import { REGION, startFunctionsCloud } from './functions-cloud.ts';

const SLEEP = `
const sleep = async (ms) => {
  const response = await fetch(process.env.TORII_CLOCK + '/sleep', {
    method: 'POST', body: JSON.stringify({ requestId: context.requestId, ms }),
  });
  return (await response.json()).now;
};`;

test('a function runs in a process of its own, and is given its event and context', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('greet', {
    code: `
      const { logger, ...rest } = context;
      console.log('said', { on: 'stdout' });
      logger.warn('to its logger');
      return { isBuffer: Buffer.isBuffer(event), event: String(event), pid: process.pid, env: { ...process.env }, context: rest };`,
    role: 'acs:ram::1234567890123456:role/greeter',
    environment: { COLOUR: 'red' },
    timeout: 7,
  });

  const answer = await invoke('greet', 'hello', { 'x-fc-log-type': 'Tail' });

  expect(answer.status).toBe(200);
  const told = JSON.parse(answer.text);
  expect(told).toMatchObject({
    isBuffer: true,
    event: 'hello',
    env: { COLOUR: 'red', FC_FUNCTION_NAME: 'greet', FC_REGION: REGION },
  });
  expect(told.pid).not.toBe(process.pid);
  expect(told.env).not.toHaveProperty('NODE_OPTIONS');
  const { credentials, ...context } = told.context;
  expect(context).toEqual({
    requestId: answer.headers.get('x-fc-request-id'),
    function: { name: 'greet', handler: 'index.handler', memory: 512, timeout: 7 },
    service: { name: '', logProject: '', logStore: '', qualifier: 'LATEST', versionId: '' },
    region: REGION,
    accountId: cloud.account.id,
    tracing: {},
  });
  expect(cloud.accounts.key(credentials.accessKeyId)).toMatchObject({
    secret: credentials.accessKeySecret,
    temporary: { securityToken: credentials.securityToken },
    role: { arn: 'acs:ram::1234567890123456:role/greeter', sessionName: context.requestId },
  });
  const log = Buffer.from(answer.headers.get('x-fc-log-result') ?? '', 'base64').toString();
  expect(log).toContain("[INFO] said { on: 'stdout' }");
  expect(log).toContain('[WARN] to its logger');
  expect(cloud.functions.invocations).toMatchObject([
    { functionName: 'greet', trigger: 'invocation', outcome: 'succeeded' },
  ]);
});

test('a warm process is used again, with fresh credentials, until its function is deployed anew', async () => {
  const { deploy, invoke, cloud } = await startFunctionsCloud();
  const code = `globalThis.count = (globalThis.count ?? 0) + 1; return count + ' ' + context.credentials.accessKeyId;`;
  const role = 'acs:ram::1234567890123456:role/counter';
  await deploy('count', { code, role });
  const [one, two] = [(await invoke('count')).text, (await invoke('count')).text];
  await deploy('count', { code, role });
  const three = (await invoke('count')).text;
  expect([one, two, three].map((text) => text.split(' ')[0])).toEqual(['1', '2', '1']);
  expect(new Set([one, two, three].map((text) => text.split(' ')[1])).size).toBe(3);
  expect(cloud.functions.instancesStarted).toBe(2);
});

test('a process that was idle for five minutes is gone, unless told otherwise, and one that is used in between stays', async () => {
  const { deploy, invoke, cloud } = await startFunctionsCloud();
  await deploy('count', { code: `globalThis.count = (globalThis.count ?? 0) + 1; return count;` });
  const counted = async () => (await invoke('count')).text;
  expect(await counted()).toBe('1');
  await cloud.clock.advanceBy(4 * 60_000);
  expect(await counted()).toBe('2');
  await cloud.clock.advanceBy(4 * 60_000);
  expect(await counted()).toBe('3');
  await cloud.clock.advanceBy(5 * 60_000);
  expect(await counted()).toBe('1');
  expect(cloud.functions.instancesStarted).toBe(2);
  cloud.functions.idleMs = 60 * 60_000;
  expect(await counted()).toBe('2');
  await cloud.clock.advanceBy(59 * 60_000);
  expect(await counted()).toBe('3');
});

test('an asynchronous invocation is accepted, and runs when virtual time reaches its delay', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('later', { code: `console.log(String(event));` });
  const answer = await invoke('later', '{"n":1}', { 'x-fc-invocation-type': 'Async', 'x-fc-async-delay': '90' });
  expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([202, '', null]);
  expect(cloud.functions.invocations).toEqual([]);
  await cloud.clock.advanceBy(91_000);
  const [record] = cloud.functions.invocations;
  expect(record).toMatchObject({
    outcome: 'succeeded',
    requestId: answer.headers.get('x-fc-request-id'),
    log: [{ text: '{"n":1}' }],
  });
  expect((record?.startedAt ?? 0) - Date.parse('2026-03-02T08:00:00Z')).toBe(90_000);
});

test('time stands still while a function runs, and goes by while it sleeps', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('sleeper', {
    code: `${SLEEP}
      const now = async () => (await (await fetch(process.env.TORII_CLOCK)).json()).now;
      const before = await now();
      const [one, two] = await Promise.all([sleep(10_000).then(() => sleep(10_000)), sleep(15_000)]);
      return [one - before, two - before, await now() - before];`,
  });
  const answered = invoke('sleeper');
  let done = false;
  answered.then(() => {
    done = true;
  });
  await cloud.clock.runUntil(() => done, cloud.clock.now() + 3_600_000);
  expect(JSON.parse((await answered).text)).toEqual([20_000, 15_000, 20_000]);
});

test('only an invocation that runs may sleep on the clock', async () => {
  const { cloud } = await startFunctionsCloud();
  const post = (body: string) => fetch(`${cloud.endpoint}/-/clock/sleep`, { method: 'POST', body });
  expect((await post('{"requestId":"nobody","ms":1}')).status).toBe(403);
  expect((await post('?')).status).toBe(400);
});

test.each([
  [
    'throws',
    `throw new TypeError('no ' + context.credentials.securityToken);`,
    'UnhandledInvocationError',
    'TypeError',
    'no ',
  ],
  ['ends its process', 'process.exit(0);', 'ProcessExitedError', 'ProcessExitedError', 'exited'],
  [
    'throws where nobody catches',
    `setImmediate(() => { throw new RangeError('astray'); }); await new Promise(() => {});`,
    'UnhandledInvocationError',
    'RangeError',
    'astray',
  ],
])('a function that %s fails with status 200 and says how', async (_case, code, type, errorType, message) => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('failing', { code, role: 'acs:ram::1234567890123456:role/failing' });
  const answer = await invoke('failing');
  expect([answer.status, answer.headers.get('x-fc-error-type')]).toEqual([200, type]);
  expect(JSON.parse(answer.text)).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
  expect(cloud.functions.invocations).toMatchObject([{ outcome: 'failed', error: { name: errorType } }]);
  expect(JSON.stringify(cloud.functions.invocations) + answer.text).not.toMatch(/[0-9a-f]{128}/);
  expect((await invoke('failing')).headers.get('x-fc-error-type')).toBe(type);
});
