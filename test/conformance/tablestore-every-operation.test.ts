import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { CREATE_TABLE, UPDATE_TABLE } from '../../local/cloud/tablestore/messages.ts';
import { OPERATIONS } from '../../local/cloud/tablestore/operations.ts';
import { encode, type MessageOf, type Schema } from '../../local/cloud/tablestore/protobuf.ts';
import {
  clientOf,
  EXPECT_EXIST,
  IGNORE,
  keyOf,
  type OfficialClient,
  official,
  tableOf,
} from '../contract/tablestore-official.ts';
import { ask, md5, type Twist } from '../contract/tablestore-wire.ts';

const tableName = 'documents';
let cloud: LocalCloud;
let client: OfficialClient;
let isForbidden = false;

beforeAll(async () => {
  cloud = await startLocalCloud({
    delayScale: 0,
    permissions: {
      refuses: (_caller, action, resource) => (isForbidden ? { action, resource, kind: 'ImplicitDeny' } : undefined),
    },
  });
  const instance = cloud.tablestore.addInstance(cloud.account.id, 'cn-hangzhou', 'torii');
  client = clientOf(cloud);
  await client.createTable(tableOf(tableName));
  cloud.tablestore.enableTransactions(instance, tableName);
  cloud.progress.mode('tablestore', { reads: 10_000 });
  await client.createTable(tableOf('loading'));
  cloud.tablestore.enableTransactions(instance, 'loading');
});
afterAll(() => cloud.close());

type Message = Readonly<Record<string, unknown>>;

/** As little as a message of that schema may have. */
function least(schema: Schema): Message {
  const needed = Object.entries(schema).map(([name, { rule, kind }]) => {
    const value = typeof kind === 'string' ? SOME[kind] : least(kind);
    if (rule === 'optional') return [name, undefined];
    return [name, rule === 'repeated' ? (typeof kind === 'string' ? [] : [value]) : value];
  });
  return Object.fromEntries(needed);
}

const SOME = {
  ...{ string: tableName, bytes: Buffer.alloc(0), rows: Buffer.alloc(0), keys: Buffer.alloc(0) },
  ...{ int32: 1, int64: 1n, bool: true, enum: 1 },
};

/** Each message that lacks one required field, at whatever depth. */
function lacking(schema: Schema, message: Message, path = ''): readonly { what: string; message: Message }[] {
  return Object.entries(schema).flatMap(([name, { rule, kind }]) => {
    const whole = message[name];
    const without = rule === 'required' ? [{ what: path + name, message: { ...message, [name]: undefined } }] : [];
    if (typeof kind === 'string' || whole === undefined) return without;
    const inner = (Array.isArray(whole) ? whole[0] : whole) as Message;
    return [
      ...without,
      ...lacking(kind, inner, `${path}${name}.`).map(({ what, message: spoilt }) => ({
        what,
        message: { ...message, [name]: Array.isArray(whole) ? [spoilt] : spoilt },
      })),
    ];
  });
}

const bytes = (schema: Schema, message: Message) => encode(schema, message as MessageOf<Schema>);

describe.each(OPERATIONS)('$name', ({ name, request }) => {
  const body = bytes(request, least(request));

  test.each<[string, Twist, number, string]>([
    ['without a signature', { forged: { 'x-ots-signature': undefined } }, 400, 'OTSMissingHeader'],
    ['with another secret', { secret: 'guess' }, 403, 'OTSAuthFailed'],
    ['with the digest of another body', { headers: { 'x-ots-contentmd5': md5(Buffer.of(1)) } }, 403, 'OTSAuthFailed'],
    ['by GET', { method: 'GET' }, 405, 'OTSMethodNotAllowed'],
    ['with more than four megabytes', { body: Buffer.alloc(4 * 1024 * 1024 + 1) }, 413, 'OTSRequestBodyTooLarge'],
    ['with a message that ends too early', { body: Buffer.of(10, 200) }, 400, 'OTSParameterInvalid'],
  ])('is refused %s', async (_how, twist, status, code) => {
    const answer = await ask(cloud, { path: `/${name}`, body, ...twist });
    expect(answer).toMatchObject({ status, text: expect.stringContaining(code) });
  });

  test('is refused to whoever has no permission for it', async () => {
    isForbidden = true;
    const answer = await ask(cloud, { path: `/${name}`, body });
    isForbidden = false;
    expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('OTSNoPermissionAccess') });
  });

  test('is refused without any of its required fields', async () => {
    const accepted: string[] = [];
    for (const { what, message } of lacking(request, least(request))) {
      const { status, text } = await ask(cloud, { path: `/${name}`, body: bytes(request, message) });
      if (status !== 400 || !text.includes('Parse PBMessage from RawString failed.')) accepted.push(what);
    }
    expect(accepted).toEqual([]);
  });
});

describe('where there is no such table, or it is not ready', () => {
  test.each<[string, (table: string) => Message]>([
    ['UpdateTable', (table) => ({ tableName: table })],
    ['StartLocalTransaction', (table) => ({ tableName: table, key: Buffer.alloc(0) })],
    ['ComputeSplitPointsBySize', (table) => ({ tableName: table, splitSize: 1n })],
  ])('%s is refused', async (name, messageFor) => {
    const request = OPERATIONS.find((operation) => operation.name === name)?.request ?? {};
    const refusalOf = async (table: string) => {
      const { status, text } = await ask(cloud, { path: `/${name}`, body: bytes(request, messageFor(table)) });
      return `${status} ${text}`;
    };
    expect(await refusalOf('nowhere')).toMatch(/404 .*OTSObjectNotExist/s);
    expect(await refusalOf('loading')).toMatch(/404 .*OTSTableNotReady/s);
  });

  test.each(['describeTable', 'deleteTable'] as const)('%s knows only whether there is one', async (name) => {
    await expect(client[name]({ tableName: 'nowhere' })).rejects.toThrow(/OTSObjectNotExist/);
  });
});

test('a stream and a secondary index are said not to be played', async () => {
  const create = least(CREATE_TABLE);
  const stream = { streamSpec: { enableStream: true } };
  for (const [path, body] of [
    ['/CreateTable', bytes(CREATE_TABLE, { ...create, ...stream })],
    ['/UpdateTable', bytes(UPDATE_TABLE, { tableName, ...stream })],
  ] as const) {
    expect(await ask(cloud, { path, body })).toMatchObject({ status: 400, text: expect.stringMatching(/'\w[\w ]*'/) });
  }
});

interface Asked {
  readonly tableName: string;
  readonly primaryKey: readonly unknown[];
  readonly condition: unknown;
  readonly transactionId?: string;
}

const change = ({ tableName: table, transactionId, ...row }: Asked, more: Message) => ({
  ...{ transactionId, tables: [{ tableName: table, rows: [{ ...row, ...more }] }] },
});
const columns = { attributeColumns: [{ a: '1' }] };
const updates = { updateOfAttributeColumns: [{ PUT: [{ a: '1' }] }] };

const READS: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  GetRow: ({ condition: _, ...asked }) => client.getRow({ ...asked, maxVersions: 1 }),
  GetRange: ({ condition: _, primaryKey, ...asked }) =>
    client.getRange({
      ...{ ...asked, direction: official.Direction.FORWARD, maxVersions: 1 },
      inclusiveStartPrimaryKey: primaryKey,
      exclusiveEndPrimaryKey: primaryKey.map((cell, index) => (index === 1 ? { name: official.INF_MAX } : cell)),
    }),
};
const WRITES: Readonly<Record<string, (asked: Asked) => Promise<unknown>>> = {
  PutRow: (asked) => client.putRow({ ...asked, ...columns }),
  UpdateRow: (asked) => client.updateRow({ ...asked, ...updates }),
  DeleteRow: (asked) => client.deleteRow({ ...asked }),
  BatchWriteRow: (asked) => client.batchWriteRow(change(asked, { type: 'PUT', ...columns })),
};
const batchGetRow = ({ tableName: table, primaryKey }: Asked) =>
  client.batchGetRow({ tables: [{ tableName: table, primaryKey: [primaryKey], maxVersions: 1 }] });

/** The code of a refusal, whether it is of the whole or of the one row of a batch. */
async function refusalOf(asking: Promise<unknown>): Promise<string | undefined> {
  // Answers of the client have a `toJSON` that leaves out what it added itself.
  const words = await asking.then((answer) => JSON.stringify(Object.values(Object(answer))), String);
  return /OTS\w+/.exec(words)?.[0];
}

const sound: Asked = { tableName, primaryKey: keyOf('nobody'), condition: IGNORE };

describe.each(Object.entries({ ...READS, ...WRITES, BatchGetRow: batchGetRow }))('a row of %s', (name, run) => {
  test.each<[string, Partial<Asked>, string]>([
    ['in a table that is not there', { tableName: 'nowhere' }, 'OTSObjectNotExist'],
    ['in a table that is not ready', { tableName: 'loading' }, 'OTSTableNotReady'],
    ['with half a key', { primaryKey: [{ partition: 'p' }] }, 'OTSInvalidPK'],
  ])('%s is refused', async (_where, asked, code) => {
    expect(await refusalOf(run({ ...sound, ...asked }))).toBe(code);
  });

  test.runIf(name !== 'BatchGetRow')('in a transaction that is over, or of another partition, is refused', async () => {
    expect(await refusalOf(run({ ...sound, transactionId: 'over' }))).toBe('OTSSessionNotExist');
    const own = [{ partition: name }];
    const { transactionId } = await client.startLocalTransaction({ tableName, primaryKey: own });
    expect(await refusalOf(run({ ...sound, transactionId }))).toBe('OTSDataOutOfRange');
    await client.abortTransaction({ transactionId });
  });
});

describe.each(Object.entries(WRITES))('%s', (_name, run) => {
  test('is refused where its condition does not hold', async () => {
    expect(await refusalOf(run({ ...sound, condition: EXPECT_EXIST }))).toBe('OTSConditionCheckFail');
  });

  test('is refused while a transaction has the partition', async () => {
    const { transactionId } = await client.startLocalTransaction({ tableName, primaryKey: [{ partition: 'p' }] });
    expect(await refusalOf(run(sound))).toBe('OTSRowOperationConflict');
    await client.abortTransaction({ transactionId });
  });
});

test('rows of a batch beyond what is served are refused each by itself', async () => {
  cloud.tablestore.rowsServedOfABatch = 0;
  expect(await refusalOf(batchGetRow(sound))).toBe('OTSServerBusy');
  expect(await refusalOf(WRITES.BatchWriteRow?.(sound) ?? Promise.resolve())).toBe('OTSServerBusy');
  cloud.tablestore.rowsServedOfABatch = Number.POSITIVE_INFINITY;
});

test('a write shows what was asked back: the key, or columns after an update', async () => {
  const back = (returnType: number, names: readonly string[] = []) => ({
    returnContent: { returnType, returnColumns: names },
  });
  const { Primarykey, AfterModify } = official.ReturnType;
  const key = [{ value: 'p' }, { value: 'back' }];
  const asked = { ...sound, primaryKey: keyOf('back') };
  const written = await client.batchWriteRow(
    change(asked, { type: 'UPDATE', attributeColumns: [{ PUT: [{ a: '1' }] }], ...back(AfterModify, ['a']) }),
  );
  expect(written.tables[0]).toMatchObject({ isOk: true, primaryKey: key });
  const deleted = await client.deleteRow({ ...asked, ...back(Primarykey) });
  expect(deleted.row.primaryKey).toMatchObject(key);
});

test('a table shows the columns that were defined with it', async () => {
  const table = tableOf('defined') as { tableMeta: Message };
  const definedColumn = [{ name: 'a', type: official.DefinedColumnType.DCT_STRING }];
  await client.createTable({ ...table, tableMeta: { ...table.tableMeta, definedColumn } });
  const shown = await client.describeTable({ tableName: 'defined' });
  expect(shown.tableMeta).toMatchObject({ definedColumn });
});
