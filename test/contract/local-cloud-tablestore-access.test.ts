import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { clientOf, startTable } from './tablestore-official.ts';
import { ask, getRowMessage, hmac, lines, md5, type Twist } from './tablestore-wire.ts';

const tableName = 'documents';

describe('who asks', () => {
  let shared: LocalCloud;
  beforeAll(async () => {
    shared = await startLocalCloud();
    shared.tablestore.addInstance(shared.account.id, 'cn-hangzhou', 'torii');
  });
  afterAll(() => shared.close());
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
    ['of another API version', { headers: { 'x-ots-apiversion': '2014-08-08' } }, 400, 'Unsupported API version'],
    ['by GET', { method: 'GET' }, 405, 'OTSMethodNotAllowed'],
    ['for what nobody offers', { path: '/HelloWorld' }, 400, "Unsupported operation: 'HelloWorld'."],
    ['with a damaged message', { path: '/DeleteTable', body: Buffer.of(10, 200) }, 400, 'OTSParameterInvalid'],
    ['with an empty message', { path: '/DeleteTable' }, 400, 'OTSParameterInvalid'],
    ['with more than four megabytes', { body: Buffer.alloc(4 * 1024 * 1024 + 1) }, 413, 'OTSRequestBodyTooLarge'],
  ])('%s is refused', async (_how, twist, status, text) => {
    shared.calls.clear();
    const answer = await ask(shared, twist);
    expect(answer).toMatchObject({ status, text: expect.stringContaining(text) });
    expect(shared.calls.all()).toMatchObject([{ product: 'ots', status }]);
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

  it('with a damaged checksum in a row is refused', async () => {
    const { cloud } = await startTable();
    const { bytes } = await ask(cloud, { path: '/GetRow', body: getRowMessage(-1) });
    expect(bytes.toString('latin1')).toContain('checksum is mismatch');
    expect((await ask(cloud, { path: '/GetRow', body: getRowMessage(0) })).status).toBe(200);
  });
});
