import { describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { IGNORE, keyOf, plain, startTable } from './tablestore-official.ts';

const tableName = 'documents';

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
