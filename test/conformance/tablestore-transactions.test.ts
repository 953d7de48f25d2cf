import { expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import {
  IGNORE,
  int,
  keyOf,
  type OfficialClient,
  official,
  startTablestore,
  tableOf,
} from '../contract/tablestore-official.ts';
import { ask } from '../contract/tablestore-wire.ts';

const tableName = 'accounts';

async function start(): Promise<{ cloud: LocalCloud; client: OfficialClient }> {
  const started = await startTablestore();
  await started.client.createTable(tableOf(tableName));
  const instance = started.cloud.tablestore.instanceFor(started.cloud.account.id, 'torii');
  started.cloud.tablestore.enableTransactions(instance, tableName);
  return started;
}

function put(name: string, amount: number, more: Record<string, unknown> = {}, partition = 'p') {
  const primaryKey = keyOf(name, partition);
  return { tableName, condition: IGNORE, primaryKey, attributeColumns: [{ amount: int(amount) }], ...more };
}

async function amounts(client: OfficialClient, more: Record<string, unknown> = {}): Promise<string[]> {
  const { rows } = await client.getRange({
    tableName,
    direction: official.Direction.FORWARD,
    inclusiveStartPrimaryKey: [{ partition: 'p' }, { name: official.INF_MIN }],
    exclusiveEndPrimaryKey: [{ partition: 'p' }, { name: official.INF_MAX }],
    maxVersions: 1,
    ...more,
  });
  return rows.map(({ primaryKey, attributes }) => `${primaryKey?.[1]?.value}=${String(attributes?.[0]?.columnValue)}`);
}

const begin = async (client: OfficialClient, partition = 'p') =>
  (await client.startLocalTransaction({ tableName, primaryKey: [{ partition }] })).transactionId;

test('what a transaction writes is seen by itself alone until it is committed, and then all of it', async () => {
  const { client } = await start();
  await client.putRow(put('a', 10));
  await client.putRow(put('b', 0));
  const transactionId = await begin(client);
  await client.putRow(put('a', 3, { transactionId }));
  await client.batchWriteRow({
    transactionId,
    tables: [
      {
        tableName,
        rows: [{ type: 'PUT', condition: IGNORE, primaryKey: keyOf('b'), attributeColumns: [{ amount: int(7) }] }],
      },
    ],
  });
  await client.deleteRow({ tableName, condition: IGNORE, primaryKey: keyOf('c'), transactionId });
  expect(await amounts(client)).toEqual(['a=10', 'b=0']);
  expect(await amounts(client, { transactionId })).toEqual(['a=3', 'b=7']);
  const seen = await client.getRow({ tableName, primaryKey: keyOf('a'), maxVersions: 1, transactionId });
  expect(String(seen.row.attributes?.[0]?.columnValue)).toBe('3');
  await client.commitTransaction({ transactionId });
  expect(await amounts(client)).toEqual(['a=3', 'b=7']);
  await expect(client.commitTransaction({ transactionId })).rejects.toThrow(/OTSSessionNotExist/);
});

test('an aborted transaction leaves nothing, and neither does one that is older than a minute', async () => {
  const { cloud, client } = await start();
  await client.putRow(put('a', 10));
  const aborted = await begin(client);
  await client.putRow(put('a', 1, { transactionId: aborted }));
  await client.abortTransaction({ transactionId: aborted });
  const forgotten = await begin(client);
  await client.putRow(put('a', 2, { transactionId: forgotten }));
  await cloud.clock.advanceBy(60_000);
  await expect(client.commitTransaction({ transactionId: forgotten })).rejects.toThrow(/Session not exist/);
  await client.putRow(put('b', 5));
  expect(await amounts(client)).toEqual(['a=10', 'b=5']);
});

test('while a transaction has a partition, nobody else writes to it or begins another one there', async () => {
  const { client } = await start();
  const transactionId = await begin(client);
  await expect(client.putRow(put('a', 1))).rejects.toThrow(/OTSRowOperationConflict/);
  await expect(begin(client)).rejects.toThrow(/OTSRowOperationConflict/);
  await client.putRow(put('a', 1, {}, 'q'));
  await expect(client.putRow(put('a', 1, { transactionId }, 'q'))).rejects.toThrow(/OTSDataOutOfRange/);
  await expect(begin(client, 'q')).resolves.not.toBe(transactionId);
});

test('a transaction of a whole key, or of an unknown id, is refused', async () => {
  const { client } = await start();
  await expect(client.startLocalTransaction({ tableName, primaryKey: keyOf('a') })).rejects.toThrow(/OTSInvalidPK/);
  await expect(client.putRow(put('a', 1, { transactionId: 'none' }))).rejects.toThrow(/OTSSessionNotExist/);
  await expect(client.abortTransaction({ transactionId: 'none' })).rejects.toThrow(/OTSSessionNotExist/);
});

test('a table is divided between its partitions into parts of about the size asked for', async () => {
  const { cloud, client } = await start();
  for (const partition of ['k', 'm', 'o', 'q']) {
    await client.putRow({ ...put('a', 1, {}, partition), attributeColumns: [{ text: 'x'.repeat(1000) }] });
  }
  // ComputeSplitPointsBySizeRequest: table_name, split_size = 2, split_size_unit_in_byte = 1000.
  const body = Buffer.concat([
    Buffer.from([0x0a, tableName.length]),
    Buffer.from(tableName),
    Buffer.from([0x10, 2, 0x18, 0xe8, 0x07]),
  ]);
  const { status, text } = await ask(cloud, { path: '/ComputeSplitPointsBySize', body });
  expect(status).toBe(200);
  expect([...text.matchAll(/partition.{10}(\w)/gs)].map(([, first]) => first)).toEqual(['o']);
  const refused = await ask(cloud, {
    path: '/ComputeSplitPointsBySize',
    body: Buffer.concat([body.subarray(0, 10), Buffer.from([0x10, 0])]),
  });
  expect(refused.text).toContain('OTSParameterInvalid');
});
