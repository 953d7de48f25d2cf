import { expect, test } from 'vitest';
import { START, startFunctionsCloud } from '../contract/functions-cloud.ts';

const ROLE = 'acs:ram::1234567890123456:role/worker';
const ASYNC = { 'x-fc-invocation-type': 'Async' };

/** `ask(n)` is a call to the cloud, as its front door counts them; `sleep(ms)` passes virtual time. */
const WORKER = (code: string) => ({
  'index.js': `
    const cloud = process.env.TORII_CLOCK.replace('/-/clock', '');
    exports.handler = async (event, context) => {
      const ask = (n) => fetch(cloud + '/?Version=none&n=' + n + '&AccessKeyId=' + context.credentials.accessKeyId);
      const sleep = (ms) => fetch(process.env.TORII_CLOCK + '/sleep', {
        method: 'POST', body: JSON.stringify({ requestId: context.requestId, ms }) });
      ${code}
    };`,
});

test.each([
  ['before', 1],
  ['after', 2],
] as const)('a function is killed %s its second call has any effect, and delivered again', async (when, effects) => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('worker', {
    code: WORKER(`for (const n of [1, 2, 3]) { await ask(n); console.log('did', n); }`),
    role: ROLE,
  });
  const kill = cloud.functions.kill({ functionName: 'worker', afterCalls: 2, when });
  await invoke('worker', '', ASYNC);
  await cloud.clock.runUntil(() => kill.deaths === 1, START);
  await cloud.clock.idle();

  expect(cloud.functions.invocations).toMatchObject([{ outcome: 'killed', calls: 2, log: [{ text: 'did 1' }] }]);
  expect(cloud.calls.all().filter(({ product }) => product === '')).toHaveLength(effects);
  await cloud.clock.advanceBy(60_000);
  expect(cloud.functions.invocations).toMatchObject([
    { outcome: 'killed', attempt: 1 },
    { outcome: 'succeeded', attempt: 2, calls: 3 },
  ]);
  expect(cloud.functions.instancesStarted).toBe(2);
});

test('calls that no key signs count as well: those to the certificate authority', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('worker', { code: WORKER(`await fetch(cloud + '/acme/directory'); console.log('asked');`) });
  const kill = cloud.functions.kill({ functionName: 'worker', afterCalls: 1, when: 'after' });
  await invoke('worker', '', ASYNC);
  await cloud.clock.runUntil(() => kill.deaths === 1, START);
  await cloud.clock.idle();
  expect(cloud.functions.invocations).toMatchObject([{ outcome: 'killed', calls: 1, log: [] }]);
  expect(cloud.calls.count('directory')).toBe(1);
});

test('one that is not to be retried is not, and a function that is not deployed cannot be killed', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('worker', { code: WORKER('await ask(1);'), role: ROLE });
  cloud.functions.kill({ functionName: 'worker', afterCalls: 1, when: 'before', retry: false });
  await invoke('worker', '', ASYNC);
  await cloud.clock.advanceBy(3_600_000);
  expect(cloud.functions.invocations.map(({ outcome }) => outcome)).toEqual(['killed']);
  expect(() => cloud.functions.kill({ functionName: 'wroker', afterCalls: 1, when: 'before' })).toThrow('worker');
});

test('the timeout of a function counts in virtual time', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  const asyncInvokeConfig = { maxAsyncRetryAttempts: 0 };
  await deploy('slow', { code: WORKER(`await sleep(4000); console.log('woke');`), timeout: 3, asyncInvokeConfig });
  await invoke('slow', '', ASYNC);
  await cloud.clock.advanceBy(60_000);
  expect(cloud.functions.invocations).toMatchObject([
    { outcome: 'timed-out', endedAt: START + 3000, log: [], error: { name: 'FunctionTimeout' } },
  ]);
});

test('time does not go by while one part of a function sleeps and another still calls', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  const slowly = `
    const calling = async () => { for (let n = 1; n <= 5; n += 1) { await ask(n); await new Promise(setImmediate); } };`;
  await deploy('both', { code: WORKER(`${slowly} await Promise.all([sleep(10_000), calling()]);`), role: ROLE });
  await invoke('both', '', ASYNC);
  await cloud.clock.advanceBy(60_000);
  expect(cloud.functions.invocations).toMatchObject([{ outcome: 'succeeded', calls: 5, endedAt: START + 10_000 }]);
  expect(new Set(cloud.calls.all().map(({ at }) => at))).toEqual(new Set([START]));
});

test('a function that waits for another lets it sleep', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('other', { code: WORKER(`await sleep(5000); return 'rested';`) });
  // Signed by nobody: whose key it says it is decides who waits.
  const signed = `
    const { createHmac } = require('node:crypto');
    const { accessKeyId, accessKeySecret, securityToken } = context.credentials;
    const path = '/2023-03-30/functions/other/invocations';
    const date = new Date().toUTCString();
    const text = ['POST', '', '', date, 'x-fc-security-token:' + securityToken, path].join('\\n');
    const signature = createHmac('sha256', accessKeySecret).update(text).digest('base64');
    const headers = { date, authorization: 'FC ' + accessKeyId + ':' + signature, 'x-fc-security-token': securityToken };
    return (await fetch(cloud + path, { method: 'POST', headers })).text();`;
  await deploy('waiting', { code: WORKER(signed), role: ROLE });
  const answered = invoke('waiting');
  let done = false;
  answered.finally(() => {
    done = true;
  });
  await cloud.clock.runUntil(() => done, START + 60_000);
  expect((await answered).text).toBe('rested');
  expect(cloud.clock.now()).toBe(START + 5000);
});

test('what is due at one instant may run at once', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  cloud.functions.together = true;
  await deploy('racer', { code: WORKER(`await sleep(1000); return process.pid;`) });
  await Promise.all([invoke('racer', '1', ASYNC), invoke('racer', '2', ASYNC)]);
  await cloud.clock.advanceBy(10_000);
  expect(cloud.functions.invocations.map(({ startedAt }) => startedAt)).toEqual([START, START]);
  expect(cloud.functions.instancesStarted).toBe(2);
});
