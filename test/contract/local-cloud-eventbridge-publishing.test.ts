import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cloudWithFunctions,
  functionArn,
  openCloudWithFunctions,
  type Published,
  publisher,
} from './eventbridge-cloud.ts';
import { signedPutEvents } from './signed-put-events.ts';

async function cloudWithBus() {
  const made = await cloudWithFunctions('worker');
  await made.manage('CreateEventBus', { EventBusName: 'torii' });
  return made;
}

describe('publishing', () => {
  test('the official client is told what became of each event', async () => {
    const { publish, cloud } = await cloudWithBus();
    const answer = await publish({ id: 'event-1' }, { id: 'event-2' });
    expect(answer).toMatchObject({
      failedEntryCount: 0,
      resourceOwnerAccountId: cloud.account.id,
      entryList: [{ eventId: 'event-1' }, { eventId: 'event-2' }],
    });
    expect(answer.entryList?.some(({ errorCode }) => errorCode !== undefined)).toBe(false);
    expect(answer.requestId).toMatch(/^[0-9A-F-]{36}$/);
    cloud.eventbridge.acceptedErrorCode = 'Success';
    expect((await publish({})).entryList).toMatchObject([{ errorCode: 'Success' }]);
  });

  test('one bad event among good ones fails alone', async () => {
    const { publish, manage, cloud, arrivals } = await cloudWithBus();
    const Targets = [{ Id: 'worker', Type: 'acs.fc.function', Endpoint: functionArn(cloud, 'worker') }];
    await manage('CreateRule', { EventBusName: 'torii', RuleName: 'all', FilterPattern: '{}', EventTargets: Targets });
    const answer = await publish({ id: 'good' }, { id: 'not good' }, { id: 'large', data: 'x'.repeat(64 * 1024) });
    expect(answer).toMatchObject({
      failedEntryCount: 2,
      entryList: [
        { eventId: 'good' },
        { eventId: 'not good', errorCode: 'JsonAttributeInvalid' },
        { eventId: 'large', errorCode: 'EventSizeExceedLimit' },
      ],
    });
    await cloud.clock.advanceBy(60_000);
    expect(arrivals.map(({ body }) => body)).toMatchObject([{ id: 'good' }]);
  });

  test('applications cannot publish to the default bus, unless the cloud is told so', async () => {
    const { publish, cloud } = await cloudWithBus();
    await expect(publish({ bus: 'default' })).rejects.toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('only to a custom event bus'),
    });
    cloud.eventbridge.customEventsOnDefault = 'accepted';
    expect((await publish({ bus: 'default' })).failedEntryCount).toBe(0);
  });

  test('nothing can be published before the service is activated', async () => {
    const { publish, cloud } = await cloudWithBus();
    cloud.eventbridge.opened = false;
    await expect(publish({})).rejects.toMatchObject({ code: 'ServiceAccessDenied' });
  });
});

describe('a request is refused whole', () => {
  let shared: Awaited<ReturnType<typeof openCloudWithFunctions>>;
  beforeAll(async () => {
    shared = await openCloudWithFunctions();
    await shared.manage('CreateEventBus', { EventBusName: 'torii' });
  });
  afterAll(() => shared.cloud.close());

  const many = (count: number, data: unknown = {}): Published[] =>
    Array.from({ length: count }, (_, index) => ({ id: `event-${index}`, data }));
  test.each<[why: string, events: Published[], code: string]>([
    ['a bus that does not exist', [{ bus: 'other' }], 'EventBusNotExist'],
    ['two buses at once', [{ bus: 'torii' }, { bus: 'other' }], 'PutEventsRequestMoreThanOneEventBus'],
    ['more than 16 events', many(17), 'EventCountExceedLimit'],
    ['more than 256 KB', many(5, 'x'.repeat(60 * 1024)), 'EventSizeExceedLimit'],
    ['nothing', [], 'JsonAttributeInvalid'],
  ])('for %s', async (_why, events, code) => {
    await expect(shared.publish(...events)).rejects.toMatchObject({ code });
  });

  test('but 16 events are not too many', async () => {
    expect((await shared.publish(...many(16))).failedEntryCount).toBe(0);
  });
});

describe('who may publish', () => {
  test('temporary credentials carry their token', async () => {
    const { cloud } = await cloudWithBus();
    const session = cloud.accounts.issueTemporary(cloud.account.id, Date.now() + 60_000);
    expect((await publisher(cloud, session)({})).failedEntryCount).toBe(0);
    const { securityToken: _gone, ...without } = session;
    await expect(publisher(cloud, without)({})).rejects.toMatchObject({ code: 'SecurityTokenInvalid' });
    const wrong = publisher(cloud, { ...session, securityToken: 'other' });
    await expect(wrong({})).rejects.toMatchObject({ code: 'SecurityTokenInvalid' });
    const expired = cloud.accounts.issueTemporary(cloud.account.id, Date.now() - 1);
    await expect(publisher(cloud, expired)({})).rejects.toMatchObject({ code: 'StsAccessIdExpired' });
  });

  test('a wrong secret, and a key that nobody has', async () => {
    const { cloud } = await cloudWithBus();
    const wrong = publisher(cloud, { ...cloud.account, accessKeySecret: 'wrong' });
    await expect(wrong({})).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
    const nobody = publisher(cloud, { ...cloud.account, accessKeyId: 'LTAInobody' });
    await expect(nobody({})).rejects.toMatchObject({ code: 'InvalidAccessKeyId' });
  });

  test("another account's buses are its own", async () => {
    const { cloud } = await cloudWithBus();
    const stranger = publisher(cloud, cloud.addAccount('9999999999999999'));
    await expect(stranger({})).rejects.toMatchObject({ code: 'EventBusNotExist' });
  });

  test('a copied request is refused, and so are a changed and a stale one', async () => {
    const { cloud } = await cloudWithBus();
    const event = {
      id: 'event-1',
      source: 'torii',
      type: 'torii.test',
      specversion: '1.0',
      aliyuneventbusname: 'torii',
    };
    const headers = signedPutEvents(cloud.account);
    const put = async (changes: Record<string, string> = {}) => {
      const request = { method: 'POST', headers: { ...headers, ...changes }, body: JSON.stringify([event]) };
      const answer = await fetch(`${cloud.endpoint}/openapi/putEvents`, request);
      return { status: answer.status, ...Object(await answer.json()) };
    };
    expect(await put({ 'x-acs-signature-version': '2.0' })).toMatchObject({ code: 'SignatureDoesNotMatch' });
    expect(await put()).toMatchObject({ status: 200, FailedEntryCount: 0 });
    const copied = await put();
    expect(copied).toMatchObject({ status: 403, code: 'SignatureNonceUsed', requestId: expect.any(String) });
    const stale = signedPutEvents(cloud.account, new Date(Date.now() - 16 * 60_000));
    expect(await put(stale)).toMatchObject({ status: 403, code: 'InvalidTimeStamp.Expired' });
  });
});

describe('a bad day', () => {
  test('is journaled without the data of an event', async () => {
    const { cloud, publish } = await cloudWithBus();
    await publish({ id: 'event-1', data: { secret: 'never-journaled' } });
    await publish({ bus: 'other' }).catch(() => {});
    expect(cloud.calls.of('PutEvents')).toMatchObject([
      {
        product: 'eventbridge',
        status: 200,
        caller: cloud.account.accessKeyId,
        parameters: { bus: 'torii', events: [{ id: 'event-1', source: 'torii', type: 'torii.test' }] },
      },
      { status: 409, code: 'EventBusNotExist' },
    ]);
    expect(JSON.stringify(cloud.calls.all())).not.toContain('never-journaled');
  });

  test('throttling has the words of EventBridge', async () => {
    const { cloud, publish } = await cloudWithBus();
    cloud.faults.add({ product: 'eventbridge', action: 'PutEvents', kind: 'throttling', times: 1 });
    await expect(publish({})).rejects.toMatchObject({ code: 'TooManyRequests' });
    expect(cloud.calls.of('PutEvents')).toMatchObject([{ status: 429, faults: ['throttling'] }]);
  });

  test('a lost answer may have been an accepted event', async () => {
    const { cloud, publish, manage, arrivals } = await cloudWithBus();
    const Targets = [{ Id: 'worker', Type: 'acs.fc.function', Endpoint: functionArn(cloud, 'worker') }];
    await manage('CreateRule', { EventBusName: 'torii', RuleName: 'all', FilterPattern: '{}', EventTargets: Targets });
    for (const kind of ['drop-before', 'drop-after'] as const) {
      cloud.faults.add({ product: 'eventbridge', action: 'PutEvents', kind, times: 1 });
      await expect(publish({ id: kind })).rejects.toThrow();
    }
    await cloud.clock.advanceBy(60_000);
    expect(arrivals.map(({ body }) => body)).toMatchObject([{ id: 'drop-after' }]);
  });
});
