import { describe, expect, it } from 'vitest';
import type { DocumentKey, JournalEntry } from '../../shared/state/store.ts';
import { tablestoreEndpoint } from '../../shared/state/tablestore/client.ts';
import { encodeRow } from '../../shared/state/tablestore/plain-buffer.ts';
import { incompressible } from './incompressible.ts';
import {
  type Arrived,
  answered,
  batch,
  done,
  type Ending,
  found,
  lost,
  range,
  refused,
  scriptedTablestore,
  silent,
} from './scripted-tablestore.ts';

const CHAT: DocumentKey = { account: '1234567890123456', region: 'cn-beijing', kind: 'declaration', name: 'chat-prod' };
const BODY = { body: { generation: 3 }, dueAt: 5 };
const KEY = [
  ['partition', '1234567890123456/declaration'],
  ['name', 'cn-beijing/chat-prod'],
] as const;
const conditionFails = refused(403, 'OTSConditionCheckFail', 'Condition check failed.');
const busy = refused(503, 'OTSServerBusy', 'Server is busy.');

describe('a write whose answer was lost', () => {
  it('is a success where it happened, not a conflict with itself', async () => {
    const { store, arrived, operations } = scriptedTablestore(lost, conditionFails, (request, signal) =>
      found(encodeRow(KEY, { write_id: arrived[0]?.writeId ?? '' }))(request, signal),
    );

    expect(await store.put(CHAT, BODY, 6)).toBe(7);
    expect(operations()).toEqual(['PutRow', 'PutRow', 'GetRow']);
    expect(arrived[1]?.columns).toEqual(arrived[0]?.columns);
    expect(arrived[0]?.columns.write_id).toBe(arrived[0]?.writeId);
  });

  it('is made again where it did not happen, and not twice', async () => {
    const { store, operations } = scriptedTablestore(silent, done);

    expect(await store.put(CHAT, BODY, 6)).toBe(7);
    expect(operations()).toEqual(['PutRow', 'PutRow']);
  });

  it.each([
    ['somebody else wrote', found(encodeRow(KEY, { write_id: 'of somebody else' }))],
    ['somebody deleted it', found(new Uint8Array())],
  ])('is a conflict where %s', async (_case, readBack) => {
    const { store } = scriptedTablestore(lost, conditionFails, readBack);

    await expect(store.put(CHAT, BODY, 6)).rejects.toMatchObject({ code: 'VersionConflict' });
  });

  it('asks nobody where the first answer is a refusal: that one is a conflict', async () => {
    const { store, operations } = scriptedTablestore(conditionFails);

    await expect(store.put(CHAT, BODY, 6)).rejects.toMatchObject({ code: 'VersionConflict' });
    expect(operations()).toEqual(['PutRow']);
  });

  it('is looked for again where looking failed', async () => {
    const { store, arrived } = scriptedTablestore(lost, conditionFails, busy, conditionFails, (request, signal) =>
      found(encodeRow(KEY, { write_id: arrived[0]?.writeId ?? '' }))(request, signal),
    );

    expect(await store.put(CHAT, BODY, 6)).toBe(7);
  });

  it('deletes where the document is gone, and conflicts where it is there', async () => {
    await scriptedTablestore(lost, conditionFails, found(new Uint8Array())).store.delete(CHAT, 6);
    await expect(
      scriptedTablestore(lost, conditionFails, found(encodeRow(KEY, { version: 7n }))).store.delete(CHAT, 6),
    ).rejects.toMatchObject({ code: 'VersionConflict' });
  });

  it('leaves one line in the journal, not two', async () => {
    const written = scriptedTablestore(lost, (request, signal) =>
      range(encodeRow([['seq', 9n]], { write_id: written.arrived[0]?.writeId ?? '' }))(request, signal),
    );
    await written.store.append(ENTRY);
    expect(written.operations()).toEqual(['PutRow', 'GetRange']);

    const unwritten = scriptedTablestore(lost, range(encodeRow([['seq', 9n]], { write_id: 'another' })), done);
    await unwritten.store.append(ENTRY);
    expect(unwritten.operations()).toEqual(['PutRow', 'GetRange', 'PutRow']);
  });

  it('that is in the journal twice is read once', async () => {
    const line = (seq: bigint, writeId: string) =>
      encodeRow(
        [
          ['gateway', 'g'],
          ['seq', seq],
        ],
        { write_id: writeId, body: JSON.stringify({ ...ENTRY, reason: writeId }) },
      );
    const { store } = scriptedTablestore(range(line(3n, 'a'), line(4n, 'b'), line(6n, 'a')));

    const page = await store.journal({ account: CHAT.account, region: CHAT.region, name: CHAT.name });

    expect(page.entries.map(({ reason }) => reason)).toEqual(['a', 'b']);
    expect(page.cursor).toBe('6');
  });
});

describe('a call of Tablestore', () => {
  it('says what the service said, and the way out, but no secret', async () => {
    const { store } = scriptedTablestore(refused(403, 'OTSNoPermissionAccess', 'You have no permission.'));

    const error = await store.get(CHAT).catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      name: 'TablestoreError',
      code: 'OTSNoPermissionAccess',
      status: 403,
      requestId: '0005-req',
      retryable: false,
      message: expect.stringMatching(/GetRow: OTSNoPermissionAccess: You have no permission\..*torii doctor/),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain('very-secret');
  });

  it.each([
    ['OTSServerBusy', 503],
    ['OTSNotEnoughCapacityUnit', 403],
    ['OTSRowOperationConflict', 409],
    ['OTSPartitionUnavailable', 503],
    ['OTSTableNotReady', 404],
    ['OTSServerUnavailable', 503],
    ['OTSTimeout', 503],
    ['OTSInternalServerError', 500],
    ['OTSSomethingNew', 502],
  ])('is made again after %s', async (code, status) => {
    const { store, operations } = scriptedTablestore(refused(status, code), found(new Uint8Array()));

    expect(await store.get(CHAT)).toBeUndefined();
    expect(operations()).toEqual(['GetRow', 'GetRow']);
  });

  it.each([
    ['OTSParameterInvalid', 400],
    ['OTSAuthFailed', 403],
    ['OTSQuotaExhausted', 403],
    ['OTSRequestBodyTooLarge', 413],
  ])('is not made again after %s', async (code, status) => {
    const { store, operations } = scriptedTablestore(refused(status, code));

    await expect(store.get(CHAT)).rejects.toMatchObject({ code, retryable: false });
    expect(operations()).toEqual(['GetRow']);
  });

  it.each([
    ['NoAnswer', 'no connection', lost],
    ['NoAnswer', 'silence', silent],
    ['UnreadableAnswer', 'an answer that is cut off', () => new Response(Uint8Array.of(0x12, 0x20, 0x75))],
    ['HttpStatus502', 'a proxy that answers for it', () => new Response('<html>Bad Gateway</html>', { status: 502 })],
  ] satisfies [string, string, Ending][])(
    'ends as %s after %s, and was tried a few times',
    async (code, _case, ending) => {
      const { store, operations, waited } = scriptedTablestore(ending);

      await expect(store.get(CHAT)).rejects.toMatchObject({ code, retryable: true });
      expect(operations()).toHaveLength(7);
      expect(waited).toEqual([75, 150, 300, 600, 1200, 1500]);
    },
  );

  it('carries the token of a temporary key, and a signature', async () => {
    const { store, arrived } = scriptedTablestore(found(new Uint8Array()));
    await store.get(CHAT);

    expect(arrived[0]?.headers.get('x-ots-ststoken')).toBe('very-secret-token');
    expect(arrived[0]?.headers.get('x-ots-signature')).toMatch(/^[A-Za-z0-9+/]{27}=$/);
  });

  it('stores what counts as INTEGER, and nothing for a document that is never due', async () => {
    const { store, arrived } = scriptedTablestore(done);
    await store.put(CHAT, BODY, 0);
    await store.put(CHAT, { body: {}, dueAt: null }, 1);
    const [first, second] = arrived as [Arrived, Arrived];

    expect(first.columns).toMatchObject({
      version: { integer: '1' },
      due_at: { integer: '5' },
      generation: { integer: '3' },
      schema: { integer: '1' },
      body: '{"generation":3}',
    });
    expect(second.columns).not.toHaveProperty('due_at');
    expect(second.columns.write_id).not.toBe(first.columns.write_id);
  });

  it('goes to where the instance is, or to the one origin of a local cloud', () => {
    expect(tablestoreEndpoint('torii', 'cn-hangzhou')).toBe('https://torii.cn-hangzhou.ots.aliyuncs.com');
    expect(tablestoreEndpoint('torii', 'cn-hangzhou', '')).toBe('https://torii.cn-hangzhou.ots.aliyuncs.com');
    expect(tablestoreEndpoint('torii', 'cn-hangzhou', 'http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
  });
});

describe('a table that is missing', () => {
  const missing = refused(404, 'OTSObjectNotExist', 'Requested table does not exist.');

  it('is made, waited for, and used', async () => {
    const notReady = refused(404, 'OTSTableNotReady');
    const { store, operations } = scriptedTablestore(missing, done, missing, notReady, done);

    expect(await store.put(CHAT, BODY, 0)).toBe(1);
    expect(operations()).toEqual(['PutRow', 'CreateTable', 'PutRow', 'PutRow', 'PutRow']);
  });

  it('that somebody else makes at the same time is used as well', async () => {
    const { store } = scriptedTablestore(missing, refused(409, 'OTSObjectAlreadyExist'), done);

    expect(await store.put(CHAT, BODY, 0)).toBe(1);
  });

  it('is made once for all who wait for it', async () => {
    let made = false;
    const { store, operations } = scriptedTablestore((request, signal) => {
      if (request.operation === 'CreateTable') made = true;
      return (made ? done : missing)(request, signal);
    });
    await Promise.all([store.put(CHAT, BODY, 0), store.put({ ...CHAT, name: 'b' }, BODY, 0)]);

    expect(operations().filter((operation) => operation === 'CreateTable')).toHaveLength(1);
  });

  it('that may not be made says so', async () => {
    const { store } = scriptedTablestore(missing, refused(403, 'OTSNoPermissionAccess', 'You have no permission.'));

    await expect(store.get(CHAT)).rejects.toMatchObject({ operation: 'CreateTable', code: 'OTSNoPermissionAccess' });
  });
});

describe('a batch', () => {
  const row = (name: string) => encodeRow(KEY, { version: 1n, schema: 1n, body: JSON.stringify(name) });
  const other = { ...CHAT, name: 'other' };

  it('asks again for the rows that failed', async () => {
    const { store, operations } = scriptedTablestore(
      batch(
        { isOk: true, row: row('a') },
        { isOk: false, error: { code: 'OTSServerBusy', message: 'Server is busy.' } },
      ),
      found(row('b')),
    );

    expect((await store.getMany([CHAT, other])).map((document) => document?.body)).toEqual(['a', 'b']);
    expect(operations()).toEqual(['BatchGetRow', 'GetRow']);
  });

  it('fails where a row is refused for good', async () => {
    const { store } = scriptedTablestore(
      batch(
        { isOk: true, row: row('a') },
        { isOk: false, error: { code: 'OTSParameterInvalid', message: 'Too long.' } },
      ),
    );

    await expect(store.getMany([CHAT, other])).rejects.toMatchObject({ code: 'OTSParameterInvalid' });
  });

  it('with fewer rows than were asked for is not taken for an answer', async () => {
    const { store } = scriptedTablestore(batch({ isOk: true, row: row('a') }));

    await expect(store.getMany([CHAT, other])).rejects.toMatchObject({ code: 'UnreadableAnswer' });
  });

  it('of nothing asks nobody', async () => {
    const { store, operations } = scriptedTablestore(lost);

    expect(await store.getMany([])).toEqual([]);
    expect(operations()).toEqual([]);
  });
});

describe('a row that somebody else changed', () => {
  it.each([
    ['lacks its version', { schema: 1n, body: '{}' }, 'column "version"'],
    ['counts in DOUBLE', { version: 1, schema: 1n, body: '{}' }, 'column "version"'],
    ['lacks its body', { version: 1n, schema: 1n }, 'no body'],
    ['has half a body', { version: 1n, schema: 1n, body_0: Uint8Array.of(1, 2, 3) }, 'cut off or damaged'],
    ['has no JSON', { version: 1n, schema: 1n, body: '{"password":"hunter2' }, 'no JSON'],
  ])('is refused with a way out where it %s', async (_case, columns, problem) => {
    const { store } = scriptedTablestore(found(encodeRow(KEY, columns)));

    const error = await store.get(CHAT).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'RowUnreadable', retryable: false });
    expect(String(error)).toContain(problem);
    expect(String(error)).not.toContain('hunter2');
  });
});

it('writes nothing of a document that is too large, and says what to do', async () => {
  const { store, operations } = scriptedTablestore(lost);

  await expect(store.put(CHAT, { body: incompressible(6_000_000, 'z'), dueAt: null }, 0)).rejects.toMatchObject({
    code: 'DocumentTooLarge',
    retryable: false,
    message: expect.stringContaining('declaration cn-beijing/chat-prod'),
  });
  expect(operations()).toEqual([]);
});

it('reads page after page, each from where the one before it ended', async () => {
  const row = (name: string) =>
    encodeRow(
      [
        ['partition', '1234567890123456/declaration'],
        ['name', `cn-beijing/${name}`],
      ],
      { version: 1n, generation: 2n },
    );
  const next = [
    ['partition', '1234567890123456/declaration'],
    ['name', 'cn-beijing/b'],
  ] as const;
  const consumed = { capacityUnit: { read: 1, write: 0 } };
  const { store, arrived } = scriptedTablestore(
    () => answered('GetRangeResponse', { consumed, rows: row('a'), nextStartPrimaryKey: encodeRow(next) }),
    busy,
    () => answered('GetRangeResponse', { consumed, rows: row('b') }),
  );

  expect((await store.heads(CHAT.account, 'declaration')).map(({ key }) => key.name)).toEqual(['a', 'b']);
  expect(arrived.map(({ from }) => from)).toEqual([undefined, Object.fromEntries(next), Object.fromEntries(next)]);
});

it('reads a page of nothing', async () => {
  const { store } = scriptedTablestore(() =>
    answered('GetRangeResponse', { consumed: { capacityUnit: {} }, rows: Buffer.alloc(0) }),
  );

  expect(await store.heads(CHAT.account, 'declaration')).toEqual([]);
});

const ENTRY: JournalEntry = {
  account: CHAT.account,
  region: CHAT.region,
  gateway: CHAT.name,
  at: 1,
  from: 'gateway-provisioner',
  kind: 'note',
  reason: 'GatewayCreated',
  message: 'it was created',
};
