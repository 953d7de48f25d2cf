import * as models from '@alicloud/fc20230330';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientOf, functionInput, startFcCloud, zipOf } from '../contract/fc-cloud.ts';
import { call } from '../contract/functions-cloud.ts';
import {
  IGNORE,
  int,
  keyOf,
  startTablestore,
  tableOf,
  clientOf as tablestoreClient,
} from '../contract/tablestore-official.ts';

const HOUR_MS = 3_600_000;
const LOG = zipOf('index.js', 'exports.handler = async (event) => { console.log(String(event)); };');
const SLEEPS = zipOf(
  'index.js',
  `exports.handler = async (event, { requestId }) => {
    const clock = process.env.TORII_CLOCK;
    await fetch(clock + '/sleep', { method: 'POST', body: JSON.stringify({ requestId, ms: 60000 }) });
  };`,
);

function codeOf(zip: Buffer) {
  return new models.InputCodeLocation({ zipFile: zip.toString('base64') });
}

function invokeAsync(cloud: LocalCloud, name: string, headers: Record<string, string>, body = '') {
  const asynchronously = { 'x-fc-invocation-type': 'Async', ...headers };
  return call(cloud, 'POST', `/2023-03-30/functions/${name}/invocations`, { body, headers: asynchronously });
}

/** As it is after a file: another process reads nothing but JSON. */
async function moved(cloud: LocalCloud): Promise<LocalCloud> {
  const snapshot = JSON.parse(JSON.stringify(await cloud.snapshot()));
  const other = await startLocalCloud({ seed: 99 });
  onTestFinished(() => other.close());
  await other.restore(snapshot);
  return other;
}

function linesOf(cloud: LocalCloud): string[] {
  return cloud.functions.invocations.flatMap(({ log }) => log.map(({ text }) => text));
}

test('functions, their code, versions, aliases and settings are there after a restore, and run', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput({ code: codeOf(LOG) }));
  await fc.publishFunctionVersion('acme-hello', new models.PublishFunctionVersionRequest({}));
  const alias = new models.CreateAliasInput({ aliasName: 'prod', versionId: '1' });
  await fc.createAlias('acme-hello', new models.CreateAliasRequest({ body: alias }));
  await fc.createLayerVersion(
    'tools',
    new models.CreateLayerVersionRequest({ body: new models.CreateLayerVersionInput({ code: codeOf(LOG) }) }),
  );
  const provision = new models.PutProvisionConfigInput({ defaultTarget: 2 });
  await fc.putProvisionConfig('acme-hello', new models.PutProvisionConfigRequest({ body: provision }));

  const other = await moved(cloud);
  const { body } = await call(other, 'POST', '/2023-03-30/functions/acme-hello/invocations', {
    body: 'moved',
    query: { qualifier: 'prod' },
  }).then((answer) => ({ body: answer }));
  expect(body.status).toBe(200);
  expect(linesOf(other)).toEqual(['moved']);
  const theirs = clientOf(other, other.account);
  expect((await theirs.getLayerVersion('tools', '1')).body?.version).toBe(1);
  const current = async () =>
    (await theirs.getProvisionConfig('acme-hello', new models.GetProvisionConfigRequest({}))).body?.current;
  expect(await current()).toBe(0);
  await other.clock.advanceBy(HOUR_MS);
  expect(await current()).toBe(2);
});

test('what waits is delivered after a restore: delayed and scheduled invocations, and one whose machine is gone', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput({ functionName: 'delayed', code: codeOf(LOG) }));
  await fc.createFunction(functionInput({ functionName: 'ticks', code: codeOf(LOG) }));
  await fc.createFunction(functionInput({ functionName: 'sleeps', code: codeOf(SLEEPS), timeout: 600 }));
  await fc.createTrigger(
    'ticks',
    new models.CreateTriggerRequest({
      body: new models.CreateTriggerInput({
        triggerName: 'tick',
        triggerType: 'timer',
        triggerConfig: JSON.stringify({ cronExpression: '@every 10m', enable: true, payload: 'p' }),
      }),
    }),
  );
  for (const name of ['delayed', 'sleeps']) {
    const body = new models.PutAsyncInvokeConfigInput({ asyncTask: true });
    await fc.putAsyncInvokeConfig(name, new models.PutAsyncInvokeConfigRequest({ body }));
  }
  await invokeAsync(cloud, 'delayed', { 'x-fc-async-delay': '1800', 'x-fc-async-task-id': 'later' }, 'late');
  await invokeAsync(cloud, 'sleeps', { 'x-fc-async-task-id': 'nap' });
  await cloud.clock.step();
  await cloud.clock.advanceBy(1000);
  const started = cloud.clock.now();

  const other = await moved(cloud);
  expect(other.clock.now()).toBe(started);
  const theirs = clientOf(other, other.account);
  const task = async (name: string, id: string) =>
    (await theirs.getAsyncTask(name, id, new models.GetAsyncTaskRequest({}))).body;
  expect((await task('sleeps', 'nap'))?.status).toBe('Retrying');
  // A task id is taken there, too.
  const again = await invokeAsync(other, 'delayed', { 'x-fc-async-delay': '1800', 'x-fc-async-task-id': 'later' });
  expect(again.status).toBe(409);

  await other.clock.advanceBy(HOUR_MS / 2);
  expect((await task('delayed', 'later'))?.status).toBe('Succeeded');
  expect(await task('sleeps', 'nap')).toMatchObject({ status: 'Succeeded', alreadyRetriedTimes: 1 });
  const ticks = other.functions.invocations.filter(({ trigger }) => trigger === 'timer');
  expect(ticks.map(({ startedAt }) => startedAt - Date.parse('2026-03-02T08:00:00Z'))).toEqual([
    600_000, 1_200_000, 1_800_000,
  ]);
});

test('an event on its way arrives in the cloud that is restored, where its trigger goes on', async () => {
  const { cloud, fc } = await startFcCloud();
  await fc.createFunction(functionInput({ functionName: 'worker', code: codeOf(LOG) }));
  const config = {
    triggerEnable: true,
    eventRuleFilterPattern: '{"source":["acs.vpc"]}',
    eventSourceConfig: { eventSourceType: 'Default' },
    eventSinkConfig: { deliveryOption: { mode: 'event-driven', eventSchema: 'RawData' } },
  };
  const input = { triggerName: 'hears', triggerType: 'eventbridge', triggerConfig: JSON.stringify(config) };
  await fc.createTrigger('worker', new models.CreateTriggerRequest({ body: new models.CreateTriggerInput(input) }));
  cloud.eventbridge.emit({ source: 'acs.vpc', type: 'vpc:ActionTrail:ApiCall', data: { told: 'before' } });
  const other = await moved(cloud);
  expect(cloud.functions.invocations).toEqual([]);
  await other.clock.advanceBy(60_000);
  expect(linesOf(other)).toEqual(['{"told":"before"}']);
  // The trigger is heard on, and is taken away with its function.
  const theirs = clientOf(other, other.account);
  await theirs.deleteTrigger('worker', 'hears');
  other.eventbridge.emit({ source: 'acs.vpc', type: 'vpc:ActionTrail:ApiCall', data: { told: 'after' } });
  await other.clock.advanceBy(60_000);
  expect(linesOf(other)).toEqual(['{"told":"before"}']);
});

test('rows are read in the cloud that is restored, and a transaction that was open there is committed', async () => {
  const { cloud, client } = await startTablestore();
  await client.createTable(tableOf('rows'));
  cloud.tablestore.enableTransactions(cloud.tablestore.instanceFor(cloud.account.id, 'torii'), 'rows');
  const put = {
    tableName: 'rows',
    condition: IGNORE,
    attributeColumns: [{ bytes: Buffer.from([1, 2]) }, { n: int(7) }],
  };
  await client.putRow({ ...put, primaryKey: keyOf('a') });
  const { transactionId } = await client.startLocalTransaction({ tableName: 'rows', primaryKey: [{ partition: 'p' }] });
  await client.putRow({ ...put, primaryKey: keyOf('b'), transactionId });

  const other = await moved(cloud);
  const theirs = tablestoreClient(other);
  const read = async (name: string) =>
    (await theirs.getRow({ tableName: 'rows', primaryKey: keyOf(name), maxVersions: 1 })).row.attributes;
  expect(await read('a')).toMatchObject([
    { columnName: 'bytes', columnValue: Buffer.from([1, 2]) },
    { columnName: 'n' },
  ]);
  expect(await read('b')).toBeUndefined();
  await expect(theirs.putRow({ ...put, primaryKey: keyOf('a') })).rejects.toThrow(/OTSRowOperationConflict/);
  await theirs.commitTransaction({ transactionId });
  expect(await read('b')).toHaveLength(2);
});

test('a table that is still being loaded is loaded in the cloud that is restored', async () => {
  const { cloud, client } = await startTablestore({ delayScale: 1 });
  cloud.progress.mode('tablestore', 'after-delay');
  await client.createTable(tableOf('rows'));
  const other = await moved(cloud);
  const theirs = tablestoreClient(other);
  const put = { tableName: 'rows', condition: IGNORE, primaryKey: keyOf('a'), attributeColumns: [{ n: int(7) }] };
  await expect(theirs.putRow(put)).rejects.toThrow(/OTSTableNotReady/);
  await other.clock.advanceBy(60_000);
  await theirs.putRow(put);
});
