import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demand, installTools, removeTools, toolsCloud } from './tools/tools-cloud.ts';

let tools: string;

beforeAll(async () => {
  demand('proxychains4', 'lego');
  tools = await installTools();
}, 600_000);
afterAll(() => removeTools(tools));

const LOGGER = 'const logger = { info() {}, warn() {}, error() {} };';
const ACCESS = 'const access = { accessKeyId: process.env.KEY, accessKeySecret: process.env.SECRET };';

test('certd finds the domain, and adds and removes the record of a challenge', async () => {
  const { cloud, node } = await toolsCloud(tools);
  cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  const said = await node(`
    import { AliyunDnsProvider } from '@certd/plugin-aliyun/src/dns-providers/aliyun.js';
    ${LOGGER} ${ACCESS}
    const provider = new AliyunDnsProvider({ accessProviders: {}, logger, props: { accessProvider: access } });
    const challenge = { fullRecord: '_acme-challenge.www.example.com', type: 'TXT', value: 'abc' };
    const record = await provider.createRecord(challenge);
    const found = await provider.getRecords('example.com', '_acme-challenge.www', 'abc');
    await provider.removeRecord({ ...challenge, record });
    console.log(JSON.stringify({ same: found[0].RecordId === record, found: found.length }));
  `);
  expect(JSON.parse(said)).toEqual({ same: true, found: 1 });
  const actions = cloud.calls.all().map(({ action, status }) => `${action} ${status}`);
  expect(actions).toEqual([
    'DescribeDomains 200',
    'AddDomainRecord 200',
    'DescribeDomainRecords 200',
    'DeleteDomainRecord 200',
  ]);
});

test('certd uploads a certificate, reads it back and deletes it', async () => {
  const { cloud, own, node } = await toolsCloud(tools);
  const now = cloud.clock.now();
  const dates = { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + 90 * 86_400_000) };
  const { certificate, privateKey } = await cloud.ca.issue({ names: ['chat.example.com'], ...dates });
  const [crt, key] = [join(own, 'crt.pem'), join(own, 'key.pem')];
  writeFileSync(crt, certificate);
  writeFileSync(key, privateKey, { mode: 0o600 });
  const said = await node(
    `
    import { readFileSync } from 'node:fs';
    import { AliyunSslClient } from '@certd/plugin-lib/dist/aliyun/lib/ssl-client.js';
    ${LOGGER} ${ACCESS}
    const client = new AliyunSslClient({ access, logger });
    const cert = { crt: readFileSync(process.env.CRT, 'utf8'), key: readFileSync(process.env.CRT_KEY, 'utf8') };
    const id = await client.uploadCert({ name: 'chat', cert });
    const { certName, notAfter } = await client.getCertInfo(id);
    await client.deleteCert(id);
    console.log(JSON.stringify({ certName, notAfter }));
  `,
    { CRT: crt, CRT_KEY: key },
  );
  const { validTo } = new X509Certificate(certificate);
  expect(JSON.parse(said)).toEqual({ certName: 'chat', notAfter: Date.parse(validTo) });
  expect(cloud.calls.count('DeleteUserCertificate')).toBe(1);
});

test('the Tablestore component of Midway makes a table, writes a row and reads it', async () => {
  const { cloud, node } = await toolsCloud(tools);
  cloud.tablestore.addInstance(cloud.account.id, 'cn-hangzhou', 'torii');
  cloud.progress.mode('tablestore', 'at-once');
  const said = await node(`
    import midway from '@midwayjs/tablestore';
    const { TableStoreServiceFactory, Condition, RowExistenceExpectation } = midway;
    const client = await new TableStoreServiceFactory().createClient({
      accessKeyId: process.env.KEY,
      secretAccessKey: process.env.SECRET,
      endpoint: 'https://torii.cn-hangzhou.ots.aliyuncs.com',
      instancename: 'torii',
    });
    await client.createTable({
      tableMeta: { tableName: 'orders', primaryKey: [{ name: 'id', type: 'STRING' }] },
      reservedThroughput: { capacityUnit: { read: 0, write: 0 } },
      tableOptions: { timeToLive: -1, maxVersions: 1 },
    });
    const primaryKey = [{ id: 'one' }];
    const condition = new Condition(RowExistenceExpectation.EXPECT_NOT_EXIST, null);
    await client.putRow({ tableName: 'orders', condition, primaryKey, attributeColumns: [{ state: 'paid' }] });
    const { row } = await client.getRow({ tableName: 'orders', primaryKey });
    console.log(row.attributes[0].columnValue);
  `);
  expect(said).toBe('paid');
  expect(cloud.calls.all().map(({ action }) => action)).toEqual(['CreateTable', 'PutRow', 'GetRow']);
});

test('lego has a certificate issued, with a record that it adds by a command', async () => {
  const { cloud, own, command } = await toolsCloud(tools);
  cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  cloud.progress.mode('acme', 'at-once');
  // Debian's lego has no provider for Alibaba Cloud, but one that runs any program.
  const hook = join(own, 'hook.mjs');
  writeFileSync(
    hook,
    `#!${process.execPath}
    import Core from '@alicloud/pop-core';
    const [, , what, name, value] = process.argv;
    const { KEY: accessKeyId, SECRET: accessKeySecret, ENDPOINT: endpoint } = process.env;
    const client = new Core({ accessKeyId, accessKeySecret, endpoint, apiVersion: '2015-01-09' });
    const RR = name.replace(/\\.example\\.com\\.$/, '');
    const at = { DomainName: 'example.com', RR };
    if (what === 'present') await client.request('AddDomainRecord', { ...at, Type: 'TXT', Value: value }, {});
    else await client.request('DeleteSubDomainRecords', { ...at, Type: 'TXT' }, {});
    `,
    { mode: 0o700 },
  );
  const args = [
    ...['--path', join(own, 'lego'), '--accept-tos', '--email', 'owner@example.com'],
    ...['--server', cloud.acme.directoryUrl, '--dns', 'exec', '--dns.disable-cp'],
    ...['--dns.resolvers', `${cloud.dns.address}:${cloud.dns.port}`, '--domains', 'www.example.com', 'run'],
  ];
  await command('lego', args, { EXEC_PATH: hook });
  const pem = readFileSync(join(own, 'lego/certificates/www.example.com.crt'), 'utf8');
  expect(new X509Certificate(pem).checkHost('www.example.com')).toBe('www.example.com');
  expect(cloud.calls.count('DeleteSubDomainRecords')).toBe(1);
});
