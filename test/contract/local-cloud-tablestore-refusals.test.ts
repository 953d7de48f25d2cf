import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/start.ts';
import {
  clientOf,
  EXPECT_EXIST,
  EXPECT_NOT_EXIST,
  IGNORE,
  int,
  keyOf,
  type OfficialClient,
  official,
  plain,
  startTable,
  startTablestore,
  tableOf,
} from './tablestore-official.ts';

const tableName = 'documents';

interface Twist {
  readonly method?: string;
  readonly path?: string;
  readonly body?: Buffer;
  /** Undefined leaves a header out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** After the signature was made. */
  readonly forged?: Readonly<Record<string, string | undefined>>;
  readonly secret?: string;
}

/** ListTable by hand, or something like it. */
async function ask(cloud: LocalCloud, twist: Twist = {}) {
  const {
    method = 'POST',
    path = '/ListTable',
    body = Buffer.alloc(0),
    secret = cloud.account.accessKeySecret,
  } = twist;
  const signed = present({
    'x-ots-apiversion': '2015-12-31',
    'x-ots-accesskeyid': cloud.account.accessKeyId,
    'x-ots-contentmd5': md5(body),
    'x-ots-date': new Date().toISOString(),
    'x-ots-instancename': 'torii',
    ...twist.headers,
  });
  const text = `${path}\n${method}\n\n${lines(signed)}\n`;
  const headers = present({ ...signed, 'x-ots-signature': hmac(secret, text), ...twist.forged });
  const response = await fetch(cloud.endpoint + path, { method, headers, ...(method === 'POST' && { body }) });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('latin1') };
}

const md5 = (body: Buffer) => createHash('md5').update(body).digest('base64');
const hmac = (secret: string, text: string) => createHmac('sha1', secret).update(text).digest('base64');
const present = (headers: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));
const lines = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}:${value}`)
    .sort()
    .join('\n');

describe('who asks', () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

  it.each<[string, Twist, number, string]>([
    ['without a date', { headers: { 'x-ots-date': undefined } }, 400, 'OTSMissingHeader'],
    ['without a signature', { forged: { 'x-ots-signature': undefined } }, 400, 'OTSMissingHeader'],
    ['with a date that is none', { headers: { 'x-ots-date': 'today' } }, 400, 'Invalid date format: today.'],
    ['16 minutes late', { headers: { 'x-ots-date': ago(16) } }, 403, 'Mismatch between system time and x-ots-date'],
    ['16 minutes early', { headers: { 'x-ots-date': ago(-16) } }, 403, 'Mismatch between system time and x-ots-date'],
    ['with an unknown key', { headers: { 'x-ots-accesskeyid': 'LTAI' } }, 403, 'The AccessKeyID does not exist.'],
    ['with another secret', { secret: 'guess' }, 403, 'Signature mismatch.'],
    ['with a header changed afterwards', { forged: { 'x-ots-instancename': 'other' } }, 403, 'Signature mismatch.'],
    ['with a header added afterwards', { forged: { 'x-ots-more': '1' } }, 403, 'Signature mismatch.'],
    ['with the digest of another body', { headers: { 'x-ots-contentmd5': md5(Buffer.of(1)) } }, 403, 'MD5'],
    ['with a token that is not theirs', { headers: { 'x-ots-ststoken': 'x' } }, 403, 'OTSAuthFailed'],
    ['by GET', { method: 'GET' }, 405, 'OTSMethodNotAllowed'],
    ['for what nobody offers', { path: '/HelloWorld' }, 400, "Unsupported operation: 'HelloWorld'."],
    ['with a damaged message', { path: '/DeleteTable', body: Buffer.of(10, 200) }, 400, 'OTSParameterInvalid'],
    ['with an empty message', { path: '/DeleteTable' }, 400, 'OTSParameterInvalid'],
    ['with more than four megabytes', { body: Buffer.alloc(4 * 1024 * 1024 + 1) }, 413, 'OTSRequestBodyTooLarge'],
  ])('%s is refused', async (_how, twist, status, text) => {
    const { cloud } = await startTablestore();
    const answer = await ask(cloud, twist);
    expect(answer).toMatchObject({ status, text: expect.stringContaining(text) });
    expect(cloud.calls.all()).toMatchObject([{ product: 'ots', status }]);
  });

  it('has an answer that is signed with the same secret, as official clients check', async () => {
    const { cloud } = await startTable();
    const { headers, bytes, status } = await ask(cloud);
    expect(status).toBe(200);
    expect(headers.get('x-ots-contentmd5')).toBe(md5(bytes));
    expect(Math.abs(Date.parse(headers.get('x-ots-date') ?? '') - Date.now())).toBeLessThan(60_000);
    const named = [...headers].filter(([name]) => name.startsWith('x-ots-'));
    expect(named.map(([name]) => name)).toContain('x-ots-requestid');
    const signature = hmac(cloud.account.accessKeySecret, `${lines(Object.fromEntries(named))}\n/ListTable`);
    expect(headers.get('authorization')).toBe(`OTS ${cloud.account.accessKeyId}:${signature}`);
  });

  it('may use temporary credentials with their token, until they expire', async () => {
    const { cloud } = await startTable();
    const { accessKeyId, accessKeySecret, securityToken } = cloud.accounts.issueTemporary(
      cloud.account.id,
      Date.now() + 60_000,
    );
    const keys = { accessKeyId, secretAccessKey: accessKeySecret };
    const { tableNames } = await clientOf(cloud, { ...keys, stsToken: securityToken }).listTable({});
    expect(tableNames).toEqual([tableName]);
    await expect(clientOf(cloud, keys).listTable({})).rejects.toThrow('OTSAuthFailed');
    await expect(clientOf(cloud, { ...keys, stsToken: 'guess' }).listTable({})).rejects.toThrow('OTSAuthFailed');

    const old = cloud.accounts.issueTemporary(cloud.account.id, Date.now());
    const late = { accessKeyId: old.accessKeyId, secretAccessKey: old.accessKeySecret, stsToken: old.securityToken };
    await expect(clientOf(cloud, late).listTable({})).rejects.toThrow('The StsToken is expired.');
  });

  it('is asked for a permission by operation and table', async () => {
    const asked: string[] = [];
    const { cloud, client } = await startTable({
      cloud: {
        permissions: {
          refuses: (_caller, action, resource) => {
            asked.push(`${action} ${resource}`);
            return action === 'ots:DeleteTable' ? { action, resource, kind: 'ImplicitDeny' } : undefined;
          },
        },
      },
    });
    await expect(client.deleteTable({ tableName })).rejects.toMatchObject({
      code: 403,
      message: expect.stringContaining('OTSNoPermissionAccess'),
    });
    const arn = `acs:ots:cn-hangzhou:${cloud.account.id}:instance/torii/table/documents`;
    expect(asked).toEqual([`ots:CreateTable ${arn}`, `ots:DeleteTable ${arn}`]);
    expect((await client.listTable({})).tableNames).toEqual([tableName]);
  });
});

describe('a request that makes no sense is refused', () => {
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
      'a local transaction',
      (c) => c.startLocalTransaction({ tableName, primaryKey: [{ partition: 'p' }] }),
      'OTSUnsupportOperation',
    ],
  ])('%s', async (_what, run, text) => {
    const { cloud, client } = await startTable();
    await expect(run(client)).rejects.toThrow(text);
    expect(cloud.calls.all().some(({ failure }) => failure !== undefined)).toBe(false);
  });

  it('a row with a damaged checksum', async () => {
    const { cloud, client } = await startTable();
    await client.putRow(put({}));
    const { bytes } = await ask(cloud, { path: '/GetRow', body: getRowMessage(-1) });
    expect(bytes.toString('latin1')).toContain('checksum is mismatch');
    expect((await ask(cloud, { path: '/GetRow', body: getRowMessage(0) })).status).toBe(200);
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

/** GetRow of `documents` by (p, a), written by hand. @param error what is added to the row's checksum */
function getRowMessage(error: number): Buffer {
  const text = (value: string) => [3, value.length, 0, 0, 0, ...Buffer.from(value)];
  const cell = (name: string, value: string) => {
    const variant = text(value);
    const covered = [...Buffer.from(name), ...variant];
    const checksum = crc(covered);
    const bytes = [
      3,
      4,
      name.length,
      0,
      0,
      0,
      ...Buffer.from(name),
      5,
      variant.length,
      0,
      0,
      0,
      ...variant,
      10,
      checksum,
    ];
    return { bytes, checksum };
  };
  const cells = [cell('partition', 'p'), cell('name', 'a')];
  const sum = crc([...cells.map(({ checksum }) => checksum), 0]);
  const row = [0x75, 0, 0, 0, 1, ...cells.flatMap(({ bytes }) => bytes), 9, (sum + error) & 255];
  const name = Buffer.from(tableName);
  return Buffer.from([0x0a, name.length, ...name, 0x12, row.length, ...row, 0x28, 1]);
}

/** CRC-8 by its definition: polynomial 0x07, bit by bit. */
function crc(bytes: readonly number[]): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = ((sum << 1) ^ (sum & 0x80 ? 0x07 : 0)) & 0xff;
  }
  return sum;
}

describe('a bad day of Tablestore', () => {
  const row = { tableName, condition: IGNORE, primaryKey: keyOf('a'), attributeColumns: [{ secret: 'hush' }] };

  it.each<[string, Parameters<LocalCloud['faults']['add']>[0], number, string]>([
    ['is too busy', { product: 'ots', kind: 'throttling' }, 503, 'OTSServerBusy'],
    ['is not there', { product: 'ots', kind: 'server-error' }, 503, 'OTSServerUnavailable'],
    ['breaks', { product: 'ots', kind: 'server-error', status: 500 }, 500, 'OTSInternalServerError'],
    ['is in conflict', { product: 'ots', kind: 'server-error', code: 'OTSRowOperationConflict' }, 409, 'RowOperation'],
    ['has no capacity', { product: 'ots', kind: 'throttling', code: 'OTSNotEnoughCapacityUnit' }, 403, 'NotEnough'],
  ])('it %s, and nothing is written', async (_how, fault, status, text) => {
    const { cloud, client } = await startTable();
    cloud.faults.add({ ...fault, action: 'PutRow', times: 1 });
    await expect(client.putRow(row)).rejects.toMatchObject({ code: status, message: expect.stringContaining(text) });
    expect((await client.getRow({ tableName, primaryKey: keyOf('a') })).row).toEqual({});
    await client.putRow(row);
  });

  it.each([
    ['drop-before', {}],
    ['drop-after', { secret: 'hush' }],
  ] as const)('%s: the connection breaks, and the row is as it says', async (kind, expected) => {
    const { cloud, client } = await startTable();
    cloud.faults.add({ product: 'ots', action: 'PutRow', kind, times: 1 });
    await expect(client.putRow(row)).rejects.toMatchObject({ code: 'NetworkingError' });
    expect(plain((await client.getRow({ tableName, primaryKey: keyOf('a') })).row)).toEqual(expected);
  });

  it('answers with what stood there a while ago, and with fields that nobody knows', async () => {
    const { cloud, client } = await startTable();
    const get = async () => plain((await client.getRow({ tableName, primaryKey: keyOf('a') })).row);
    cloud.faults.add({ product: 'ots', kind: 'extra-fields' });
    const stale = cloud.faults.add({ product: 'ots', action: 'GetRow', kind: 'stale-read', seconds: 20, from: 0 });
    await client.putRow(row);
    expect(await get()).toEqual({ secret: 'hush' });
    await client.putRow({ ...row, attributeColumns: [{ secret: 'whisper' }] });
    expect(await get()).toEqual({ secret: 'hush' });
    stale.remove();
    expect(await get()).toEqual({ secret: 'whisper' });
  });

  it('keeps no value of a column in the journal', async () => {
    const { cloud, client } = await startTable();
    await client.putRow(row);
    await client.getRow({ tableName, primaryKey: keyOf('a') });
    expect(JSON.stringify(cloud.calls.all())).not.toContain('hush');
    expect(cloud.calls.of('PutRow')).toMatchObject([
      { caller: cloud.account.accessKeyId, parameters: { instance: 'torii', tables: [tableName], rows: 1 } },
    ]);
  });
});
