import { describe, expect, it } from 'vitest';
import {
  clientOf,
  EXPECT_EXIST,
  EXPECT_NOT_EXIST,
  IGNORE,
  int,
  keyOf,
  official,
  plain,
  plainKey,
  startTable,
  startTablestore,
  tableOf,
} from './tablestore-official.ts';

const tableName = 'documents';

describe('a row through the official client', () => {
  it('comes back with every type of value as it was put', async () => {
    const { client } = await startTable();
    const text = 'grün 🚀 · 中文';
    await client.putRow({
      tableName,
      condition: IGNORE,
      primaryKey: keyOf('one'),
      attributeColumns: [
        { text },
        { big: official.Long.fromString('9007199254740993') },
        { negative: int(-5) },
        { half: 0.5 },
        { yes: true },
        { bytes: Buffer.from([0, 255, 7]) },
      ],
    });
    const { row } = await client.getRow({ tableName, primaryKey: keyOf('one') });
    expect(plainKey(row)).toEqual(['p', 'one']);
    expect(plain(row)).toEqual({
      text,
      big: 9007199254740993n,
      negative: -5n,
      half: 0.5,
      yes: true,
      bytes: Buffer.from([0, 255, 7]),
    });
  });

  it('is empty where there is none', async () => {
    const { client } = await startTable();
    const { row } = await client.getRow({ tableName, primaryKey: keyOf('none') });
    expect(row).toEqual({});
  });

  it('is replaced whole by another put, and gone after a delete', async () => {
    const { client } = await startTable();
    const put = (attributeColumns: unknown) =>
      client.putRow({ tableName, condition: IGNORE, primaryKey: keyOf('one'), attributeColumns });
    await put([{ a: '1' }, { b: '2' }]);
    await put([{ b: '3' }]);
    const { row } = await client.getRow({ tableName, primaryKey: keyOf('one') });
    expect(plain(row)).toEqual({ b: '3' });

    await client.deleteRow({ tableName, condition: EXPECT_EXIST, primaryKey: keyOf('one') });
    expect((await client.getRow({ tableName, primaryKey: keyOf('one') })).row).toEqual({});
  });

  it('keeps the columns that an update does not name', async () => {
    const { client } = await startTable();
    await client.putRow({
      tableName,
      condition: IGNORE,
      primaryKey: keyOf('one'),
      attributeColumns: [{ a: '1' }, { b: '2' }, { n: int(40) }],
    });
    const { row } = await client.updateRow({
      tableName,
      condition: EXPECT_EXIST,
      primaryKey: keyOf('one'),
      updateOfAttributeColumns: [{ PUT: [{ c: '3' }] }, { DELETE_ALL: ['b'] }, { INCREMENT: [{ n: int(2) }] }],
      returnContent: { returnType: official.ReturnType.AfterModify, returnColumns: ['n'] },
    });
    expect(plain(row)).toEqual({ n: 42n });
    const after = await client.getRow({ tableName, primaryKey: keyOf('one') });
    expect(plain(after.row)).toEqual({ a: '1', c: '3', n: 42n });
  });

  it('shows only the columns asked for, and nothing where it has none of them', async () => {
    const { client } = await startTable();
    await client.putRow({
      tableName,
      condition: IGNORE,
      primaryKey: keyOf('one'),
      attributeColumns: [{ a: '1' }, { b: '2' }],
    });
    const some = await client.getRow({ tableName, primaryKey: keyOf('one'), columnsToGet: ['b', 'z'] });
    expect(plain(some.row)).toEqual({ b: '2' });
    const none = await client.getRow({ tableName, primaryKey: keyOf('one'), columnsToGet: ['z'] });
    expect(none.row).toEqual({});
  });
});

describe('conditions', () => {
  const equal = (name: string, value: unknown, passIfMissing = false) =>
    new official.SingleColumnCondition(name, value, official.ComparatorType.EQUAL, passIfMissing);

  it('let one of two creators win', async () => {
    const { client } = await startTable();
    const create = (who: string) =>
      client.putRow({
        tableName,
        condition: EXPECT_NOT_EXIST,
        primaryKey: keyOf('one'),
        attributeColumns: [{ who }],
      });
    const both = await Promise.allSettled([create('me'), create('you')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const failure = both.find((one) => one.status === 'rejected')?.reason;
    expect(failure).toMatchObject({ code: 403, message: expect.stringContaining('OTSConditionCheckFail') });
  });

  it('compare and set by a version column', async () => {
    const { client } = await startTable();
    await client.putRow({
      tableName,
      condition: IGNORE,
      primaryKey: keyOf('one'),
      attributeColumns: [{ version: int(1) }],
    });
    const set = (from: number) =>
      client.putRow({
        tableName,
        condition: new official.Condition(official.RowExistenceExpectation.EXPECT_EXIST, equal('version', int(from))),
        primaryKey: keyOf('one'),
        attributeColumns: [{ version: int(from + 1) }],
      });
    await set(1);
    await expect(set(1)).rejects.toThrow('OTSConditionCheckFail');
    await set(2);
  });

  it('never match an integer against a double', async () => {
    const { client } = await startTable();
    const primaryKey = keyOf('one');
    await client.putRow({ tableName, condition: IGNORE, primaryKey, attributeColumns: [{ version: 1 }] });
    const condition = new official.Condition(official.RowExistenceExpectation.EXPECT_EXIST, equal('version', int(1)));
    await expect(client.deleteRow({ tableName, condition, primaryKey })).rejects.toThrow('OTSConditionCheckFail');
  });

  it.each([
    ['passes if the column may be missing', true, 'fulfilled'],
    ['fails if it must be there', false, 'rejected'],
  ])('on a column that is missing: %s', async (_what, passIfMissing, status) => {
    const { client } = await startTable();
    const primaryKey = keyOf('one');
    await client.putRow({ tableName, condition: IGNORE, primaryKey, attributeColumns: [{ a: '1' }] });
    const condition = new official.Condition(
      official.RowExistenceExpectation.EXPECT_EXIST,
      equal('lease', 'mine', passIfMissing),
    );
    const [outcome] = await Promise.allSettled([client.deleteRow({ tableName, condition, primaryKey })]);
    expect(outcome?.status).toBe(status);
  });

  it('may be joined', async () => {
    const { client } = await startTable();
    const primaryKey = keyOf('one');
    await client.putRow({ tableName, condition: IGNORE, primaryKey, attributeColumns: [{ a: int(5) }, { b: 'x' }] });
    const { AND, OR, NOT } = official.LogicalOperator;
    const join = (operator: number, ...parts: unknown[]) => {
      const joined = new official.CompositeCondition(operator);
      for (const part of parts) joined.addSubCondition(part);
      return joined;
    };
    const above = new official.SingleColumnCondition('a', int(4), official.ComparatorType.GREATER_THAN, false);
    const passing = join(AND, above, join(OR, equal('b', 'y'), equal('b', 'x')), join(NOT, equal('a', int(6))));
    const failing = join(AND, above, join(NOT, equal('b', 'x')));
    const touch = (filter: unknown) =>
      client.updateRow({
        tableName,
        condition: new official.Condition(official.RowExistenceExpectation.EXPECT_EXIST, filter),
        primaryKey,
        updateOfAttributeColumns: [{ PUT: [{ touched: true }] }],
      });
    await expect(touch(failing)).rejects.toThrow('OTSConditionCheckFail');
    await touch(passing);
  });
});

describe('a range', () => {
  const put = async (client: Awaited<ReturnType<typeof startTable>>['client'], names: readonly string[]) => {
    for (const name of names) {
      await client.putRow({
        tableName,
        condition: IGNORE,
        primaryKey: keyOf(name),
        attributeColumns: [{ length: int(name.length) }],
      });
    }
  };
  const all = {
    tableName,
    direction: official.Direction.FORWARD,
    inclusiveStartPrimaryKey: [{ partition: 'p' }, { name: official.INF_MIN }],
    exclusiveEndPrimaryKey: [{ partition: 'p' }, { name: official.INF_MAX }],
  };

  it('is in the order of the bytes of its keys, both ways, and page by page', async () => {
    const { client } = await startTable();
    await put(client, ['b', 'a', '🚀', 'aa', '￮']);
    await client.putRow({ tableName, condition: IGNORE, primaryKey: keyOf('x', 'q'), attributeColumns: [{ a: '1' }] });
    const forward = await client.getRange(all);
    const names = forward.rows.map((row) => plainKey(row)[1]);
    expect(names).toEqual(['a', 'aa', 'b', '￮', '🚀']);
    expect(forward.nextStartPrimaryKey).toBeNull();

    const backward = await client.getRange({
      ...all,
      direction: official.Direction.BACKWARD,
      inclusiveStartPrimaryKey: all.exclusiveEndPrimaryKey,
      exclusiveEndPrimaryKey: all.inclusiveStartPrimaryKey,
    });
    expect(backward.rows.map((row) => plainKey(row)[1])).toEqual([...names].reverse());

    const first = await client.getRange({ ...all, limit: 3 });
    expect(first.rows).toHaveLength(3);
    const next = (first.nextStartPrimaryKey ?? []).map(({ name, value }) => ({ [name]: value }));
    expect(next).toEqual(keyOf('￮'));
    const second = await client.getRange({ ...all, limit: 3, inclusiveStartPrimaryKey: next });
    expect(second.rows.map((row) => plainKey(row)[1])).toEqual(['￮', '🚀']);
    expect(second.nextStartPrimaryKey).toBeNull();
  });

  it('leaves out what a filter refuses', async () => {
    const { client } = await startTable();
    await put(client, ['a', 'bb', 'ccc']);
    const columnFilter = new official.SingleColumnCondition(
      'length',
      int(2),
      official.ComparatorType.GREATER_EQUAL,
      false,
    );
    const { rows } = await client.getRange({ ...all, columnFilter });
    expect(rows.map((row) => plainKey(row)[1])).toEqual(['bb', 'ccc']);
  });

  it('ends a page at four megabytes', async () => {
    const { client } = await startTable();
    const body = 'x'.repeat(1_900_000);
    for (const name of ['a', 'b', 'c']) {
      await client.putRow({ tableName, condition: IGNORE, primaryKey: keyOf(name), attributeColumns: [{ body }] });
    }
    const { rows, nextStartPrimaryKey } = await client.getRange(all);
    expect(rows).toHaveLength(2);
    expect(nextStartPrimaryKey?.[1]?.value).toBe('c');
  });
});

describe('a batch', () => {
  it('reads rows in the order in which they were asked for, also those that are not there', async () => {
    const { client } = await startTable();
    for (const name of ['a', 'b']) {
      await client.putRow({
        tableName,
        condition: IGNORE,
        primaryKey: keyOf(name),
        attributeColumns: [{ name2: name }],
      });
    }
    const { tables } = await client.batchGetRow({
      tables: [{ tableName, primaryKey: [keyOf('b'), keyOf('none'), keyOf('a')] }],
    });
    expect(tables[0]?.map((row) => [row.isOk, row.primaryKey?.[1]?.value])).toEqual([
      [true, 'b'],
      [true, undefined],
      [true, 'a'],
    ]);
  });

  it('may be served in part', async () => {
    const { cloud, client } = await startTable();
    cloud.tablestore.rowsServedOfABatch = 1;
    const { tables } = await client.batchGetRow({ tables: [{ tableName, primaryKey: [keyOf('b'), keyOf('a')] }] });
    expect(tables[0]?.map(({ isOk, errorCode }) => [isOk, errorCode])).toEqual([
      [true, null],
      [false, 'OTSServerBusy'],
    ]);
  });

  it('writes each row by itself', async () => {
    const { client } = await startTable();
    const { tables } = await client.batchWriteRow({
      tables: [
        {
          tableName,
          rows: [
            { type: 'PUT', condition: IGNORE, primaryKey: keyOf('a'), attributeColumns: [{ n: int(1) }] },
            { type: 'DELETE', condition: EXPECT_EXIST, primaryKey: keyOf('none') },
            {
              type: 'UPDATE',
              condition: IGNORE,
              primaryKey: keyOf('b'),
              attributeColumns: [{ PUT: [{ n: int(2) }] }],
            },
          ],
        },
      ],
    });
    expect(tables.map(({ isOk, errorCode }) => [isOk, errorCode])).toEqual([
      [true, null],
      [false, 'OTSConditionCheckFail'],
      [true, null],
    ]);
    const { row } = await client.getRow({ tableName, primaryKey: keyOf('b') });
    expect(plain(row)).toEqual({ n: 2n });
  });
});

describe('a table', () => {
  it('is not ready at first, whoever asks, and then is', async () => {
    const { cloud, client } = await startTablestore({ delayScale: 1 });
    await client.createTable(tableOf(tableName));
    const get = () => client.getRow({ tableName, primaryKey: keyOf('a') });
    await expect(get()).rejects.toThrow('OTSTableNotReady');
    expect((await client.describeTable({ tableName })).tableStatus).toBe(3);
    await expect(get()).resolves.toMatchObject({ row: {} });
    expect((await client.describeTable({ tableName })).tableStatus).toBe(1);
    expect(cloud.calls.of('CreateTable')).toMatchObject([
      { product: 'ots', status: 200, parameters: { instance: 'torii', tables: [tableName] } },
    ]);
  });

  it('is listed, described, changed and deleted', async () => {
    const { client } = await startTablestore();
    const primaryKey = [
      { name: 'gateway', type: 'STRING' },
      { name: 'seq', type: 'INTEGER', option: 'AUTO_INCREMENT' },
    ];
    await client.createTable(tableOf('journal', { primaryKey, timeToLive: 7_776_000 }));
    expect((await client.listTable({})).tableNames).toEqual(['journal']);
    const described = await client.describeTable({ tableName: 'journal' });
    expect(described.tableMeta.primaryKey).toMatchObject([
      { name: 'gateway', type: 2 },
      { name: 'seq', type: 1, option: 1 },
    ]);
    expect(described.tableOptions).toMatchObject({ timeToLive: 7_776_000, maxVersions: 1 });
    const { tableOptions } = await client.updateTable({ tableName: 'journal', tableOptions: { maxVersions: 3 } });
    expect(tableOptions).toMatchObject({ timeToLive: 7_776_000, maxVersions: 3 });
    await expect(client.createTable(tableOf('journal'))).rejects.toThrow('OTSObjectAlreadyExist');
    await client.deleteTable({ tableName: 'journal' });
    await expect(client.describeTable({ tableName: 'journal' })).rejects.toThrow('OTSObjectNotExist');
  });

  it('numbers its rows where the key says so, upwards', async () => {
    const { client } = await startTable({
      primaryKey: [
        { name: 'gateway', type: 'STRING' },
        { name: 'seq', type: 'INTEGER', option: 'AUTO_INCREMENT' },
      ],
    });
    const append = async (text: string) => {
      const { row } = await client.putRow({
        tableName,
        condition: IGNORE,
        primaryKey: [{ gateway: 'g' }, { seq: official.PK_AUTO_INCR }],
        attributeColumns: [{ text }],
        returnContent: { returnType: official.ReturnType.Primarykey },
      });
      return plainKey(row)[1] as bigint;
    };
    const numbers = [await append('one'), await append('two'), await append('three')];
    expect([...numbers].sort((a, b) => (a < b ? -1 : 1))).toEqual(numbers);
    expect(new Set(numbers).size).toBe(3);
    const { rows } = await client.getRange({
      tableName,
      direction: official.Direction.FORWARD,
      inclusiveStartPrimaryKey: [{ gateway: 'g' }, { seq: official.INF_MIN }],
      exclusiveEndPrimaryKey: [{ gateway: 'g' }, { seq: official.INF_MAX }],
    });
    expect(rows.map(plain)).toEqual([{ text: 'one' }, { text: 'two' }, { text: 'three' }]);
  });

  it('forgets rows when their time to live is over, by the clock of the cloud', async () => {
    const { cloud, client } = await startTable({ timeToLive: 86_400 });
    const primaryKey = keyOf('a');
    await client.putRow({ tableName, condition: IGNORE, primaryKey, attributeColumns: [{ a: '1' }] });
    await cloud.clock.advanceBy(86_400_000);
    expect(plain((await client.getRow({ tableName, primaryKey })).row)).toEqual({ a: '1' });
    await cloud.clock.advanceBy(1);
    expect((await client.getRow({ tableName, primaryKey })).row).toEqual({});
    await client.putRow({ tableName, condition: EXPECT_NOT_EXIST, primaryKey, attributeColumns: [{ a: '2' }] });
  });

  it('keeps as many versions as it was told', async () => {
    const { cloud, client } = await startTable({ maxVersions: 2 });
    const primaryKey = keyOf('a');
    for (const a of ['1', '2', '3']) {
      const updateOfAttributeColumns = [{ PUT: [{ a }] }];
      await client.updateRow({ tableName, condition: IGNORE, primaryKey, updateOfAttributeColumns });
      await cloud.clock.advanceBy(1000);
    }
    const { row } = await client.getRow({ tableName, primaryKey, maxVersions: 5 });
    expect(row.attributes?.map(({ columnValue }) => columnValue)).toEqual(['3', '2']);
  });

  it('belongs to one account', async () => {
    const { cloud, client } = await startTable();
    const other = cloud.addAccount('6543210987654321');
    const stranger = clientOf(cloud, { accessKeyId: other.accessKeyId, secretAccessKey: other.accessKeySecret });
    await expect(stranger.listTable({})).rejects.toThrow('The user has no privilege to access the instance.');
    await expect(clientOf(cloud, { instancename: 'nobodys' }).listTable({})).rejects.toThrow(
      'The instance is not found.',
    );
    expect((await client.listTable({})).tableNames).toEqual([tableName]);
  });
});
