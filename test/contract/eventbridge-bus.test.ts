import EventBridge, * as official from '@alicloud/eventbridge';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventBridgeBus, eventBridgeEndpoint } from '../../shared/events/eventbridge-bus.ts';
import { type EventBridgeCredentials, eventBridgeHeaders } from '../../shared/events/eventbridge-signature.ts';
import { type LoopbackServer, type Received, type Reply, startLoopbackServer } from './loopback-server.ts';

const KEY = { accessKeyId: 'LTAI-test', accessKeySecret: 'a-secret-of-the-test' };
const TEMPORARY = { accessKeyId: 'STS.test', accessKeySecret: 'another-secret', securityToken: 'CAIS+token/with==' };
const DECLARED = {
  type: 'torii.gateway.declared' as const,
  data: { account: '1234567890123456', region: 'cn-beijing', name: 'chat-prod', generation: 3 },
};
const NOW = Date.UTC(2026, 2, 2, 8);
const TAKEN: Reply = { body: { RequestId: 'r', FailedEntryCount: 0, EntryList: [{ EventId: 'e', TraceId: 't' }] } };

async function serverWith(reply: (received: Received, count: number) => Reply = () => TAKEN): Promise<LoopbackServer> {
  const server = await startLoopbackServer(reply);
  onTestFinished(() => server.close());
  return server;
}

function busAt(endpoint: string, credentials: EventBridgeCredentials = KEY) {
  const slept: number[] = [];
  let ids = 0;
  const bus = eventBridgeBus({
    ...{ fetch, endpoint, busName: 'torii', region: 'cn-beijing', credentials: () => credentials },
    now: () => NOW,
    machineNow: () => NOW + 60_000,
    newId: () => `id-${++ids}`,
    sleep: async (ms) => void slept.push(ms),
    random: () => 0.5,
  });
  return { bus, slept };
}

describe('an event', () => {
  it('is signed as the official client signs it, byte for byte', async () => {
    for (const credentials of [KEY, TEMPORARY]) {
      const server = await serverWith();
      const client = new EventBridge({
        ...{ ...credentials, endpoint: server.host, protocol: 'http', regionId: 'cn-beijing' },
      } as official.Config);
      await client.putEvents([
        new official.CloudEvent({
          id: '1',
          source: 'torii',
          type: 'torii.gateway.declared',
          data: Buffer.from('{}'),
          extensions: { aliyuneventbusname: 'torii' },
        }),
      ]);
      const sent = server.received[0]?.headers ?? {};

      const ours = eventBridgeHeaders(
        { path: '/openapi/putEvents', contentType: `${sent['content-type']}`, region: 'cn-beijing' },
        credentials,
        { now: Date.parse(`${sent.date}`), nonce: `${sent['x-acs-signature-nonce']}` },
      );

      expect(server.received[0]).toMatchObject({ method: 'POST', path: '/openapi/putEvents' });
      expect(sent).toMatchObject(ours);
      expect(sent.authorization).toMatch(/^acs:[^:]+:.{28}$/);
    }
  });

  it('arrives as CloudEvents 1.0 on our bus, by the time of the clock that everything else goes by', async () => {
    const server = await serverWith();
    await busAt(server.url, TEMPORARY).bus.publish(DECLARED);

    expect(server.received).toHaveLength(1);
    const [{ headers, path, body } = { headers: {}, path: '', body: '' }] = server.received;
    expect(path).toBe('/openapi/putEvents');
    expect(headers).toMatchObject({
      'content-type': 'application/cloudevents-batch+json; charset=utf-8',
      date: 'Mon, 02 Mar 2026 08:01:00 GMT',
      'x-acs-security-token': TEMPORARY.securityToken,
    });
    expect(JSON.parse(body)).toEqual([
      {
        id: 'id-1',
        source: 'torii',
        specversion: '1.0',
        type: 'torii.gateway.declared',
        datacontenttype: 'application/json; charset=utf-8',
        subject: 'cn-beijing/chat-prod',
        time: '2026-03-02T08:00:00.000Z',
        aliyuneventbusname: 'torii',
        data: DECLARED.data,
      },
    ]);
  });

  it.each<[string, Reply]>([
    ['the service failed', { status: 503, body: { code: 'ServiceUnavailable' } }],
    ['it was too often', { status: 429, body: {} }],
    ['the answer got lost', 'drop'],
    [
      'it was not taken, though the call was',
      { body: { FailedEntryCount: 1, EntryList: [{ ErrorCode: 'Throttling' }] } },
    ],
  ])('is sent again, under the same id and another nonce, where %s', async (_, first) => {
    const server = await serverWith((__, count) => (count === 1 ? first : TAKEN));
    const { bus, slept } = busAt(server.url);

    await bus.publish(DECLARED);

    expect(slept).toEqual([300]);
    expect(server.received.map(({ body }) => JSON.parse(body)[0].id)).toEqual(['id-1', 'id-1']);
    expect(new Set(server.received.map(({ headers }) => headers['x-acs-signature-nonce'])).size).toBe(2);
  });

  it.each<[string, Reply, string, number]>([
    ['there is no such bus', { status: 404, body: { code: 'EventBusNotExist', message: 'no' } }, 'EventBusNotExist', 1],
    ['the role may not', { status: 403, body: { code: 'NoPermission' } }, 'NoPermission', 1],
    [
      'the entry is no event',
      { body: { FailedEntryCount: 1, EntryList: [{ ErrorCode: 'InvalidArgument' }] } },
      'InvalidArgument',
      1,
    ],
    ['it never goes well', { status: 500, body: 'oops' }, 'HttpStatus500', 3],
  ])('is given up where %s', async (_, reply, code, attempts) => {
    const server = await serverWith(() => reply);

    await expect(busAt(server.url).bus.publish(DECLARED)).rejects.toMatchObject({ name: 'EventNotPublished', code });

    expect(server.received).toHaveLength(attempts);
  });

  it('says nothing secret when it fails', async () => {
    const server = await serverWith((request) => ({
      status: 400,
      body: { code: 'X', message: JSON.stringify(request) },
    }));
    const error = await busAt(server.url, TEMPORARY)
      .bus.publish(DECLARED)
      .catch((thrown: Error) => thrown);
    expect(`${JSON.stringify(error)} ${String(error)}`).not.toMatch(/another-secret|CAIS|acs:/);
  });
});

it('goes to a host of the account’s own, or to the one address for everything', () => {
  expect(eventBridgeEndpoint('123', 'cn-beijing')).toBe('https://123.eventbridge.cn-beijing.aliyuncs.com');
  expect(eventBridgeEndpoint('123', 'cn-beijing', 'http://127.0.0.1:8080/')).toBe('http://127.0.0.1:8080');
});
