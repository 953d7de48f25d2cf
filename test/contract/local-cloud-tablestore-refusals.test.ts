import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import {
  clientOf,
  EXPECT_EXIST,
  EXPECT_NOT_EXIST,
  IGNORE,
  int,
  keyOf,
  type OfficialClient,
  official,
  startTable,
  startTablestore,
  tableOf,
} from './tablestore-official.ts';

const tableName = 'documents';

describe('a request that makes no sense is refused', () => {
  let shared: LocalCloud;
  beforeAll(async () => {
    shared = await startLocalCloud({ delayScale: 0 });
    shared.tablestore.addInstance(shared.account.id, 'cn-hangzhou', 'torii');
    await clientOf(shared).createTable(tableOf(tableName));
  });
  afterAll(() => shared.close());
  const primaryKey = keyOf('a');
  const put = (more: Record<string, unknown>) => ({
    tableName,
    condition: IGNORE,
    primaryKey,
    attributeColumns: [],
    ...more,
  });
  const range = (from: unknown, to: unknown, more: Record<string, unknown> = {}) => ({
    tableName,
    direction: official.Direction.FORWARD,
    inclusiveStartPrimaryKey: [{ partition: 'p' }, { name: from }],
    exclusiveEndPrimaryKey: [{ partition: 'p' }, { name: to }],
    ...more,
  });
  const rows = (count: number) => Array.from({ length: count }, (_, index) => keyOf(`row${index}`));
  const writes = (keys: readonly unknown[], condition: unknown = IGNORE) => ({
    tables: [{ tableName, rows: keys.map((key) => ({ type: 'DELETE', condition, primaryKey: key })) }],
  });
  const update = (updateOfAttributeColumns: unknown, condition: unknown = IGNORE) => ({
    ...{ tableName, condition, primaryKey, updateOfAttributeColumns },
  });

  it.each<[string, (client: OfficialClient) => Promise<unknown>, string]>([
    ['a table that is not there', (c) => c.putRow(put({ tableName: 'other' })), 'OTSObjectNotExist'],
    ['a table name with a hyphen', (c) => c.describeTable({ tableName: 'a-b' }), 'Invalid table name'],
    ['a key of other columns', (c) => c.putRow(put({ primaryKey: [{ partition: 'p' }] })), 'OTSInvalidPK'],
    [
      'a key of another type',
      (c) => c.putRow(put({ primaryKey: [{ partition: 'p' }, { name: int(1) }] })),
      'OTSInvalidPK',
    ],
    ['a key beyond 1 KB', (c) => c.putRow(put({ primaryKey: keyOf('x'.repeat(1025)) })), 'exceeds the MaxLength: 1024'],
    ['a column name with a dot', (c) => c.putRow(put({ attributeColumns: [{ 'a.b': '1' }] })), 'Invalid column name'],
    ['a column of the key’s name', (c) => c.putRow(put({ attributeColumns: [{ name: '1' }] })), 'Duplicated attribute'],
    [
      'a column beyond 2 MB',
      (c) => c.putRow(put({ attributeColumns: [{ a: 'x'.repeat(2_097_153) }] })),
      'exceeded the MaxLength:2097152',
    ],
    [
      'more than 1024 columns',
      (c) => c.putRow(put({ attributeColumns: rows(1025).map((_, index) => ({ [`c${index}`]: true })) })),
      'exceeds the limit, limit count:1024',
    ],
    ['an update that does nothing', (c) => c.updateRow(update([])), 'missing cells'],
    [
      'an update of a row that must not exist',
      (c) => c.updateRow(update([{ PUT: [{ a: '1' }] }], EXPECT_NOT_EXIST)),
      'Invalid condition: EXPECT_NOT_EXIST while updating row.',
    ],
    [
      'a version from long ago',
      (c) => c.putRow(put({ attributeColumns: [{ a: '1', timestamp: 1000 }] })),
      'Invalid timestamp. Cell:a.',
    ],
    ['a range that ends before it begins', (c) => c.getRange(range('b', 'a')), 'Begin key must less than end key'],
    ['an empty range', (c) => c.getRange(range('a', 'a')), 'Begin key must less than end key'],
    [
      'a range backwards that is not',
      (c) => c.getRange(range('a', 'b', { direction: official.Direction.BACKWARD })),
      'Begin key must more than end key',
    ],
    ['a limit below one', (c) => c.getRange(range('a', 'b', { limit: -1 })), 'The limit must be greater than 0.'],
    [
      'more than 100 rows to read',
      (c) => c.batchGetRow({ tables: [{ tableName, primaryKey: rows(101) }] }),
      'Rows count exceeds the upper limit: 100.',
    ],
    [
      'a row twice to read',
      (c) => c.batchGetRow({ tables: [{ tableName, primaryKey: [primaryKey, primaryKey] }] }),
      'Duplicate rows detected in MultiGet.',
    ],
    ['more than 200 rows to write', (c) => c.batchWriteRow(writes(rows(201))), 'upper limit: 200.'],
    [
      'a row twice to write, with a condition',
      (c) => c.batchWriteRow(writes([primaryKey, primaryKey], EXPECT_EXIST)),
      'Repeated rows do not support row exist expectation check',
    ],
    ['a search index', (c) => c.listSearchIndex({ tableName }), 'OTSUnsupportOperation'],
    [
      'a local transaction on a table that was made without them',
      (c) => c.startLocalTransaction({ tableName, primaryKey: [{ partition: 'p' }] }),
      'explicit-transaction-disabled',
    ],
  ])('%s', async (_what, run, text) => {
    shared.calls.clear();
    await expect(run(clientOf(shared))).rejects.toThrow(text);
    expect(shared.calls.all()).toMatchObject([{ product: 'ots', code: expect.stringMatching(/^OTS/) }]);
    expect(shared.calls.all()[0]).not.toHaveProperty('failure');
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['that forgets within a day', { timeToLive: 3600 }, 'TimeToLive'],
    ['that forgets at once', { timeToLive: 0 }, 'TimeToLive cannot be 0 or less than -1.'],
    ['without a key', { primaryKey: [] }, 'The number of primary key columns must be in range: [1, 4].'],
    [
      'that numbers its first column',
      { primaryKey: [{ name: 'seq', type: 'INTEGER', option: 'AUTO_INCREMENT' }] },
      "First primary key can't be auto increment",
    ],
  ])('a table %s', async (_what, options, text) => {
    const { client } = await startTablestore();
    await expect(client.createTable(tableOf(tableName, options))).rejects.toThrow(text);
    expect((await client.listTable({})).tableNames).toEqual([]);
  });

  it('a table with reserved throughput, or one with an index', async () => {
    const { client } = await startTablestore();
    const reserved = { ...tableOf(tableName), reservedThroughput: { capacityUnit: { read: 1, write: 0 } } };
    await expect(client.createTable(reserved)).rejects.toThrow('Can not reserve read capacity unit on capacity.');
    const indexed = { ...tableOf(tableName), indexMetas: [{ name: 'due', primaryKey: ['name'], definedColumn: [] }] };
    await expect(client.createTable(indexed)).rejects.toThrow('OTSUnsupportOperation');
  });

  it('one table more than an instance may have', async () => {
    const { cloud, client } = await startTable();
    cloud.tablestore.tableQuota = 1;
    await expect(client.createTable(tableOf('more'))).rejects.toThrow('Number of tables exceeded the quota.');
  });

  it('a condition on a row that the table numbers by itself', async () => {
    const { client } = await startTable({
      primaryKey: [
        { name: 'gateway', type: 'STRING' },
        { name: 'seq', type: 'INTEGER', option: 'AUTO_INCREMENT' },
      ],
    });
    const append = (condition: unknown, seq: unknown = official.PK_AUTO_INCR) =>
      client.putRow(put({ condition, primaryKey: [{ gateway: 'g' }, { seq }] }));
    await expect(append(EXPECT_NOT_EXIST)).rejects.toThrow('Invalid expect:EXPECT_NOT_EXIST when modify row');
    await expect(append(IGNORE, int(7))).rejects.toThrow('Invalid expect: IGNORE when modify a specific row');
    await append(IGNORE);
  });
});
