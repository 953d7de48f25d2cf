import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import * as models from '@alicloud/fc20230330';
import { expect, test } from 'vitest';
import { functionInput, startFcCloud, zipOf } from '../contract/fc-cloud.ts';

const NAME = 'acme-echo';
const CODE = zipOf('index.js', `exports.handler = async (event) => 'heard ' + event;`);
/** All at their defaults. */
const options = {} as Parameters<models.default['invokeFunctionWithOptions']>[3];

test('the official client invokes, and finds and stops what it has accepted', async () => {
  const { cloud, fc } = await startFcCloud({ delayScale: 0 });
  const code = new models.InputCodeLocation({ zipFile: CODE.toString('base64') });
  await fc.createFunction(functionInput({ functionName: NAME, code }));
  const body = new models.PutAsyncInvokeConfigInput({ asyncTask: true });
  await fc.putAsyncInvokeConfig(NAME, new models.PutAsyncInvokeConfigRequest({ body }));

  const saying = (words: string) =>
    new models.InvokeFunctionRequest({ body: Readable.from([Buffer.from(words)], { objectMode: false }) });
  const { body: heard } = await fc.invokeFunction(NAME, saying('hello'));
  expect(heard && (await text(heard))).toBe('heard hello');

  const later = new models.InvokeFunctionHeaders({
    commonHeaders: { 'x-fc-async-delay': '60' },
    ...{ xFcInvocationType: 'Async', xFcAsyncTaskId: 'later' },
  });
  expect((await fc.invokeFunctionWithOptions(NAME, saying('late'), later, options)).statusCode).toBe(202);
  await fc.stopAsyncTask(NAME, 'later', new models.StopAsyncTaskRequest({}));
  await cloud.clock.advanceBy(120_000);
  const { body: listed } = await fc.listAsyncTasks(NAME, new models.ListAsyncTasksRequest({}));
  expect(listed?.tasks).toMatchObject([{ taskId: 'later', status: 'Stopped' }]);
});
