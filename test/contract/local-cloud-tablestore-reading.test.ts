import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXPECT_EXIST, IGNORE, keyOf, official, plain, plainKey, startTable } from './tablestore-official.ts';

const tableName = 'documents';
const START = Date.parse('2026-03-02T08:00:00Z');

describe('versions of a column', () => {
  const primaryKey = keyOf('a');
  const startVersions = async () => {
    const started = await startTable({ maxVersions: 5 });
    const { client } = started;
    const PUT = [1, 2, 3].map((second) => ({ state: `at ${second}`, timestamp: START + second * 1000 }));
    await client.updateRow({ tableName, condition: IGNORE, primaryKey, updateOfAttributeColumns: [{ PUT }] });
    const read = async (more: Record<string, unknown>) => {
      const { row } = await client.getRow({ tableName, primaryKey, maxVersions: 5, ...more });
      return (row.attributes ?? []).map(({ columnValue }) => columnValue);
    };
    return { ...started, read };
  };

  it('are read the newest first, within a time, or so many', async () => {
    const { read } = await startVersions();
    expect(await read({})).toEqual(['at 3', 'at 2', 'at 1']);
    expect(await read({ maxVersions: 1 })).toEqual(['at 3']);
    expect(await read({ timeRange: { startTime: START + 1000, endTime: START + 3000 } })).toEqual(['at 2', 'at 1']);
  });

  it('are deleted one by one', async () => {
    const { client, read } = await startVersions();
    await client.updateRow({
      tableName,
      condition: EXPECT_EXIST,
      primaryKey,
      updateOfAttributeColumns: [{ DELETE: [{ state: START + 2000 }] }],
    });
    expect(await read({})).toEqual(['at 3', 'at 1']);
  });

  it('count in a condition: the latest, or any of them', async () => {
    const { client } = await startVersions();
    const touch = (latestOnly: boolean) =>
      client.updateRow({
        tableName,
        condition: new official.Condition(
          official.RowExistenceExpectation.EXPECT_EXIST,
          new official.SingleColumnCondition('state', 'at 1', official.ComparatorType.EQUAL, false, latestOnly),
        ),
        primaryKey,
        updateOfAttributeColumns: [{ PUT: [{ touched: true }] }],
      });
    await expect(touch(true)).rejects.toThrow('OTSConditionCheckFail');
    await touch(false);
  });
});

describe('columns of a row', () => {
  it('are read from one name to another, or page by page', async () => {
    const { client } = await startTable();
    const primaryKey = keyOf('a');
    const attributeColumns = ['d', 'b', 'a', 'c'].map((name) => ({ [name]: name }));
    await client.putRow({ tableName, condition: IGNORE, primaryKey, attributeColumns });
    const read = async (more: Record<string, unknown>) =>
      Object.keys(plain((await client.getRow({ tableName, primaryKey, ...more })).row));
    expect(await read({})).toEqual(['a', 'b', 'c', 'd']);
    expect(await read({ startColumn: 'b', endColumn: 'd' })).toEqual(['b', 'c']);
    expect(await read({ columnFilter: new official.ColumnPaginationFilter(2, 1) })).toEqual(['b', 'c']);
  });

  it('that a filter looks at have to be read, else they are missing', async () => {
    const { client } = await startTable();
    const primaryKey = keyOf('a');
    await client.putRow({ tableName, condition: IGNORE, primaryKey, attributeColumns: [{ a: '1' }, { b: '2' }] });
    const columnFilter = new official.SingleColumnCondition('b', '2', official.ComparatorType.EQUAL, false);
    const read = async (columnsToGet: readonly string[]) =>
      plain((await client.getRow({ tableName, primaryKey, columnsToGet, columnFilter })).row);
    expect(await read(['a'])).toEqual({});
    expect(await read(['a', 'b'])).toEqual({ a: '1', b: '2' });
  });

  it('may all be gone, and the row is still there', async () => {
    const { client } = await startTable();
    const primaryKey = keyOf('a');
    const strip = () =>
      client.updateRow({
        ...{ tableName, condition: IGNORE, primaryKey },
        updateOfAttributeColumns: [{ DELETE_ALL: ['a'] }],
      });
    await strip();
    await expect(client.deleteRow({ tableName, condition: EXPECT_EXIST, primaryKey })).rejects.toThrow('OTSCondition');
    await client.putRow({ tableName, condition: IGNORE, primaryKey, attributeColumns: [{ a: '1' }] });
    await strip();
    const { row } = await client.getRow({ tableName, primaryKey });
    expect([plainKey(row), plain(row)]).toEqual([['p', 'a'], {}]);
  });
});

it('pages of any size, joined, are the range: each row once, in the order of bytes, whichever way', async () => {
  const { client } = await startTable();
  let partitions = 0;
  const name = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', 'ä', '\uffee', '🚀', '/') });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(name, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      async (names, limit, isForward) => {
        partitions += 1;
        const partition = `p${partitions}`;
        const rows = names.map((each) => ({
          ...{ type: 'PUT', condition: IGNORE, attributeColumns: [] },
          primaryKey: keyOf(each, partition),
        }));
        await client.batchWriteRow({ tables: [{ tableName, rows }] });
        const bounds = [official.INF_MIN, official.INF_MAX].map((bound) => [{ partition }, { name: bound }]);
        const [start, end] = isForward ? bounds : [...bounds].reverse();
        const direction = isForward ? official.Direction.FORWARD : official.Direction.BACKWARD;
        const read: unknown[] = [];
        let from: unknown = start;
        while (from) {
          const page = await client.getRange({
            ...{ tableName, direction, limit },
            inclusiveStartPrimaryKey: from,
            exclusiveEndPrimaryKey: end,
          });
          expect(page.rows.length).toBeGreaterThan(0);
          expect(page.rows.length).toBeLessThanOrEqual(limit);
          read.push(...page.rows.map((row) => plainKey(row)[1]));
          from = page.nextStartPrimaryKey?.map(({ name: column, value }) => ({ [column]: value }));
        }
        const inOrder = [...names].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
        expect(read).toEqual(isForward ? inOrder : inOrder.reverse());
      },
    ),
    { numRuns: 12 },
  );
});
