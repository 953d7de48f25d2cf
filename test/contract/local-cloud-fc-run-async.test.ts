import { expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { call, REGION, START, startFunctionsCloud } from './functions-cloud.ts';

const HOUR_MS = 3_600_000;
const ACCOUNT = '1234567890123456';
const arn = (name: string) => `acs:fc:${REGION}:${ACCOUNT}:functions/${name}`;
const asTask = (taskId: string) => ({ 'x-fc-invocation-type': 'Async', 'x-fc-async-task-id': taskId });
const ASYNC = { 'x-fc-invocation-type': 'Async' };

/** Seconds since the beginning, and how each run ended. */
const runs = ({ functions }: LocalCloud) =>
  functions.invocations.map(
    ({ startedAt, functionName, outcome }) => `${(startedAt - START) / 1000} ${functionName} ${outcome}`,
  );

test('a failing one is retried as often as configured, ever later, and then a destination hears of it', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('failing', {
    code: `if (String(event) === 'good') return 'fine'; throw new Error('bad');`,
    asyncInvokeConfig: { maxAsyncRetryAttempts: 2, onFailure: arn('hospital'), onSuccess: `${arn('hospital')}/LATEST` },
  });
  await deploy('hospital', { code: 'console.log(String(event));' });
  await invoke('failing', 'good', asTask('good'));
  await invoke('failing', 'bad', asTask('bad'));
  await cloud.clock.advanceBy(HOUR_MS);

  expect(runs(cloud)).toEqual([
    '0 failing succeeded',
    '0 failing failed',
    '0 hospital succeeded',
    '1 failing failed',
    '3 failing failed',
    '3 hospital succeeded',
  ]);
  const told = cloud.functions.invocations
    .filter(({ functionName }) => functionName === 'hospital')
    .map(({ trigger, log }) => ({ trigger, payload: JSON.parse(log[0]?.text ?? '') }));
  expect(told).toMatchObject([
    {
      trigger: 'destination',
      payload: {
        timestamp: START,
        requestContext: { functionArn: arn('failing'), condition: '', approximateInvokeCount: 1 },
        requestPayload: 'good',
        responsePayload: 'fine',
      },
    },
    {
      trigger: 'destination',
      payload: {
        requestContext: { condition: 'UnhandledInvocationError', approximateInvokeCount: 3 },
        requestPayload: 'bad',
        responseContext: { statusCode: 200, functionError: 'UnhandledInvocationError' },
      },
    },
  ]);

  const shown = await call(cloud, 'GET', '/2023-03-30/functions/failing/async-tasks/bad');
  expect(JSON.parse(shown.text)).toMatchObject({
    ...{ taskId: 'bad', status: 'Failed', alreadyRetriedTimes: 2, destinationStatus: 'Succeeded', taskPayload: 'bad' },
    startedTime: START,
    endTime: START + 3000,
  });
  const listed = await call(cloud, 'GET', '/2023-03-30/functions/failing/async-tasks', {
    query: { status: 'Succeeded' },
  });
  expect(JSON.parse(listed.text).tasks).toMatchObject([{ taskId: 'good', status: 'Succeeded' }]);
});

test('a task id is taken for seven days, and only where tasks are switched on', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  const asyncInvokeConfig = {};
  await deploy('f', { code: '', asyncInvokeConfig });
  await deploy('plain', { code: '' });
  const status = async (name: string, headers: Record<string, string>, body = '') =>
    (await invoke(name, body, { ...ASYNC, ...headers })).status;

  expect(await status('f', asTask('same'))).toBe(202);
  expect(await status('f', asTask('same'))).toBe(409);
  cloud.clock.elapse(7 * 24 * HOUR_MS);
  expect(await status('f', asTask('same'))).toBe(202);
  expect(await status('plain', asTask('same'))).toBe(400);
  expect(await status('f', asTask('1'))).toBe(400);
  expect(await status('f', { 'x-fc-async-delay': '3600' })).toBe(400);
  expect(await status('f', { 'x-fc-async-delay': '-1' })).toBe(400);
  expect(await status('f', {}, 'x'.repeat(128 * 1024 + 1))).toBe(400);
  expect(await status('nobody', {})).toBe(404);
});

test('a task that is stopped runs no more', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('f', { code: '', asyncInvokeConfig: {} });
  await invoke('f', '', { ...asTask('later'), 'x-fc-async-delay': '60' });
  expect((await call(cloud, 'PUT', '/2023-03-30/functions/f/async-tasks/later/stop')).status).toBe(200);
  await cloud.clock.advanceBy(HOUR_MS);
  expect(cloud.functions.invocations).toEqual([]);
  const shown = await call(cloud, 'GET', '/2023-03-30/functions/f/async-tasks/later');
  expect(JSON.parse(shown.text).status).toBe('Stopped');
  expect((await call(cloud, 'GET', '/2023-03-30/functions/f/async-tasks/none')).status).toBe(404);
});

test('where as many run as were reserved, a synchronous call is refused and an asynchronous one waits', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await deploy('busy', {
    code: `await fetch(process.env.TORII_CLOCK + '/sleep', {
      method: 'POST', body: JSON.stringify({ requestId: context.requestId, ms: 2000 }) });`,
    reservedConcurrency: 1,
  });
  await invoke('busy', '', ASYNC);
  await invoke('busy', '', ASYNC);
  await cloud.clock.runUntil(() => cloud.functions.invocations.length > 0, cloud.clock.now());
  const refused = await invoke('busy');
  expect([refused.status, JSON.parse(refused.text).Code]).toEqual([429, 'ResourceExhausted']);
  await cloud.clock.advanceBy(HOUR_MS);
  // After 0.5 s and 1.5 s it was still busy, after 3.5 s it was not.
  expect(runs(cloud)).toEqual(['0 busy succeeded', '3.5 busy succeeded']);
});

test('one that grew too old is not run, and a bus hears so', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  const bus = cloud.eventbridge.addBus({ account: ACCOUNT, region: REGION, name: 'torii-dead-letters' });
  cloud.eventbridge.addRule(bus, { name: 'all', filterPattern: '{}' }).targets.set('hospital', {
    ...{ id: 'hospital', type: 'acs.fc.function', endpoint: arn('hospital'), parameters: [] },
    ...{ retry: { name: 'BACKOFF_RETRY' }, deadLetterArn: undefined, errorsTolerance: 'ALL', concurrency: undefined },
    envelope: { mode: 'event-driven', schema: 'CloudEvents' },
  });
  const onFailure = `acs:eventbridge:${REGION}:${ACCOUNT}:eventbus/torii-dead-letters`;
  const asyncInvokeConfig = { maxAsyncEventAgeInSeconds: 10, maxAsyncRetryAttempts: 8, onFailure };
  await deploy('failing', { code: `throw new Error('bad');`, asyncInvokeConfig });
  await deploy('hospital', { code: 'console.log(String(event));' });
  await invoke('failing', '', ASYNC);
  await cloud.clock.advanceBy(HOUR_MS);
  const failed = cloud.functions.invocations.filter(({ functionName }) => functionName === 'failing');
  expect(failed.map(({ startedAt }) => (startedAt - START) / 1000)).toEqual([0, 1, 3, 7]);
  const [told] = cloud.functions.invocations.filter(({ functionName }) => functionName === 'hospital');
  expect(told?.trigger).toBe('event');
  expect(JSON.parse(told?.log[0]?.text ?? '')).toMatchObject({
    ...{ source: 'acs.fc', subject: arn('failing'), aliyuneventbusname: 'torii-dead-letters' },
    data: { requestContext: { functionArn: arn('failing'), approximateInvokeCount: 4 } },
  });
});

test("a destination that the function's role does not open, or that is not there, hears nothing", async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  const role = `acs:ram::${ACCOUNT}:role/poor`;
  const asyncInvokeConfig = { onSuccess: arn('hospital') };
  await deploy('hospital', { code: '' });
  await deploy('poor', { code: '', role, asyncInvokeConfig });
  cloud.ram.putRole({ arn: role, trust: { services: ['fc.aliyuncs.com'] } });
  await deploy('lost', { code: '', asyncInvokeConfig: { onSuccess: arn('nobody') } });
  await invoke('poor', '', ASYNC);
  await invoke('lost', '', ASYNC);
  await cloud.clock.advanceBy(HOUR_MS);
  expect(cloud.functions.undelivered).toMatchObject([
    { functionArn: arn('poor'), destination: arn('hospital'), why: 'AccessDenied' },
    { functionArn: arn('lost'), destination: arn('nobody'), why: 'NotFound' },
  ]);
});

test('a role that does not trust Function Compute keeps its function from starting', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  const role = `acs:ram::${ACCOUNT}:role/strange`;
  await deploy('f', { code: '', role });
  cloud.ram.putRole({ arn: role, trust: { services: ['ecs.aliyuncs.com'] } });
  expect((await invoke('f')).headers.get('x-fc-error-type')).toBe('InstanceStartFailed');
});

test.each(['new', 'same'] as const)('the request id of a retry is %s, as this cloud is told', async (id) => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  cloud.functions.assumptions.retriedRequestId = id;
  const code = `console.log(context.requestId); throw new Error('bad');`;
  await deploy('failing', { code, asyncInvokeConfig: { maxAsyncRetryAttempts: 1 } });
  await invoke('failing', '', ASYNC);
  await cloud.clock.advanceBy(HOUR_MS);
  const seen = cloud.functions.invocations.map(({ log }) => log[0]?.text);
  expect(seen).toHaveLength(2);
  expect(new Set(seen).size).toBe(id === 'new' ? 2 : 1);
});

test.each([
  ['told', 1],
  ['not-told', 0],
] as const)('a failure destination is %s of what a timer started', async (told, times) => {
  const { cloud, deploy } = await startFunctionsCloud();
  cloud.functions.assumptions.timerDestinations = told;
  await deploy('hospital', { code: '' });
  await deploy('failing', {
    code: `throw new Error('bad');`,
    asyncInvokeConfig: { maxAsyncRetryAttempts: 0, onFailure: arn('hospital') },
    triggers: [{ name: 'tick', type: 'timer', config: { cronExpression: '@every 5m', enable: true } }],
  });
  await cloud.clock.advanceBy(5 * 60_000);
  expect(runs(cloud)).toEqual(['300 failing failed', ...Array(times).fill('300 hospital succeeded')]);
});

test('timers fire on virtual time, with the documented event, until they are taken away', async () => {
  const { cloud, deploy } = await startFunctionsCloud();
  const timer = (config: Record<string, unknown>) => [{ name: 'tick', type: 'timer', config }];
  const code = 'console.log(String(event));';
  await deploy('f', { code, triggers: timer({ cronExpression: '@every 5m', enable: true, payload: '{}' }) });
  await cloud.clock.advanceBy(11 * 60_000);
  const said = () => cloud.functions.invocations.flatMap(({ log }) => log.map(({ text }) => JSON.parse(text)));
  expect(said()).toEqual([
    { triggerTime: '2026-03-02T08:05:00Z', triggerName: 'tick', payload: '{}' },
    { triggerTime: '2026-03-02T08:10:00Z', triggerName: 'tick', payload: '{}' },
  ]);
  expect(cloud.functions.invocations[0]?.trigger).toBe('timer');
  await deploy('f', { code, triggers: timer({ cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 17 * * ?', enable: true }) });
  await cloud.clock.advanceTo(Date.parse('2026-03-02T10:00:00Z'));
  expect(said().at(-1)).toEqual({ triggerTime: '2026-03-02T09:00:00Z', triggerName: 'tick', payload: '' });
  await deploy('f', { code, triggers: timer({ cronExpression: '@every 5m', enable: false }) });
  await cloud.clock.advanceBy(HOUR_MS);
  expect(said()).toHaveLength(3);
});
