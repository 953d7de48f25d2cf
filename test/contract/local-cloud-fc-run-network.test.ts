import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { REGION, startFunctionsCloud } from './functions-cloud.ts';

/** Somebody who answers where a gateway would, and says whom it was called by. */
async function standInFor(cloud: LocalCloud, gatewayId: string): Promise<string> {
  const address = cloud.network.addressOf(gatewayId);
  const privateAddress = cloud.network.privateAddressOf(gatewayId);
  for (const place of [address, privateAddress]) {
    const server = createServer((request, response) => {
      response.setHeader('connection', 'close');
      response.end(JSON.stringify(cloud.network.origin(request.socket.remoteAddress ?? '')));
    });
    await new Promise<void>((resolve) => server.listen(cloud.dataPlane.httpPort, place, resolve));
    onTestFinished(() => void server.close());
  }
  const zone =
    cloud.alidns.findZone('example.com') ?? cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
  cloud.alidns.addRecord(zone, { rr: 'gw', type: 'A', value: address, ttl: 600, line: 'default' });
  cloud.alidns.addRecord(zone, { rr: 'gw-vpc', type: 'A', value: privateAddress, ttl: 600, line: 'default' });
  cloud.alidns.addRecord(zone, { rr: 'note', type: 'TXT', value: 'hello', ttl: 600, line: 'default' });
  return address;
}

test('unmodified code finds the names, the gateways and the name servers of the local cloud', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  const address = await standInFor(cloud, 'gw-1');
  await deploy('prober', {
    code: {
      'index.mjs': `
        import { lookup, Resolver } from 'node:dns/promises';
        import { get } from 'node:http';
        import dns from 'node:dns';
        const failing = (promise) => promise.then(() => 'no error', (error) => error.cause?.code ?? error.code);
        export const handler = async () => {
          const resolver = new Resolver();
          const [nameServer] = await resolver.resolve4('ns1.alidns.com');
          const direct = new Resolver();
          direct.setServers([nameServer]);
          const byHttp = await new Promise((resolve, reject) => {
            get('http://gw.example.com/', (response) => response.setEncoding('utf8').on('data', resolve)).on('error', reject);
          });
          return {
            lookedUp: (await lookup('gw.example.com')).address,
            resolved: await resolver.resolve4('gw.example.com'),
            byCallback: await new Promise((done) => dns.resolveTxt('note.example.com', (_error, found) => done(found))),
            direct: await direct.resolveTxt('note.example.com'),
            nobody: await failing(resolver.resolve4('nobody.example.com')),
            outside: await failing(fetch('http://203.0.113.9/')),
            byFetch: await (await fetch('http://gw.example.com/')).json(),
            byHttp: JSON.parse(byHttp),
          };
        };`,
    },
  });

  const answer = await invoke('prober');
  expect(JSON.parse(answer.text)).toEqual({
    lookedUp: address,
    resolved: [address],
    byCallback: [['hello']],
    direct: [['hello']],
    nobody: 'ENOTFOUND',
    outside: 'EHOSTUNREACH',
    byFetch: { address: '192.0.2.200' },
    byHttp: { address: '192.0.2.200' },
  });
});

test('a function attached to a VPC reaches private addresses from inside it, and one may be told where it calls from', async () => {
  const { cloud, deploy, invoke } = await startFunctionsCloud();
  await standInFor(cloud, 'gw-1');
  cloud.vpc.addVpc({ account: cloud.account.id, region: REGION, vpcId: 'vpc-a', cidrBlock: '10.8.0.0/16' });
  const code = `
    const ask = (name) => fetch('http://' + name).then((answer) => answer.json(), ({ cause }) => cause.code);
    return { publicly: await ask('gw.example.com'), privately: await ask('gw-vpc.example.com') };`;
  const seenBy = async (name: string) => JSON.parse((await invoke(name)).text);
  const attached = { vpcConfig: { vpcId: 'vpc-a', vSwitchIds: [], securityGroupId: '' } };
  const functionComputes = { address: '192.0.2.200' };
  const inside = { address: '10.8.0.9', vpcId: 'vpc-a' };
  await deploy('inside', { code, rest: attached });
  expect(await seenBy('inside')).toEqual({ publicly: functionComputes, privately: inside });
  await deploy('shut-in', { code, rest: { ...attached, internetAccess: false } });
  expect(await seenBy('shut-in')).toEqual({ publicly: 'EHOSTUNREACH', privately: inside });
  await deploy('outside', { code });
  expect(await seenBy('outside')).toEqual({ publicly: functionComputes, privately: 'EHOSTUNREACH' });
  cloud.functions.egress = () => ({ address: '203.0.113.77', vpcId: 'vpc-a' });
  await deploy('behind-nat', { code });
  expect(await seenBy('behind-nat')).toEqual({ publicly: { address: '203.0.113.77' }, privately: inside });
});

test('code that is no archive, or has no such handler, does not start', async () => {
  const { deploy, invoke } = await startFunctionsCloud();
  const broken = await deploy('broken', { code: '' });
  broken.code = { zip: Buffer.from('no zip'), checksum: '' };
  const type = (answer: { headers: Headers }) => answer.headers.get('x-fc-error-type');
  expect(type(await invoke('broken'))).toBe('InstanceStartFailed');
  expect(type(await invoke('broken'))).toBe('InstanceStartFailed');
  await deploy('lost', { code: '', handler: 'index.nobody' });
  expect(type(await invoke('lost'))).toBe('InitializationError');
  await deploy('outside', { code: { '../evil.js': '' } });
  expect((await invoke('outside')).text).toContain('outside');
});
