import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { rpc, sign } from './acs3.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({ delayScale: 0 });
  cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
});
afterAll(() => cloud.close());

const HOST = 'alidns.aliyuncs.com';

test('a client that is given only a proxy is served at the real endpoint over http', async () => {
  const { path, ...asked } = signed();
  expect(await answerTo(request(cloud.endpoint, { ...asked, path: `http://${HOST}${path}` }))).toEqual(['example.com']);
});

test('a client that is given only a proxy and the root is served at the real endpoint over https', async () => {
  const secured = await tunnelled();
  expect(secured.authorized).toBe(true);
  expect(await answerTo(request({ ...signed(), createConnection: () => secured }))).toEqual(['example.com']);
});

/** Refuses a certificate of anybody but the cloud's own authority. */
async function tunnelled(): Promise<tls.TLSSocket> {
  const tunnel = request(cloud.endpoint, { method: 'CONNECT', path: `${HOST}:443` });
  tunnel.end();
  const [, socket] = await once(tunnel, 'connect');
  const secured = tls.connect({ socket, servername: HOST, ca: cloud.ca.rootPem });
  await once(secured, 'secureConnect');
  return secured;
}

function signed() {
  const { method, query, headers } = sign(
    rpc('DescribeDomains', '2015-01-09', { PageSize: '20' }),
    HOST,
    cloud.account,
  );
  return { method, headers, path: `/?${new URLSearchParams(query)}` };
}

/** The domains that were listed. */
async function answerTo(asked: ClientRequest): Promise<string[]> {
  asked.end();
  const [response] = await once(asked, 'response');
  const { Domains } = JSON.parse(await text(response));
  return Domains.Domain.map(({ DomainName }: { DomainName: string }) => DomainName);
}

test('a cloud that became another one is trusted by the root of that one', async () => {
  const other = await startLocalCloud({ delayScale: 0, seed: 2 });
  await cloud.restore(await other.snapshot());
  await other.close();
  expect((await tunnelled()).authorized).toBe(true);
});

test('what is not the cloud is not fetched for anybody', async () => {
  const calls = cloud.calls.count();
  expect(await say('GET http://example.com/ HTTP/1.1\r\nhost: example.com\r\nconnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1.1 403 /,
  );
  expect(await say('CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
  expect(await say('CONNECT aliyuncs.com.example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
  expect(cloud.calls.count()).toBe(calls);
});

test('a client that hangs up within its tunnel harms nobody', async () => {
  const socket = connect(Number(new URL(cloud.endpoint).port), '127.0.0.1');
  socket.write('CONNECT alidns.aliyuncs.com:443 HTTP/1.1\r\nhost: alidns.aliyuncs.com:443\r\n\r\n');
  await once(socket, 'data');
  socket.resetAndDestroy();
  expect(await say('CONNECT example.com:443 HTTP/1.1\r\nhost: a\r\n\r\n')).toMatch(/^HTTP\/1.1 403 /);
});

/** What the cloud says to these bytes before it hangs up. */
async function say(text: string): Promise<string> {
  const socket = connect(Number(new URL(cloud.endpoint).port), '127.0.0.1');
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return said;
}
